"""Every screen in every language and theme: whole, big, clear, and the strip where it always is."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.edges.gallery import KINDS, VIEWS, View, gallery, put, wear
from tests.edges.panel import Shown, shown
from tests.edges.test_page import FAINT, OUTSIDE, OVERLAPPING, SIZES, SMALL
from treadctl.edges.look import Look
from treadctl.edges.words import ENGLISH, catalogue

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

# The panels as they are sold: pixels to the millimetre, of 154 x 86 and 155 x 87 mm.
PX_PER_MM = {(800, 480): 5.195, (720, 1280): 8.284, (1280, 720): 8.284}
STRIP_MM = 30.0
MOVING_MM = 20.0  # what is tapped on a belt that moves
STANDING_MM = 13.0
KEY_MM = 10.0  # a letter to type: 26 of them on one screen
ROUNDING_PX = 1.0
BUTTONS_MOVING = 2

# Returns [width, height, kind of answer, words] of each button that is shown.
BUTTONS = """() => [...document.querySelectorAll('main button')].filter((e) => e.checkVisibility())
  .map((e) => [e.offsetWidth, e.offsetHeight, e.closest('#answers')?.dataset.kind ?? '',
    e.textContent])"""
STRIP = """() => {
  const { x, y, width, height } = document.getElementById('pain').getBoundingClientRect();
  const words = document.querySelector('#pain span').getBoundingClientRect();
  return [x, y + height - innerHeight, width - innerWidth, height, words.width];
}"""
SPILT = """() => [...document.querySelectorAll('button')].filter((e) => e.checkVisibility()
  && e.textContent && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2))
  .map((e) => e.outerHTML)"""
SCROLLING = """() => [...document.querySelectorAll('html, body, body *')].filter((e) =>
  ['auto', 'scroll'].includes(getComputedStyle(e).overflowY)
  && e.scrollHeight > e.clientHeight).map((e) => e.outerHTML)"""
FINDERS = ", ".join(f"({one})" for one in (OUTSIDE, OVERLAPPING, SMALL, FAINT, SPILT, SCROLLING))
LOOK = f"""() => ({{
  wrong: [{FINDERS}].flatMap((find) => find()),
  buttons: ({BUTTONS})(),
  strip: ({STRIP})(),
}})"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def panel() -> AsyncIterator[Shown]:
    async with shown() as board:
        yield board


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=SIZES)
async def page(
    browser: Browser, panel: Shown, request: pytest.FixtureRequest
) -> AsyncIterator[Page]:
    """A panel of each size."""
    opened = await gallery(browser, panel, request.param)
    yield opened
    await opened.close()


def least_mm(view: View, kind: str) -> float:
    if view.moves:
        return MOVING_MM
    return KEY_MM if kind == "name" else STANDING_MM


async def looked_at(page: Page, view: View) -> list[str]:
    """What is wrong with what is shown."""
    await put(page, view)
    assert page.viewport_size is not None
    px_per_mm = PX_PER_MM[page.viewport_size["width"], page.viewport_size["height"]]
    found = await page.evaluate(LOOK)
    wrong: list[str] = found["wrong"]
    if view.moves and len(found["buttons"]) > BUTTONS_MOVING:
        wrong.append("more than two buttons beside the strip")
    for width, height, kind, words in found["buttons"]:
        if min(width, height) + ROUNDING_PX < least_mm(view, kind) * px_per_mm:
            wrong.append(f"{words!r} is {width / px_per_mm:.1f} x {height / px_per_mm:.1f} mm")
    x, below, wider, height, words = found["strip"]
    if (x, below, wider) != (0, 0, 0) or height < STRIP_MM * px_per_mm - ROUNDING_PX:
        wrong.append(f"the strip is {height / px_per_mm:.1f} mm tall or elsewhere")
    if words > page.viewport_size["width"]:
        wrong.append("the words of the strip are too wide")
    return [f"{view}: {one}" for one in wrong]


# The longest words, the largest, and the usual; the other themes differ in colour alone.
@pytest.mark.parametrize(("language", "theme"), [("en", "normal"), ("de", "large")])
async def test_every_screen_is_whole_big_and_clear(page: Page, language: str, theme: str) -> None:
    await wear(page, language, theme)
    wrong = [one for view in VIEWS for one in await looked_at(page, view)]
    assert wrong == []


async def test_a_panel_twice_as_wide_has_a_strip_as_tall_in_millimetres(browser: Browser) -> None:
    async with shown(look=Look(panel_width_mm=310.0)) as wide:
        page = await gallery(browser, wide, (1280, 720))
        *_, height, _ = await page.evaluate(STRIP)
        await page.close()
    assert height == pytest.approx(30.0 * 1280 / 310.0, abs=2.0)


async def test_every_question_is_in_the_gallery() -> None:
    assert set(KINDS) == set(catalogue(ENGLISH)["questions"])
