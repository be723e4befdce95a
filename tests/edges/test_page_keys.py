"""The page without a touch: every button can be reached, and does its act, by the keyboard."""

import pytest
from playwright.async_api import Page

from tests.edges import screens
from tests.edges.panel import Shown, open_page, screen, shown, until
from treadctl.board.requests import Finish, Slower, Stop

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

FOCUSED = "() => document.activeElement.textContent.trim()"
RING = """() => getComputedStyle(document.activeElement).outlineStyle !== 'none'
  && parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"""


async def tabbed(page: Page, count: int) -> list[str]:
    """What has the focus after each press of Tab; it is seen each time."""
    names = []
    for _ in range(count):
        await page.keyboard.press("Tab")
        names.append(await page.evaluate(FOCUSED))
        assert await page.evaluate(RING)
    return names


async def test_tab_goes_through_the_buttons_and_ends_at_the_strip(page: Page) -> None:
    async with shown() as panel:
        panel.put(screens.WALKING)
        await open_page(page, panel.server)
        await screen(page, "walk")
        assert (await tabbed(page, 3))[0] == "Slower"
        assert await page.evaluate(FOCUSED) == "PAIN – STOP"  # noqa: RUF001


@pytest.mark.parametrize(
    ("tabs", "key", "request_"),
    [(1, "Enter", Slower(request="slower")), (2, "Space", Finish(request="finish"))]
    + [(3, key, Stop(pain=True)) for key in ("Enter", "Space")],
)
async def test_enter_and_space_do_what_a_touch_does(
    page: Page, tabs: int, key: str, request_: object
) -> None:
    async with shown() as panel:
        panel.put(screens.WALKING)
        await open_page(page, panel.server)
        await screen(page, "walk")
        await tabbed(page, tabs)
        await asked_by(panel, page, key, request_)


async def asked_by(panel: Shown, page: Page, key: str, request: object) -> None:
    panel.asked.clear()
    await page.keyboard.press(key)
    await until(lambda: request in panel.asked)


async def test_a_letter_that_is_no_shortcut_does_nothing(page: Page) -> None:
    async with shown() as panel:
        panel.put(screens.WALKING)
        await open_page(page, panel.server)
        await screen(page, "walk")
        await page.keyboard.press("s")
        await asked_by(panel, page, "p", Stop(pain=True))
        assert Slower(request="slower") not in panel.asked
