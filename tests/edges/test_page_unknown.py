"""What nobody knows of the belt: a dash and words on the page, never 0."""

from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from tests.edges import screens
from tests.edges.panel import open_page, screen, shown
from tests.edges.test_page_deck import TO_READY
from tests.edges.walkers import SAY, Finger
from treadctl.commissioned import PowerCut
from treadctl.model import BeltState

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]


async def test_a_speed_that_nobody_knows_is_a_dash_and_the_belt_may_move(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        panel.put(screens.UNLINKED)
        await screen(page, "walk")
        await expect(page.locator("section:visible .number")).to_have_text("–")  # noqa: RUF001
        await expect(page.locator("section:visible .prompt")).to_contain_text("may be moving")


async def test_a_belt_that_stands_after_an_alarm_is_not_said_to_move(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        panel.put(screens.LATCHED)
        await screen(page, "latched")
        section = page.locator("section:visible")
        await expect(section).to_contain_text("The belt has stopped.")
        await expect(section.locator(".why")).to_have_text("It did not stop in time.")


async def test_what_is_not_known_of_a_latched_or_stopping_belt_is_said_so(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        panel.put(replace(screens.STOPPING, speed_kmh=None))
        await screen(page, "stopping")
        await expect(page.locator("section:visible .number")).to_have_text("–")  # noqa: RUF001
        panel.put(replace(screens.LATCHED, belt=BeltState.UNKNOWN, speed_kmh=None))
        await screen(page, "latched")
        await expect(page.locator("#stands")).to_have_text("It is not known if the belt stands.")
        await expect(page.locator("#ok")).to_be_disabled()


async def test_a_treadmill_that_does_not_tell_its_speed_has_a_dash_and_words(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        panel.put(screens.SPEED_LOST)
        await screen(page, "walk")
        await expect(page.locator("section:visible .number")).to_have_text("–")  # noqa: RUF001
        await expect(page.locator("section:visible .prompt")).to_contain_text("is not known")


async def test_before_a_walk_a_treadmill_that_nobody_set_up_says_so(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        panel.put(screens.IDLE)
        await screen(page, "idle")
        await page.evaluate(SAY, TO_READY)
        await screen(page, "ready")
        await expect(page.locator("#not-set-up")).to_be_hidden()
        panel.put(replace(screens.IDLE, uncommissioned=True))
        await expect(page.locator("#not-set-up")).to_have_text(
            "Nobody has set this treadmill up yet. All walks stay gentle."
        )


async def test_where_there_is_no_key_to_pull_the_page_speaks_of_what_there_is(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        panel.put(replace(screens.IDLE, power_cut=PowerCut.MAINS_SWITCH))
        await screen(page, "idle")
        await page.evaluate(SAY, TO_READY[:-1])
        await Finger(page).asked("key")
        await expect(page.locator("#asked")).to_have_text(
            "Look where you can switch the treadmill off."
        )
        panel.put(replace(screens.ALARM, power_cut=PowerCut.MAINS_SWITCH))
        await screen(page, "alarm")
        await expect(page.locator("section:visible")).to_contain_text("SWITCH THE TREADMILL OFF")
