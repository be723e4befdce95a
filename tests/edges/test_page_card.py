"""A card in place of a name, in a real browser: its number is typed on the screen."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.edges.panel import open_page, screen
from tests.edges.test_page_before import ANNA, gym
from tests.edges.walkers import SAY, WELL, Finger
from treadctl.edges.people.card import NEW

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

CARD = "0012345642"
WITH_CARD = replace(ANNA, card=CARD)


async def test_a_holder_taps_card_and_types_the_number(tmp_path: Path, page: Page) -> None:
    async with gym(tmp_path, WITH_CARD) as served:
        await open_page(page, served.server)
        finger = Finger(page)
        await finger.tap("Card")
        await finger.asked("card")
        await expect(page.locator("#next")).to_be_disabled()
        await finger.type("123")
        await expect(page.locator("#next")).to_be_disabled()
        await finger.type("4")
        await finger.tap("Next")
        await expect(page.locator("#note")).to_have_text(NEW)
        for _ in "1234":
            await finger.tap("Erase")
        await finger.type(CARD)
        await finger.tap("Next")
        await finger.asked("new_signs")
        await expect(page.locator("#heading")).to_have_text("Anna")


async def test_where_nobody_has_a_card_the_first_screen_does_not_speak_of_one(
    tmp_path: Path, page: Page
) -> None:
    async with gym(tmp_path, ANNA) as served:
        await open_page(page, served.server)
        await expect(page.get_by_role("button", name="Anna", exact=True)).to_be_visible()
        await expect(page.get_by_role("button", name="Card", exact=True)).to_be_hidden()


async def test_somebody_new_gives_a_number_in_place_of_a_name(tmp_path: Path, page: Page) -> None:
    async with gym(tmp_path) as served:
        await open_page(page, served.server)
        finger = Finger(page)
        await finger.tap("I'm new")
        await finger.tap("Cat")
        await finger.asked("name")
        await finger.tap("Card")
        await finger.asked("card")
        await finger.type(CARD)
        await finger.tap("Next")
        await finger.say_age()
        well = [{"act": "answer", "key": key, "value": value} for key, value in WELL.items()]
        await page.evaluate(SAY, [*well, {"act": "leave"}])
        await screen(page, "idle")
        await expect(page.get_by_role("button", name="\u202642", exact=True)).to_be_visible()
