"""While walking, in a real browser: the talk question, and "faster" one tap behind."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.edges import screens
from tests.edges.gallery import NOBODY, View, gallery, put
from tests.edges.panel import Shown, open_page, shown, until
from treadctl.board.requests import Faster, Reply, Request

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]


async def heard(panel: Shown, request: Request) -> None:
    await until(lambda: request in panel.asked)
    panel.asked.clear()


async def test_whether_talking_is_easy_takes_one_tap(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        for button, yes in (("Yes", True), ("No, it is hard", False)):
            await panel.turn(page, "walk", screens.TALK)
            await page.get_by_role("button", name=button, exact=True).click()
            asked = {"request": "reply", "question": "talk", "question_id": 35, "yes": yes}
            await heard(panel, Reply.model_validate(asked))


async def test_faster_is_one_tap_behind_and_only_where_the_belt_room_offers_it(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        await panel.turn(page, "walk", screens.WALKING)
        faster = page.get_by_role("button", name="A little faster", exact=True)
        await page.locator("#speed").click()
        await expect(page.get_by_role("button", name="Slower", exact=True)).to_be_visible()
        await panel.turn(page, "walk", screens.BELOW_THE_PLAN)
        await expect(faster).to_be_hidden()
        await page.locator("#speed[role=button]").click()
        await faster.click()
        await heard(panel, Faster(request="faster", faster_id=36))
        await expect(page.get_by_role("button", name="Slower", exact=True)).to_be_visible()
        await page.locator("#speed").press("Enter")
        await page.get_by_role("button", name="Stay like this", exact=True).click()
        await expect(faster).to_be_hidden()
        assert not any(isinstance(one, Faster) for one in panel.asked)


async def test_the_invitation_to_try_the_stop_out_is_words_only_and_waits_for_a_question(
    browser: Browser,
) -> None:
    async with shown() as panel:
        page = await gallery(browser, panel, (800, 480))
        invited = {"shows": "walking", "practise": True}
        walk, bar = page.locator("section:visible"), re.compile("press the violet bar once")
        await put(page, View("walk", screens.PRACTISING, NOBODY | invited))
        await expect(walk).to_contain_text(bar)
        names = await page.locator("main button:visible").all_inner_texts()
        assert names == ["Slower", "Finish"]
        await put(page, View("walk", screens.ASKING["rise"], NOBODY | invited))
        await expect(walk).not_to_contain_text(bar)
        await put(page, View("walk", screens.PRACTISING, NOBODY | invited | {"practise": False}))
        await expect(walk).not_to_contain_text(bar)
        await page.close()
