"""The page in a real browser: what the walker sees, and what a touch does."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, Route, async_playwright, expect

from tests.edges import screens
from tests.edges.kiosk import Kiosk, kiosk
from treadctl.board.board import Board
from treadctl.board.requests import Alive, Finish, Reply, Request, Slower, Stop
from treadctl.board.snapshot import Snapshot
from treadctl.board.window import NearWindow
from treadctl.edges.web import application
from treadctl.model import StopCause

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="module")]

SIZES = [(800, 480), (720, 1280), (1280, 720)]
STRIP_30_MM_PX = {(800, 480): 156, (720, 1280): 248, (1280, 720): 248}
PATIENCE_MS = 15_000.0
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
POST_S = 0.25

# Each looks at everything that is shown, and returns what is wrong.
OUTSIDE = """() => [...document.querySelectorAll('main *')].filter((e) => {
  const [box, all] = [e.getBoundingClientRect(), e.closest('main').getBoundingClientRect()];
  return e.checkVisibility() && box.width > 0 && (box.left < all.left - 1
    || box.right > all.right + 1 || box.top < all.top - 1 || box.bottom > all.bottom + 1);
}).map((e) => e.outerHTML)"""
OVERLAPPING = """() => {
  const shown = [...document.querySelectorAll(
    'main p:not(.speed), main .speed span, main button, main progress, main h1'
  )].filter((e) => e.checkVisibility() && (e.textContent || e.tagName === 'PROGRESS'));
  const boxes = shown.map((e) => {
    const words = document.createRange();
    words.selectNodeContents(e);
    return (['P', 'H1'].includes(e.tagName) && e.className !== 'number' ? words : e)
      .getBoundingClientRect();
  });
  const meet = (a, b) => a.left < b.right && b.left < a.right
    && a.top + 4 < b.bottom && b.top + 4 < a.bottom;
  return shown.flatMap((one, i) => shown.slice(i + 1)
    .filter((_, j) => meet(boxes[i], boxes[i + 1 + j]))
    .map((other) => one.outerHTML + other.outerHTML));
}"""
SMALL = """() => [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility()
  && !e.classList.contains('heard-only') && [...e.childNodes].some((n) => n.nodeType === 3
  && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 23.9).map((e) => e.outerHTML)"""
NARROW = """() => [...document.querySelectorAll('button')].filter((e) => e.checkVisibility()
  && Math.min(e.offsetWidth, e.offsetHeight) < 60).map((e) => e.outerHTML)"""
FAINT = """() => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const behind = (e) => {
    const colour = getComputedStyle(e).backgroundColor;
    return colour === 'rgba(0, 0, 0, 0)' ? behind(e.parentElement) : colour;
  };
  return [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility()
    && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())).filter((e) => {
      const [a, b] = [light(getComputedStyle(e).color), light(behind(e))];
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 7;
    }).map((e) => e.outerHTML);
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        yield await playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"]
        )


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """An empty page of the size of the smallest panel."""
    opened = await browser.new_page(viewport={"width": 800, "height": 480})
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    await opened.close()


async def _open(page: Page, server: TestServer) -> None:
    await page.goto(str(server.make_url("/")))


async def _screen(page: Page, name: str) -> None:
    await page.wait_for_selector(f"body[data-shows={name}]")


async def _touch(page: Page) -> None:
    """Put a finger on the strip and leave it there."""
    box = await page.locator("#pain").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 20, box["y"] + 20)
    await page.mouse.down()


class Shown:
    """A board of its own, which shows one snapshot until the next is put."""

    def __init__(self) -> None:
        self.snapshot = screens.IDLE
        self.asked: list[Request] = []
        self.board = Board()
        self.server = TestServer(application(NearWindow(self.board, self.asked.append)))

    async def post(self) -> None:
        while True:
            self.board.post(self.snapshot)
            await asyncio.sleep(POST_S)

    def put(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.board.post(screens.RISE)
        self.board.post(snapshot)


async def _turn_to(page: Page, shown: Shown, name: str, snapshot: Snapshot) -> None:
    """Show `snapshot` on its screen, by way of another: else the last one may still be there."""
    shown.put(screens.UNREACHED)
    await _screen(page, "looking")
    shown.put(snapshot)
    await _screen(page, name)


@asynccontextmanager
async def _shown() -> AsyncIterator[Shown]:
    shown = Shown()
    async with shown.server:
        posting = asyncio.create_task(shown.post())
        yield shown
        posting.cancel()


@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_is_whole_big_and_clear_and_keeps_the_strip_in_its_place(
    page: Page, size: tuple[int, int]
) -> None:
    async with _shown() as shown:
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await _open(page, shown.server)
        await page.locator(".walk").first.wait_for()
        for name, snapshot in screens.SCREENS:
            await _turn_to(page, shown, name, snapshot)
            box = await page.locator("#pain").bounding_box()
            assert box is not None
            assert (box["x"], box["width"]) == (0, size[0])
            assert box["height"] >= STRIP_30_MM_PX[size]
            assert box["y"] + box["height"] == size[1]
            for wrong in (OUTSIDE, OVERLAPPING, SMALL, NARROW, FAINT):
                assert (name, await page.evaluate(wrong)) == (name, [])


@pytest.mark.parametrize("size", [(800, 480), (720, 1280)])
async def test_the_speed_is_15_mm_tall(page: Page, size: tuple[int, int]) -> None:
    digit_height_em = 0.668  # of the font; the panels have 5.2 and 8.26 pixels to the millimetre
    async with _shown() as shown:
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await _open(page, shown.server)
        shown.put(screens.WALKING)
        await _screen(page, "walk")
        number = page.locator("section:visible .number")
        font_px = float((await number.evaluate("e => getComputedStyle(e).fontSize"))[:-2])
        assert font_px * digit_height_em / {800: 5.2, 720: 8.26}[size[0]] >= 15


async def test_a_speed_that_nobody_knows_is_a_dash_and_the_belt_may_move(page: Page) -> None:
    async with _shown() as shown:
        await _open(page, shown.server)
        shown.put(screens.UNLINKED)
        await _screen(page, "walk")
        await expect(page.locator("section:visible .number")).to_have_text("–")  # noqa: RUF001
        await expect(page.locator("section:visible .prompt")).to_contain_text("may be moving")


async def test_no_double_tap_on_a_walk_can_start_it(page: Page) -> None:
    async with _shown() as shown:
        await _open(page, shown.server)
        await page.locator(".walk").first.wait_for()
        cards = [await card.bounding_box() for card in await page.locator(".walk:visible").all()]
        await page.locator(".walk").first.click()
        await _screen(page, "ready")
        start = await page.locator("#start").bounding_box()
        assert start is not None and cards
        for card in cards:
            assert card is not None
            assert card["x"] + card["width"] <= start["x"]


@pytest_asyncio.fixture(loop_scope="module")
async def served(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with kiosk(tmp_path, pain_button="none") as opened:
        await opened.until_ready()
        yield opened


async def test_two_taps_start_a_walk_and_the_number_is_the_measured_speed(
    served: Kiosk, page: Page
) -> None:
    await _open(page, served.server)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.get_by_role("button", name="First steps").click()
    await page.get_by_role("button", name="Start", exact=True).click()
    await _screen(page, "countdown")
    await page.get_by_role("button", name="I'm on").click()
    await _screen(page, "walk")
    await served.until(lambda: served.rig.machine.belt.speed_kmh >= 0.5)
    measured = f"{served.rig.machine.belt.speed_kmh:.1f}"
    await expect(page.locator("section:visible .number")).to_have_text(measured)
    await expect(page.locator("#simulated")).to_be_visible()
    assert complaints == []


async def test_pain_stops_on_touch_down_and_only_i_am_ok_leads_on(
    served: Kiosk, page: Page
) -> None:
    await _open(page, served.server)
    await _screen(page, "idle")
    await _touch(page)
    await served.until(lambda: served.stops > 0)
    assert served.room.guard.supervisor.latched is StopCause.PAIN
    await page.mouse.up()
    await _screen(page, "latched")
    await expect(page.locator("#ok")).to_be_disabled()
    await page.locator("#ok").click()  # waits until it may be tapped
    await _screen(page, "idle")
    assert served.room.guard.supervisor.latched is None


@pytest.mark.parametrize("key", ["p", "P"])
async def test_the_key_p_is_the_strip_too(served: Kiosk, page: Page, key: str) -> None:
    await _open(page, served.server)
    await _screen(page, "idle")
    await page.keyboard.press(key)
    await served.until(lambda: served.room.guard.supervisor.latched is StopCause.PAIN)


async def test_the_strip_stops_by_post_even_if_the_rest_of_the_page_fails(
    served: Kiosk, page: Page
) -> None:
    async def break_it(route: Route) -> None:
        await route.fulfill(content_type="text/javascript", body="export const say = () => false;")

    await page.route("**/link.js", break_it)
    await page.goto(str(served.server.make_url("/")))
    await _touch(page)
    await served.until(lambda: served.room.guard.supervisor.latched is StopCause.PAIN)


TAPS = [
    ("on", "on", "I'm on", Reply(request="reply", question="on")),
    ("on", "on", "Not now", Reply(request="reply", question="on", yes=False)),
    ("countdown", "countdown", "Not now", Finish(request="finish")),
    ("walk", "walk", "Slower", Slower(request="slower")),
    ("walk", "walk", "Finish", Finish(request="finish")),
    ("rise", "walk", "Yes, a little steeper", Reply(request="reply", question="rise")),
    ("rise", "walk", "No, stay like this", Reply(request="reply", question="rise", yes=False)),
    ("go_on", "walk", "Go on", Reply(request="reply", question="go_on")),
    ("go_on", "walk", "Stop now", Stop()),
    ("cool", "walk", "Stop now", Stop()),
    ("pain", "pain", "7", Reply(request="reply", question="pain", pain=7)),
]


async def test_each_button_asks_for_what_it_says(page: Page) -> None:
    async with _shown() as shown:
        await _open(page, shown.server)
        for state, screen, button, request in TAPS:
            await _turn_to(page, shown, screen, screens.ASKING[state])
            await page.get_by_role("button", name=button, exact=True).click()
            async with asyncio.timeout(5):
                while request not in shown.asked:  # noqa: ASYNC110 - it has no event
                    await asyncio.sleep(0.02)
            shown.asked.clear()


async def test_the_page_that_is_the_stop_button_says_twice_a_second_that_it_lives(
    page: Page,
) -> None:
    async with _shown() as shown:
        await _open(page, shown.server)
        await _screen(page, "idle")
        shown.asked.clear()
        async with asyncio.timeout(5):
            while len(shown.asked) < 4:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.02)
        assert shown.asked[:4] == [Alive(request="alive")] * 4


async def test_once_the_server_is_gone_the_page_says_to_pull_the_key(page: Page) -> None:
    async with _shown() as shown:
        await _open(page, shown.server)
        shown.put(screens.WALKING)
        await _screen(page, "walk")
        await shown.server.close()
        await _screen(page, "alarm")
        alarm = page.locator("section:visible")
        await expect(alarm).to_contain_text("PULL THE SAFETY KEY")
        await expect(alarm).to_contain_text("The screen has lost the treadmill.")


async def test_a_stop_that_nobody_hears_says_to_pull_the_key(page: Page) -> None:
    async with _shown() as shown:
        await _open(page, shown.server)
        await _screen(page, "idle")
        await shown.server.close()
        await _touch(page)
        await _screen(page, "alarm")
        await expect(page.locator("section:visible")).to_contain_text("PULL THE SAFETY KEY")
