"""What the walker hears from the page: two falling tones at a stop, and the alarm."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.edges import screens
from tests.edges.panel import Shown, open_page, screen, shown
from treadctl.board.snapshot import Snapshot
from treadctl.model import Event

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

# Notes the pitch of each tone that the page makes, which it makes all the same.
LISTEN = """
window.tones = [];
window.OscillatorNode = class extends OscillatorNode {
  constructor(context, options) {
    super(context, options);
    window.tones.push(options.frequency);
  }
};
"""
FALLING = [1200, 800]
BEEP = 1500


@pytest_asyncio.fixture(loop_scope="session")
async def panel(page: Page) -> AsyncIterator[Shown]:
    """A walk on the page, which was touched once: before that a browser lets nothing sound."""
    await page.add_init_script(LISTEN)
    async with shown() as opened:
        opened.put(screens.WALKING)
        await open_page(page, opened.server)
        await screen(page, "walk")
        await page.mouse.click(400, 5)
        yield opened


async def heard(page: Page) -> list[int]:
    """All tones so far, once there was time for another."""
    await asyncio.sleep(0.8)
    tones: list[int] = await page.evaluate("window.tones")
    return tones


def at(snapshot: Snapshot, at_s: float) -> Snapshot:
    return replace(snapshot, at=at_s)


async def test_a_stop_is_two_falling_tones_once(page: Page, panel: Shown) -> None:
    for pressed_at in (200.0, 200.01):  # by the line and by POST
        panel.board.post(Event(pressed_at, "stop_requested", {"cause": "pain"}))
    panel.put(at(screens.WALKING, 199.9))  # was on its way before
    panel.put(at(screens.STOPPING, 200.1))
    await screen(page, "stopping")
    panel.put(at(screens.STOPPING, 203.0))
    panel.board.post(Event(203.1, "stop_requested", {"cause": "pain"}))
    assert await heard(page) == FALLING


async def test_a_stop_that_is_only_seen_is_heard_too_and_so_is_the_next(
    page: Page, panel: Shown
) -> None:
    panel.put(at(screens.STOPPING, 200.0))
    assert await heard(page) == FALLING
    panel.put(at(screens.WALKING, 230.0))
    await screen(page, "walk")
    panel.put(at(screens.STOPPING, 240.0))
    assert await heard(page) == FALLING * 2


async def test_a_walk_without_a_stop_is_silent(page: Page, panel: Shown) -> None:
    panel.put(at(screens.CONSOLE, 200.0))
    assert await heard(page) == []


async def test_the_alarm_beeps_until_it_is_over(page: Page, panel: Shown) -> None:
    panel.put(at(screens.ALARM, 210.0))
    await screen(page, "alarm")
    async with asyncio.timeout(10):
        while (await heard(page)).count(BEEP) < 3:
            pass
    panel.put(screens.LATCHED)
    await screen(page, "latched")
    tones = await heard(page)
    assert await heard(page) == tones
