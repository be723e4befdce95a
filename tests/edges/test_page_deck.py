"""A deck that a stop left at a slope comes level by a tap of its own, in a real browser."""

import asyncio
from dataclasses import replace

import pytest
from playwright.async_api import FloatRect, Page, expect

from tests.edges import screens
from tests.edges.kiosk import Kiosk
from tests.edges.panel import open_page, screen, shown, until
from tests.edges.walkers import SAY, WELL, Finger, start_as_guest
from treadctl.board.requests import Level

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

SLOPE_PERCENT = 1.0
GUEST = {"age": 70, **WELL, "pain": 2, "walk": "first-steps", "key": True}
TO_READY = [{"act": "guest"}, *({"act": "answer", "key": k, "value": v} for k, v in GUEST.items())]


async def test_a_stop_on_a_slope_leads_by_a_level_deck_to_a_new_start(
    served: Kiosk, page: Page
) -> None:
    belt = served.rig.machine.belt
    await open_page(page, served.server)
    await start_as_guest(page)
    finger = Finger(page)
    await finger.tap("I'm on")
    await screen(page, "walk")
    belt.tilt(asyncio.get_running_loop().time(), SLOPE_PERCENT)
    await served.until(lambda: belt.inclination_percent >= SLOPE_PERCENT)
    await page.locator("#pain").dispatch_event("pointerdown")
    await finger.asked("quality")
    await finger.tap("By mistake, or to try it")
    await finger.tap("I am OK")
    await screen(page, "ready")
    await expect(page.locator("#start")).to_be_disabled()
    await expect(page.locator("#stand-on")).to_contain_text("The deck still slopes.")
    await finger.tap("Level the deck")
    await served.until(lambda: belt.inclination_percent == 0.0)
    assert belt.speed_kmh == 0.0
    await finger.tap("Start slowly")
    await screen(page, "countdown")


async def test_while_it_comes_down_there_is_nothing_to_tap_and_one_that_stays_keeps_nobody(
    page: Page,
) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        panel.put(screens.TILTED)
        await screen(page, "idle")
        await page.evaluate(SAY, TO_READY)
        await screen(page, "ready")
        await Finger(page).tap("Level the deck")
        await until(lambda: Level(request="level", token="0" * 16) in panel.asked)
        panel.put(replace(screens.TILTED, level_token=None, levelling=True))
        await expect(page.locator("#stand-on")).to_contain_text("The deck is coming down.")
        await expect(page.locator("#level")).to_be_hidden()
        await expect(page.locator("#start")).to_be_disabled()
        panel.put(replace(screens.TILTED, deck_stuck=True))
        await expect(page.locator("#stand-on")).to_contain_text("did not come level")
        await expect(page.locator("#level")).to_be_visible()
        await expect(page.locator("#start")).to_be_enabled()


async def test_the_level_button_speaks_german_and_is_no_double_tap_away_from_the_others(
    page: Page,
) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        await page.evaluate(SAY, [{"act": "speak", "language": "de"}, *TO_READY])
        panel.put(screens.TILTED)
        await screen(page, "ready")
        level = await page.get_by_role("button", name="Lauffläche senken").bounding_box()
        start = await page.locator("#start").bounding_box()
        panel.put(screens.LATCHED)
        await screen(page, "latched")
        ok = await page.locator("#ok").bounding_box()
        assert level is not None and start is not None and ok is not None
        assert apart(level, start) and apart(level, ok)


def apart(one: FloatRect, other: FloatRect) -> bool:
    """True for two buttons that have no place in common."""
    beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
    above = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    return beside or above
