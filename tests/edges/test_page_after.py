"""Once the belt stands, in a real browser: a stop is spoken of, then confirmed by two taps."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.edges import screens
from tests.edges.panel import Shown, open_page, screen, shown, until
from tests.edges.recorder.news import database
from tests.edges.recorder.news import walk as walk_news
from tests.edges.test_page_before import ANNA
from tests.edges.walkers import SAY, Finger, start_as_guest
from treadctl.board.requests import Acknowledge, StartWalk, Stop
from treadctl.edges.before import local_day
from treadctl.edges.people.people import People
from treadctl.edges.people.records import keep
from treadctl.edges.people.said import note, tell
from treadctl.edges.recorder.store import Store
from treadctl.model import STOP_TABLE, StopCause

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

KNOWN = {"new_signs": False, "since_last": "same", "pain": 2, "walk": "gentle-start", "key": True}
JUST = replace(
    screens.LATCHED,
    alarmed=False,
    stop_cause=StopCause.PAIN,
    words=STOP_TABLE[StopCause.PAIN].words,
)
LONG = replace(JUST, at=JUST.at + 4.0)  # it stood for four seconds
FREE = replace(screens.IDLE, at=LONG.at + 4.0)
FINISHED = replace(FREE, stop_cause=StopCause.FINISHED)


async def walk(panel: Shown, page: Page) -> None:
    """A guest starts a walk on this page."""
    panel.put(screens.IDLE)
    await screen(page, "idle")
    await start_as_guest(page)
    await until(lambda: any(isinstance(one, StartWalk) for one in panel.asked))
    panel.put(screens.WALKING)
    await screen(page, "walk")


async def pressed(panel: Shown, page: Page) -> None:
    """A guest walks, and the strip is pressed; the belt stood for four seconds."""
    await walk(panel, page)
    await page.locator("#pain").dispatch_event("pointerdown")
    await until(lambda: Stop(pain=True) in panel.asked)
    panel.put(screens.STOPPING)
    await screen(page, "stopping")
    panel.put(JUST)
    await screen(page, "latched")
    panel.put(LONG)
    await Finger(page).asked("quality")


async def test_the_rails_come_first_then_the_questions_then_two_taps_in_two_places(
    page: Page,
) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        await walk(panel, page)
        panel.put(screens.STOPPING)
        panel.put(JUST)
        await screen(page, "latched")
        latched = page.locator("section:visible")
        await expect(latched).to_contain_text("Hold the rails.")
        await expect(latched).to_contain_text("Shift from foot to foot.")
        await expect(page.locator("#ok")).to_be_disabled()
        panel.put(LONG)
        finger = Finger(page)
        await finger.asked("quality")
        await finger.tap("Dull pain")
        await finger.asked("end_pain")
        await finger.tap("2")
        await screen(page, "latched")
        first = await page.get_by_role("button", name="I am OK").bounding_box()
        await finger.tap("I am OK")
        await until(lambda: any(isinstance(one, Acknowledge) for one in panel.asked))
        panel.asked.clear()
        panel.put(FREE)
        await screen(page, "ready")
        await expect(page.locator("#start")).to_be_disabled()
        await expect(page.locator("#start")).to_have_text("One moment.")
        panel.put(replace(FREE, at=FREE.at + 4.0))
        second = await page.get_by_role("button", name="Start slowly").bounding_box()
        assert first is not None and second is not None
        apart = first["x"] + first["width"] <= second["x"]
        assert apart or first["y"] + first["height"] <= second["y"]
        await finger.tap("Start slowly")
        await until(lambda: any(isinstance(one, StartWalk) for one in panel.asked))
        (start,) = [one for one in panel.asked if isinstance(one, StartWalk)]
        assert (start.profile, start.tier, start.pain) == ("gentle-start", "A", 2)


async def away(panel: Shown, page: Page) -> None:
    """The walker goes, and the stop is confirmed."""
    await page.evaluate(SAY, [{"act": "leave"}])
    panel.put(FREE)
    await screen(page, "idle")


ROWS = [
    (["Numb or weak"], "help", "Do not walk. Get help now."),
    (["Dizzy, or chest pain"], "help", "Do not walk. Get help now."),
    (["Sharp pain", "1"], "done", "That is enough for today."),
    (["Pain down the leg", "1"], "done", "That is enough for today."),
    (["Dull pain", "7"], "help", "Rest today."),
    (["Dull pain", "4"], "ready", "A new, slow start, one level lower."),
    (["By mistake, or to try it"], "ready", "A new, slow start."),
]


async def test_each_answer_leads_where_it_should_and_only_some_to_a_new_start(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        finger = Finger(page)
        for taps, name, words in ROWS:
            await pressed(panel, page)
            for tap in taps:
                await finger.tap(tap)
            if name != "help":
                await screen(page, "latched")
                panel.put(FREE)
                await screen(page, name)
                panel.put(replace(FREE, at=FREE.at + 4.0))
            await screen(page, name)
            await expect(page.locator("section:visible")).to_contain_text(words)
            starts = page.get_by_role("button", name="Start slowly")
            await expect(starts).to_have_count(int(name == "ready"))
            await away(panel, page)


async def test_a_press_by_mistake_is_an_answer_as_big_as_the_others(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        await pressed(panel, page)
        boxes = [
            await page.get_by_role("button", name=name, exact=True).bounding_box()
            for name in ("Dull pain", "By mistake, or to try it")
        ]
        assert len({(box["width"], box["height"]) for box in boxes if box is not None}) == 1


async def test_somebody_else_leaves_the_questions_and_confirms_an_empty_belt(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        await pressed(panel, page)
        await Finger(page).tap("Not me")
        await screen(page, "latched")
        await Finger(page).tap("The belt is empty")
        await until(lambda: any(isinstance(one, Acknowledge) for one in panel.asked))


async def test_without_the_belt_measured_standing_nothing_is_asked(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        await pressed(panel, page)
        panel.put(replace(LONG, belt=screens.SPEED_LOST.belt, speed_kmh=None))
        await screen(page, "latched")
        panel.put(replace(LONG, at=LONG.at + 4))
        await screen(page, "latched")
        panel.put(replace(LONG, at=LONG.at + 8))
        await Finger(page).asked("quality")


async def test_after_a_walk_pain_and_effort_are_asked_and_then_it_is_done(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        await walk(panel, page)
        panel.put(FINISHED)
        finger = Finger(page)
        await finger.asked("end_pain")
        await finger.tap("3")
        await finger.asked("effort")
        await finger.tap("Back")
        await finger.asked("end_pain")
        await finger.tap("2")
        await finger.tap("4")
        await screen(page, "done")
        await expect(page.locator("#ended")).to_have_text("The walk is done. Well done.")
        await expect(page.get_by_role("button", name="Walk again")).to_be_visible()


# -- looking back --------------------------------------------------------------------------------


def six_walks() -> list[dict[str, object]]:
    """The news of six walks of Anna's."""
    news: list[dict[str, object]] = []
    for start in (10.0, 100.0, 200.0, 300.0, 400.0, 500.0):
        told = walk_news(start)
        told[0]["event"] |= {"walker": "w-7", "pain": 2}
        news += told
    return news


@pytest.fixture
def anna(tmp_path: Path) -> Iterator[People]:
    """People of whom Anna walked six times."""
    db = database(tmp_path, six_walks())
    keep(db, ANNA)
    tell(db, "w-7", {"quality": "dull", "end_pain": 3})
    note(db, "w-7", local_day(), {"want:stairs": 4, "roland_morris": 9})
    db.close()
    store = Store(tmp_path / "history.sqlite")
    yield People(store)
    store.close()


LOOKING_BACK = [
    {"act": "known", "walker": "w-7"},
    *({"act": "answer", "key": key, "value": value} for key, value in KNOWN.items()),
    {"act": "start", "token": "0" * 16},
]


async def test_the_own_walks_are_shown_and_a_total_can_be_typed(page: Page, anna: People) -> None:
    async with shown(people=anna) as panel:
        await open_page(page, panel.server)
        await screen(page, "idle")
        await page.evaluate(SAY, LOOKING_BACK)
        await until(lambda: any(isinstance(one, StartWalk) for one in panel.asked))
        panel.put(screens.WALKING)
        await screen(page, "walk")
        panel.put(FINISHED)
        finger = Finger(page)
        await finger.asked("end_pain")
        await finger.tap("2")
        await finger.asked("effort")
        await finger.tap("3")
        await finger.tap("My walks")
        await screen(page, "trend")
        await expect(page.locator("#trend li")).to_have_count(6)
        await expect(page.locator("#trend-print")).to_contain_text("/report?word=")
        await finger.tap("Type a total")
        await finger.type("12")
        await finger.tap("Next")
        await expect(page.locator("#trend-more")).to_contain_text("12 of 24")
        await finger.tap("Card")
        await finger.asked("card")
        await finger.type("0012345642")
        await finger.tap("Next")
        await expect(page.locator("#trend-more")).to_contain_text("Card: \u202642")
