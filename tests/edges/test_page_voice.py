"""What the page says: what is on the screen, one thing at a time, and a stop before all else."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.edges import screens
from tests.edges.gallery import NOBODY, VIEWS, View, gallery, put, wear
from tests.edges.panel import Shown, new_page, open_page, screen, shown, until
from tests.edges.voice.recordings import record
from treadctl.board.snapshot import Snapshot
from treadctl.edges.voice.prompts import Prompts
from treadctl.edges.voice.sentences import sentences
from treadctl.edges.words import languages
from treadctl.model import STOP_TABLE, Event

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="module")]

LASTS_S = 0.4
STOP_WITHIN_MS = 300
STOP = ["Stopping.", "Hold the rails."]

# Notes what is said, with and without a chime, how loud and when; and when the strip was pressed.
LISTEN = """
window.said = [];
document.addEventListener('said', ({ detail }) => said.push({ ...detail, at: performance.now() }));
addEventListener('pointerdown', () => (window.pressedAt = performance.now()), { capture: true });
"""
SHOW = """async (visit) =>
  (await import('/page/state.js')).hear({ before: visit }, performance.now())"""
AUDIBLE = "async () => (await import('/page/sound.js')).audible()"
LOADED = """performance.getEntriesByType('resource')
  .filter((one) => one.name.includes('/voice/') && one.responseEnd).length >= 3"""
UNSAID = """(known) => [...document.querySelectorAll('[data-say]')]
  .filter((e) => e.checkVisibility())
  .flatMap((e) => e.textContent.split(/(?<=[.!?])\\s+/))
  .filter((words) => /[.!?]$/.test(words) && !known.includes(words))"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prompts(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Prompts]:
    """A recording of every sentence, each a moment long."""
    made = Prompts(tmp_path_factory.mktemp("state") / "voice")
    record(made, LASTS_S)
    keeping = asyncio.create_task(made.keep())
    made.wish()
    await until(lambda: made.complete)
    yield made
    keeping.cancel()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(browser: Browser, prompts: Prompts) -> AsyncIterator[tuple[Page, Shown]]:
    """One page for all tests, touched once: before that a browser lets nothing sound."""
    page = await new_page(browser)
    await page.add_init_script(LISTEN)
    async with shown({"en": prompts}) as board:
        await open_page(page, board.server)
        await touch(page)
        yield page, board
    await page.close()


@pytest_asyncio.fixture(loop_scope="module")
async def panel(opened: tuple[Page, Shown]) -> Shown:
    """The treadmill is reached and not yet walked on, and nothing was said so far."""
    page, board = opened
    await page.evaluate(SHOW, NOBODY)
    board.put(screens.IDLE)
    await screen(page, "idle")
    await true(page, "document.querySelector('[data-hear]:not([hidden])')")
    await page.evaluate("async () => (await import('/page/voice.js')).hush()")
    await page.evaluate("said.length = 0")
    return board


@pytest.fixture
def page(opened: tuple[Page, Shown]) -> Page:
    return opened[0]


async def touch(page: Page) -> None:
    """Touch the screen where nothing is, and wait for the loudspeaker."""
    await screen(page, "idle")
    await page.mouse.click(400, 5)
    async with asyncio.timeout(10):
        while not await page.evaluate(AUDIBLE):  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.02)


async def true(page: Page, condition: str, within_s: float = 10.0) -> None:
    """Wait for what is so on the page; its rules forbid the browser to wait for us."""
    async with asyncio.timeout(within_s):
        while not await page.evaluate(f"Boolean({condition})"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def said(page: Page, count: int) -> list[dict[str, Any]]:
    """The first `count` things that were said, once they were."""
    await true(page, f"said.length >= {count}")
    found: list[dict[str, Any]] = await page.evaluate("said")
    return found


async def words(page: Page, count: int) -> list[list[str]]:
    return [one["sentences"] for one in await said(page, count)]


def prompting(text: str, **changes: object) -> Snapshot:
    walk = screens.WALKING.walk
    assert walk is not None
    return replace(screens.WALKING, walk=replace(walk, prompt=text, **changes))  # type: ignore[arg-type]


async def test_what_comes_up_on_the_screen_is_said_once_after_a_chime(
    page: Page, panel: Shown
) -> None:
    panel.put(prompting("Look ahead."))
    await screen(page, "walk")
    assert await words(page, 1) == [["Look ahead."]]
    await asyncio.sleep(2 * LASTS_S)
    panel.put(prompting("We stay at this level. Tap Slower for less."))
    heard = await said(page, 2)
    assert heard[1]["sentences"] == ["We stay at this level.", "Tap Slower for less."]
    assert all(one["chimes"] for one in heard)


async def test_two_things_are_never_said_at_once(page: Page, panel: Shown) -> None:
    panel.put(prompting("Look ahead."))
    await screen(page, "walk")
    panel.put(prompting("Let your shoulders drop."))
    heard = await said(page, 2)
    assert [one["sentences"] for one in heard] == [["Look ahead."], ["Let your shoulders drop."]]
    assert heard[1]["at"] - heard[0]["at"] >= 1000 * LASTS_S


async def test_of_what_is_late_only_the_newest_is_said(page: Page, panel: Shown) -> None:
    await page.evaluate("""async () => {
      const { speak } = await import('/page/voice.js');
      speak(['Look ahead.']);
      speak(['1']);
      speak(['Let your shoulders drop.']);
      speak(['Let your arms swing easily.']);
    }""")
    assert await words(page, 2) == [["Look ahead."], ["Let your arms swing easily."]]


async def test_the_countdown_is_numbers_without_chimes(page: Page, panel: Shown) -> None:
    counting = screens.COUNTING.walk
    assert counting is not None
    for left in (5, 4):
        panel.put(replace(screens.COUNTING, walk=replace(counting, countdown_s=left)))
        await true(page, f"said.at(-1)?.sentences[0] === '{left}'")
    heard = await said(page, 2)
    assert [(one["sentences"], one["chimes"]) for one in heard] == [(["5"], False), (["4"], False)]


async def test_an_answered_question_is_not_said_again(page: Page, panel: Shown) -> None:
    panel.put(screens.ASKING["rise"])
    await true(page, "said.length === 1")
    panel.put(prompting("Is that all right?"))
    await true(page, "!document.querySelector('[data-buttons=walking]').hidden")
    await asyncio.sleep(0.2)
    rise = ["A little steeper in five.", "Is that all right?"]
    assert await words(page, 1) == [rise]


async def test_a_question_that_waits_is_said_again(page: Page, panel: Shown) -> None:
    panel.put(screens.ASKING["pain"])
    question = ["How is the pain?", "Same or less, or more?"]
    assert await words(page, 1) == [question]
    repeated = Event(130.0, "repeated", {"words": "How is the pain? Same or less, or more?"})
    panel.board.post(repeated)
    assert await words(page, 2) == [question, question]


@pytest.mark.parametrize("touched", [True, False])
async def test_a_press_is_answered_in_words_at_once_without_a_chime_and_loud(
    page: Page, panel: Shown, touched: bool
) -> None:
    await page.reload()
    if touched:
        await touch(page)
    panel.put(prompting("Look ahead."))
    await screen(page, "walk")
    await true(page, LOADED)
    await asyncio.sleep(0.3)  # and decoded
    before = len(await page.evaluate("said"))
    await page.mouse.move(400, 400)
    await page.mouse.down()
    heard = (await said(page, before + 1))[-1]
    await page.mouse.up()
    assert heard["sentences"] == STOP
    assert heard["loud"] and not heard["chimes"]
    assert heard["at"] - await page.evaluate("pressedAt") < STOP_WITHIN_MS


async def test_a_stop_is_said_once_cuts_in_and_is_heard_to_its_end(
    page: Page, panel: Shown
) -> None:
    await page.reload()  # which knows of no other stop
    await touch(page)
    panel.put(prompting("Look ahead."))
    await screen(page, "walk")
    await true(page, "said.length === 1")
    for at_s in (200.0, 200.01):
        panel.board.post(Event(at_s, "stop_requested", {"cause": "pain"}))
    panel.put(replace(screens.STOPPING, at=200.1))
    panel.put(replace(screens.LATCHED, at=200.2))
    heard = await said(page, 3)
    assert [one["sentences"][0] for one in heard] == [
        "Look ahead.",
        STOP[0],
        "The belt has stopped.",
    ]
    assert heard[2]["at"] - heard[1]["at"] >= 2000 * LASTS_S


async def test_the_alarm_says_to_pull_the_key_between_its_beeps(page: Page, panel: Shown) -> None:
    panel.put(screens.ALARM)
    await screen(page, "alarm")
    await true(page, "said.some((one) => one.sentences[0] === 'Pull the safety key.')")
    panel.put(screens.LATCHED)


async def test_the_words_can_be_heard_again_and_made_louder(page: Page, panel: Shown) -> None:
    volume = page.locator("[data-hear=volume]:visible")
    for level in ("Sound 2", "Sound 3", "Sound 1"):
        await expect(volume).to_have_text(level)
        await volume.click()
    await page.reload()
    await expect(volume).to_have_text("Sound 2")
    await volume.click()
    await page.reload()
    await expect(volume).to_have_text("Sound 3")
    await touch(page)
    panel.put(screens.LATCHED)
    first = (await words(page, 1))[0]
    await page.get_by_role("button", name="Repeat").click()
    assert await words(page, 2) == [first, first]
    panel.put(prompting("Look ahead."))
    await true(page, "said.length === 3")
    await page.locator("section:visible .prompt").click()
    assert (await words(page, 4))[2:] == [["Look ahead."]] * 2


@pytest.mark.parametrize("language", languages())
async def test_every_screen_can_be_said(browser: Browser, language: str) -> None:
    async with shown() as board:
        page = await gallery(browser, board, (800, 480))
        await wear(page, language, "normal")
        known = list(sentences(language))
        for view in (one for one in VIEWS if not one.note):
            if "agreed" in view.visit:
                continue  # names and days cannot be recorded beforehand
            await put(page, view)
            assert (str(view), await page.evaluate(UNSAID, known)) == (str(view), [])
        for cause, row in STOP_TABLE.items():
            snapshot = replace(screens.LATCHED, stop_cause=cause, words=row.words)
            await put(page, View("latched", snapshot))
            assert (cause, await page.evaluate(UNSAID, known)) == (cause, [])
        await page.close()


async def test_a_page_without_recordings_says_nothing_and_offers_no_sound(
    browser: Browser,
) -> None:
    page = await new_page(browser)
    await page.add_init_script(LISTEN)
    async with shown() as mute:
        await open_page(page, mute.server)
        await touch(page)
        mute.put(prompting("Look ahead."))
        await screen(page, "walk")
        await page.locator("#pain").dispatch_event("pointerdown")
        await page.wait_for_timeout(300)
        assert await page.evaluate("said") == []
        assert await page.locator("[data-hear]:visible").count() == 0
    await page.close()
