"""What the page says: what is on the screen, one thing at a time, and a stop before all else."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.edges import screens
from tests.edges.gallery import NOBODY
from tests.edges.panel import Shown, new_page, open_page, screen, shown, until
from tests.edges.voice.overheard import LISTEN, said, touch, true, words
from tests.edges.voice.recordings import record
from treadctl.board.snapshot import Snapshot
from treadctl.edges.voice.prompts import Prompts
from treadctl.model import Event

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

LASTS_S = 0.4
STOP_WITHIN_MS = 300
STOP = ["Stopping.", "Hold the rails."]

SHOW = """async (visit) =>
  (await import('/page/state.js')).hear({ before: visit }, performance.now())"""
LOADED = """performance.getEntriesByType('resource')
  .filter((one) => one.name.includes('/voice/') && one.responseEnd).length >= 3"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def prompts(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Prompts]:
    """A recording of every sentence, each a moment long."""
    made = Prompts(tmp_path_factory.mktemp("state") / "voice")
    record(made, LASTS_S)
    keeping = asyncio.create_task(made.keep())
    made.wish()
    await until(lambda: made.complete)
    yield made
    keeping.cancel()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def opened(browser: Browser, prompts: Prompts) -> AsyncIterator[tuple[Page, Shown]]:
    """One page for all tests, touched once: before that a browser lets nothing sound."""
    page = await new_page(browser)
    await page.add_init_script(LISTEN)
    async with shown({"en": prompts}) as board:
        await open_page(page, board.server)
        await touch(page)
        yield page, board
    await page.close()


@pytest_asyncio.fixture(loop_scope="session")
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
