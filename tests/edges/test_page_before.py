"""Before a walk, in a real browser: what is asked, what ends there, and what a tap changes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.edges.kiosk import Kiosk, kiosk
from tests.edges.panel import new_page, open_page, screen
from tests.edges.walkers import SAY, WELL, Finger
from treadctl.edges.before import local_day
from treadctl.edges.people.people import People
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep
from treadctl.edges.recorder.recorder import Recorder
from treadctl.model import StopCause
from treadctl.session.person.diary import Answers

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

LEADING_ON = {"Start", "Done", "Next", "Yes", "No"}
ANNA = Person("w-7", "Anna", "cat", 70, Answers(local_day()))


@asynccontextmanager
async def gym(folder: Path, *walkers: Person) -> AsyncIterator[Kiosk]:
    """A machine that knows these walkers."""
    recorder = Recorder(folder / "history.sqlite", publishes=False)
    for walker in walkers:
        await recorder.run(partial(keep, person=walker))
    async with kiosk(folder, people=People(recorder)) as served:
        await served.until_ready()
        yield served
    recorder.close()


@pytest.mark.parametrize(
    ("sign", "words"),
    [("chest", "Do not walk. Get help now."), ("unwell", "Please do not walk today.")],
)
async def test_a_sign_that_needs_help_ends_on_its_page_and_no_button_leads_to_a_walk(
    tmp_path: Path, page: Page, sign: str, words: str
) -> None:
    async with gym(tmp_path) as served:
        await open_page(page, served.server)
        finger = Finger(page)
        await finger.tap("Guest")
        await finger.say_age()
        await finger.answer_health(**{sign: True})
        if sign == "unwell":
            await finger.asked("allowed")
            await finger.tap("No")
        await screen(page, "help")
        await expect(page.locator("section:visible")).to_contain_text(words)
        names = await page.locator("button:visible").all_inner_texts()
        assert not LEADING_ON & set(names)
        await finger.tap("Leave")
        await screen(page, "idle")
        assert served.rig.machine.belt.speed_kmh == 0


async def test_an_illness_is_followed_by_advice_before_the_walk(tmp_path: Path, page: Page) -> None:
    async with gym(tmp_path) as served:
        await open_page(page, served.server)
        ill = [one | {"value": True} if one.get("key") == "heart" else one for one in ALL_ASKED]
        await page.evaluate(SAY, ill)
        finger = Finger(page)
        await finger.asked("advised")
        await expect(page.locator("#asked")).to_contain_text("Ask your doctor or nurse")
        await finger.tap("Next")
        await finger.choose("Gentle start")


async def test_strong_pain_ends_on_the_page_for_resting_and_back_mends_a_wrong_tap(
    tmp_path: Path, page: Page
) -> None:
    async with gym(tmp_path) as served:
        await open_page(page, served.server)
        await page.evaluate(SAY, guest_until("pain"))
        finger = Finger(page)
        await finger.asked("pain")
        await finger.tap("8")
        await finger.asked("usual")
        await finger.tap("No")
        await expect(page.locator("#help")).to_have_text("Rest today.")
        await finger.tap("Back")
        await finger.asked("usual")
        await finger.tap("Back")
        await finger.choose(pain=0)


async def test_a_page_that_is_loaded_again_shows_the_same_question(
    tmp_path: Path, page: Page
) -> None:
    async with gym(tmp_path) as served:
        await open_page(page, served.server)
        await page.evaluate(SAY, guest_until("fall"))
        await Finger(page).asked("fall")
        await page.reload()
        await Finger(page).asked("fall")


async def test_each_page_has_a_walker_of_its_own(
    tmp_path: Path, page: Page, browser: Browser
) -> None:
    async with gym(tmp_path) as served:
        other = await new_page(browser)
        await open_page(page, served.server)
        await open_page(other, served.server)
        await page.evaluate(SAY, guest_until("pain"))
        await other.evaluate(SAY, [{"act": "join"}])
        await Finger(page).asked("pain")
        await Finger(other).asked("picture")
        await other.close()


async def test_a_double_tap_answers_one_question(tmp_path: Path, page: Page) -> None:
    async with gym(tmp_path) as served:
        await open_page(page, served.server)
        await page.evaluate(SAY, guest_until("numb_seat"))
        await Finger(page).asked("numb_seat")
        await page.get_by_role("button", name="No", exact=True).dblclick()
        await Finger(page).asked("both_legs")
        await page.get_by_role("button", name="No", exact=True).click()
        await Finger(page).asked("chest")


async def test_an_age_that_cannot_be_is_refused_in_words(tmp_path: Path, page: Page) -> None:
    async with gym(tmp_path) as served:
        await open_page(page, served.server)
        finger = Finger(page)
        await finger.tap("Guest")
        await finger.say_age(5)
        note = page.locator("#note")
        await expect(note).to_have_text("Give your age in years, 12 to 110.")
        await finger.asked("age")


def guest_until(key: str) -> list[dict[str, object]]:
    """What a guest says until this is asked."""
    said: list[dict[str, object]] = [{"act": "guest"}]
    answers = {"age": 70, **WELL, "pain": 2, "walk": "first-steps", "key": True}
    for asked, value in answers.items():
        if asked == key:
            break
        said.append({"act": "answer", "key": asked, "value": value})
    return said


ALL_ASKED = guest_until("pain")
STRONG: list[dict[str, object]] = [
    {"act": "answer", "key": "pain", "value": 10},
    {"act": "answer", "key": "usual", "value": False},
]
SCREENS: list[tuple[str, list[dict[str, object]]]] = [
    ("idle", []),
    ("question", [{"act": "join"}]),
    ("question", [{"act": "join"}, {"act": "answer", "key": "picture", "value": "cat"}]),
    ("question", [{"act": "known", "walker": "w-7"}]),
    *(("question", guest_until(key)) for key in ("age", "numb_seat", "pain", "walk", "key")),
    ("ready", guest_until("")),
    ("help", [*guest_until("numb_seat"), {"act": "answer", "key": "numb_seat", "value": True}]),
    ("question", [*guest_until("unwell"), {"act": "answer", "key": "unwell", "value": True}]),
    ("help", [*guest_until("pain"), *STRONG]),
]


@pytest.mark.parametrize("said", [SCREENS[0], SCREENS[2], SCREENS[-4], SCREENS[-1]])
async def test_the_strip_stops_from_every_kind_of_screen(
    tmp_path: Path, page: Page, said: tuple[str, list[dict[str, object]]]
) -> None:
    async with gym(tmp_path) as served:
        await open_page(page, served.server)
        await page.evaluate(SAY, said[1])
        await screen(page, said[0])
        await page.locator("#pain").dispatch_event("pointerdown")
        await served.until(lambda: served.room.guard.supervisor.latched is StopCause.PAIN)
        await served.until(lambda: served.stops > 0)
