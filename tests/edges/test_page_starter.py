"""The heartbeat: it comes from the page that started the walk, while that page can be touched."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.edges import screens
from tests.edges.kiosk import Kiosk
from tests.edges.panel import Shown, new_page, open_page, screen, shown, until
from tests.edges.walkers import start_as_guest
from treadctl.board.requests import Alive, StartWalk
from treadctl.board.snapshot import Snapshot
from treadctl.model import StopCause

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

QUIET_S = 1.2  # more than twice as long as between two heartbeats
COVER = """() => {
  const cover = document.createElement('div');
  cover.style = 'position: fixed; inset: 0; z-index: 9';
  document.body.append(cover);
}"""
HIDE = "() => Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })"


def walking(elapsed_s: float) -> Snapshot:
    """The walk of `start`, so far on."""
    walk = screens.WALKING.walk
    assert walk is not None
    return replace(screens.WALKING, walk=replace(walk, profile="first-steps", elapsed_s=elapsed_s))


async def begin(page: Page, panel: Shown) -> None:
    """Start a walk on this page, which the board then shows."""
    await open_page(page, panel.server)
    await start_as_guest(page)
    await until(lambda: any(isinstance(asked, StartWalk) for asked in panel.asked))
    panel.put(walking(0.0))
    await screen(page, "walk")


async def beats(panel: Shown) -> bool:
    """True if a heartbeat comes within QUIET_S."""
    await asyncio.sleep(0.1)  # what is under way
    panel.asked.clear()
    with suppress(TimeoutError):
        await until(lambda: any(isinstance(asked, Alive) for asked in panel.asked), QUIET_S)
        return True
    return False


@pytest_asyncio.fixture(loop_scope="session")
async def viewer(browser: Browser) -> AsyncIterator[Page]:
    """A second page, as on a desk behind the treadmill."""
    opened = await new_page(browser)
    yield opened
    await opened.close()


@pytest.mark.parametrize("snapshot", [screens.IDLE, replace(screens.IDLE, pain_button="wired")])
async def test_without_a_walk_each_page_says_that_it_lives(page: Page, snapshot: Snapshot) -> None:
    async with shown() as panel:
        panel.put(snapshot)
        await open_page(page, panel.server)
        await screen(page, "idle")
        assert await beats(panel)


async def test_a_page_that_has_seen_nothing_yet_says_nothing(page: Page) -> None:
    async with shown() as panel:
        panel.silent = True
        await open_page(page, panel.server)
        await screen(page, "looking")
        assert not await beats(panel)
        panel.silent = False
        await screen(page, "idle")
        assert await beats(panel)


async def test_once_the_page_that_started_the_walk_is_closed_a_viewer_does_not_stand_in(
    page: Page, viewer: Page
) -> None:
    async with shown() as panel:
        await open_page(viewer, panel.server)
        await begin(page, panel)
        assert await beats(panel)
        await page.close()
        assert not await beats(panel)
        await screen(viewer, "walk")


async def test_a_page_whose_start_was_refused_is_a_viewer(page: Page) -> None:
    async with shown() as panel:
        panel.refusal = "Wait three seconds, then start."
        await begin(page, panel)
        assert not await beats(panel)


async def test_a_page_that_is_loaded_again_is_still_the_one_that_started_the_walk(
    page: Page,
) -> None:
    async with shown() as panel:
        await begin(page, panel)
        panel.put(walking(30.0))
        await page.reload()
        await screen(page, "walk")
        assert await beats(panel)


async def test_the_next_walk_belongs_to_whoever_starts_it(page: Page) -> None:
    async with shown() as panel:
        await begin(page, panel)
        panel.put(screens.IDLE)
        await screen(page, "done")
        panel.put(walking(0.0))
        await screen(page, "walk")
        assert not await beats(panel)


async def test_a_walk_that_is_less_far_than_ours_is_another(page: Page) -> None:
    async with shown() as panel:
        await begin(page, panel)
        panel.put(walking(30.0))
        assert await beats(panel)
        panel.put(walking(5.0))  # ours ended while the line was down
        assert not await beats(panel)


@pytest.mark.parametrize("trouble", [HIDE, COVER], ids=["hidden", "covered"])
async def test_a_strip_that_cannot_be_touched_is_no_stop_button(page: Page, trouble: str) -> None:
    async with shown() as panel:
        await begin(page, panel)
        assert await beats(panel)
        await page.evaluate(trouble)
        assert not await beats(panel)


async def test_a_belt_stops_when_the_page_that_started_it_is_closed_though_another_looks_on(
    served: Kiosk, page: Page, viewer: Page
) -> None:
    await open_page(page, served.server)
    await open_page(viewer, served.server)
    await start_as_guest(page)
    await served.until(lambda: served.rig.machine.belt.speed_kmh > 0)
    await page.close()
    await served.until(lambda: served.room.guard.supervisor.latched is StopCause.SCREEN_LOST)
    await served.until(lambda: served.stops > 0)
