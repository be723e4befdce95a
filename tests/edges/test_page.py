"""The page in a real browser: what the walker sees, and what a touch does."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.edges import screens
from tests.edges.kiosk import Kiosk
from tests.edges.panel import open_page, screen, shown, until
from tests.edges.walkers import start_as_guest
from treadctl.board.requests import Alive, Finish, Reply, Slower, Stop
from treadctl.model import HANDED_OVER, StopCause

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

FIRST_SPEED_KMH = 0.8  # it rests there before the first rise
SIZES = [(800, 480), (720, 1280), (1280, 720)]
STRIP_30_MM_PX = {(800, 480): 156, (720, 1280): 248, (1280, 720): 248}

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


async def _touch(page: Page) -> None:
    """Put a finger on the strip and leave it there."""
    box = await page.locator("#pain").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 20, box["y"] + 20)
    await page.mouse.down()


@pytest.mark.parametrize("size", [(800, 480), (720, 1280)])
async def test_the_speed_is_15_mm_tall(page: Page, size: tuple[int, int]) -> None:
    digit_height_em = 0.668  # of the font; the panels have 5.2 and 8.26 pixels to the millimetre
    async with shown() as panel:
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await open_page(page, panel.server)
        panel.put(screens.WALKING)
        await screen(page, "walk")
        number = page.locator("section:visible .number")
        font_px = float((await number.evaluate("e => getComputedStyle(e).fontSize"))[:-2])
        assert font_px * digit_height_em / {800: 5.2, 720: 8.26}[size[0]] >= 15


async def test_a_tap_on_start_starts_a_walk_and_the_number_is_the_measured_speed(
    served: Kiosk, page: Page
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await open_page(page, served.server)
    await start_as_guest(page)
    await screen(page, "countdown")
    await page.get_by_role("button", name="I'm on").click()
    await screen(page, "walk")
    await served.until(lambda: abs(served.rig.machine.belt.speed_kmh - FIRST_SPEED_KMH) < 0.01)
    await expect(page.locator("section:visible .number")).to_have_text(f"{FIRST_SPEED_KMH}")
    await expect(page.locator("#simulated")).to_be_visible()
    assert complaints == []


async def test_pain_stops_on_touch_down_and_only_i_am_ok_leads_on(
    served: Kiosk, page: Page
) -> None:
    await open_page(page, served.server)
    await screen(page, "idle")
    await _touch(page)
    await served.until(lambda: served.stops > 0)
    assert served.room.guard.supervisor.latched is StopCause.PAIN
    await page.mouse.up()
    await screen(page, "latched")
    await expect(page.locator("#ok")).to_be_disabled()
    await page.locator("#ok").click()  # waits until it may be tapped
    await screen(page, "idle")
    assert served.room.guard.supervisor.latched is None


@pytest.mark.parametrize("key", ["p", "P"])
async def test_the_key_p_is_the_strip_too(served: Kiosk, page: Page, key: str) -> None:
    await open_page(page, served.server)
    await screen(page, "idle")
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


def _answer(question: str, **given: object) -> Reply:
    walk = screens.ASKING[question].walk
    assert walk is not None
    asked = {"request": "reply", "question": question, "question_id": walk.question_id}
    return Reply.model_validate(asked | given)


TAPS = [
    ("on", "on", "I'm on", _answer("on")),
    ("on", "on", "Not now", _answer("on", yes=False)),
    ("countdown", "countdown", "Not now", Finish(request="finish")),
    ("walk", "walk", "Slower", Slower(request="slower")),
    ("walk", "walk", "Finish", Finish(request="finish")),
    ("rise", "walk", "Yes, a little steeper", _answer("rise")),
    ("rise", "walk", "No, stay like this", _answer("rise", yes=False)),
    ("go_on", "walk", "Go on", _answer("go_on")),
    ("go_on", "walk", "Stop now", Stop()),
    ("cool", "walk", "Stop now", Stop()),
    ("pain", "pain", "Same or less", _answer("pain", more=False)),
    ("pain", "pain", "More", _answer("pain", more=True)),
]


async def test_each_button_asks_for_what_it_says(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        for state, name, button, request in TAPS:
            await panel.turn(page, name, screens.ASKING[state])
            await page.get_by_role("button", name=button, exact=True).click()
            async with asyncio.timeout(5):
                while request not in panel.asked:  # noqa: ASYNC110 - it has no event
                    await asyncio.sleep(0.02)
            panel.asked.clear()


async def test_a_belt_that_the_console_took_over_can_still_be_stopped(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        panel.put(screens.CONSOLE)
        await screen(page, "walk")
        await expect(page.locator("section:visible .prompt")).to_have_text(HANDED_OVER)
        await page.get_by_role("button", name="Stop now", exact=True).click()
        await until(lambda: Stop() in panel.asked)
        await _touch(page)
        await until(lambda: Stop(pain=True) in panel.asked)


async def test_a_double_tap_is_one_answer(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        await panel.turn(page, "on", screens.ASKING["on"])
        await page.get_by_role("button", name="I'm on", exact=True).dblclick()
        await panel.turn(page, "walk", screens.ASKING["rise"])
        await page.get_by_role("button", name="Yes, a little steeper", exact=True).dblclick()
        async with asyncio.timeout(5):
            while _answer("rise") not in panel.asked:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.02)
        answers = [asked for asked in panel.asked if isinstance(asked, Reply)]
        assert answers == [_answer("on"), _answer("rise")]


async def test_the_page_that_is_the_stop_button_says_twice_a_second_that_it_lives(
    page: Page,
) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        await screen(page, "idle")
        panel.asked.clear()
        async with asyncio.timeout(5):
            while len(panel.asked) < 4:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.02)
        assert panel.asked[:4] == [Alive(request="alive", seq=panel.snapshot.seq)] * 4


async def test_once_the_server_is_gone_the_page_says_to_pull_the_key(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        panel.put(screens.WALKING)
        await screen(page, "walk")
        await panel.server.close()
        await screen(page, "alarm")
        alarm = page.locator("section:visible")
        await expect(alarm).to_contain_text("PULL THE SAFETY KEY")
        await expect(alarm).to_contain_text("The screen has lost the treadmill.")


async def test_a_stop_that_nobody_hears_says_to_pull_the_key(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        await screen(page, "idle")
        await panel.server.close()
        await _touch(page)
        await screen(page, "alarm")
        await expect(page.locator("section:visible")).to_contain_text("PULL THE SAFETY KEY")
