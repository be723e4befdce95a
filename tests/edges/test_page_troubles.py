"""A walk on a page that is loaded again, opened twice, lost, slow to reach, or off in its time."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, Route, WebSocketRoute

from tests.edges import screens
from tests.edges.kiosk import Kiosk, kiosk
from tests.edges.panel import new_page, open_page, screen, shown, until
from tests.edges.test_page_starter import begin
from tests.edges.walkers import start_as_guest
from treadctl.board.requests import Alive, Slower
from treadctl.board.window import NearWindow
from treadctl.edges.web import application
from treadctl.model import StopCause

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

LATE_S = 0.3
# What the page's calendar clock shows is off by so many ms.
CLOCK = """() => {
  const Real = Date;
  window.offMs = 0;
  window.Date = class extends Real {
    constructor(...args) { args.length ? super(...args) : super(Real.now() + offMs); }
    static now() { return Real.now() + offMs; }
  };
}"""
HOUR_MS = 3_600_000


@pytest_asyncio.fixture(loop_scope="session")
async def gym(tmp_path: Path) -> AsyncIterator[Kiosk]:
    """A machine with a wired pain button, so that no page has to be quick."""
    async with kiosk(tmp_path) as served:
        await served.until_ready()
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def second(browser: Browser) -> AsyncIterator[Page]:
    """Another tab."""
    opened = await new_page(browser)
    yield opened
    await opened.close()


async def walk(page: Page, served: Kiosk) -> None:
    """A guest on a belt that moves."""
    await open_page(page, served.server)
    await start_as_guest(page)
    await page.get_by_role("button", name="I'm on", exact=True).click()
    await screen(page, "walk")


async def touch(page: Page) -> None:
    await page.locator("#pain").dispatch_event("pointerdown")


async def test_a_page_loaded_again_in_a_walk_shows_it_and_still_knows_its_walker(
    gym: Kiosk, page: Page
) -> None:
    await walk(page, gym)
    await page.reload()
    await screen(page, "walk")
    assert gym.rig.machine.belt.speed_kmh > 0
    assert not {"stop_requested", "slower"} & set(gym.events)
    await page.get_by_role("button", name="Finish", exact=True).click()
    await page.get_by_role("button", name="Stop now", exact=True).click()
    await screen(page, "done")


async def test_a_second_tab_shows_the_walk_and_its_strip_stops_it_too(
    gym: Kiosk, page: Page, second: Page
) -> None:
    await walk(page, gym)
    await open_page(second, gym.server)
    await screen(second, "walk")
    await touch(second)
    await gym.until(lambda: gym.room.guard.supervisor.latched is StopCause.PAIN)
    await gym.until(lambda: gym.stops > 0)
    await page.wait_for_selector("body[data-shows=stopping], body[data-shows=latched]")


async def test_a_page_whose_server_was_lost_and_came_back_shows_the_walk_again(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        panel.put(screens.WALKING)
        await screen(page, "walk")
        port = panel.server.port
        await panel.server.close()
        await screen(page, "alarm")
        again = TestServer(application(NearWindow(panel.board, panel.asked.append)), port=port)
        async with again:
            await screen(page, "walk")
            panel.asked.clear()
            await page.get_by_role("button", name="Slower", exact=True).click()
            await until(lambda: Slower(request="slower") in panel.asked)


async def test_a_page_that_is_reached_late_takes_an_impatient_finger_once_and_still_stops(
    gym: Kiosk, page: Page
) -> None:
    await come_late(page)
    await open_page(page, gym.server)
    guest = page.get_by_role("button", name="Guest", exact=True)
    await guest.click()
    await guest.click()  # nothing has happened yet
    await page.wait_for_selector("[data-key=age]")
    await page.unroute("**/*")  # many answers, each in no time; the line is still late
    await start_as_guest(page)
    await page.route("**/*", late)
    await page.get_by_role("button", name="I'm on", exact=True).click()
    await screen(page, "walk")
    await page.get_by_role("button", name="Slower", exact=True).click()
    await gym.until(lambda: "slower" in gym.events)
    assert len(gym.started) == 1
    await touch(page)
    await gym.until(lambda: gym.room.guard.supervisor.latched is StopCause.PAIN)
    await screen(page, "latched")


async def late(route: Route) -> None:
    await asyncio.sleep(LATE_S)
    await route.continue_()


async def come_late(page: Page) -> None:
    """Let all that the page asks and hears be LATE_S late, each way on its line."""
    loop = asyncio.get_running_loop()

    def line(near: WebSocketRoute) -> None:
        far = near.connect_to_server()
        near.on_message(lambda said: loop.call_later(LATE_S, far.send, said))
        far.on_message(lambda said: loop.call_later(LATE_S, near.send, said))

    await page.route("**/*", late)
    await page.route_web_socket("**/ws*", line)


async def test_a_clock_that_is_set_in_a_walk_hides_neither_the_page_nor_a_lost_server(
    page: Page,
) -> None:
    await page.add_init_script(f"({CLOCK})()")
    async with shown() as panel:
        await begin(page, panel)
        for off_ms in (HOUR_MS, -HOUR_MS):
            before = await page.evaluate("Date.now()")
            await page.evaluate("(ms) => (window.offMs += ms)", off_ms)
            assert abs(await page.evaluate("Date.now()") - before - off_ms) < HOUR_MS / 2
            panel.asked.clear()
            await until(lambda: any(isinstance(asked, Alive) for asked in panel.asked))
            await screen(page, "walk")
        await panel.server.close()
        await screen(page, "alarm")
