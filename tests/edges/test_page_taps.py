"""From power-on, with the page open by itself, to walking: every tap counted but typing.

The walker taps what is asked, whatever it is; who is asked less must have been asked before.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.edges.kiosk import Kiosk
from tests.edges.panel import open_page, screen
from tests.edges.recorder.news import database, happened, look
from tests.edges.test_page_before import ANNA, gym
from tests.edges.walkers import WELL, Finger
from treadctl.edges.before import local_day
from treadctl.edges.people.person import Person
from treadctl.session.person.diary import Answers

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

FIRST_TIMER_TAPS, RETURNING_TAPS = 24, 10
BEN = replace(
    ANNA, walker="w-8", name="Ben", age=45, answers=Answers(local_day(), new_to_treadmills=False)
)
SAYS = {
    **{key: "Yes" if well else "No" for key, well in WELL.items()},
    "picture": "Cat",
    "new_signs": "No",
    "since_last": "Better",
    "quality": "Dull pain",
    "ladder": "Short walks, up to 5 days",
    "pain": "2",
    "key": "Done",
}
TYPES = {"name": "ANNA", "age": "70"}
NEW = ["picture", "name", "age", *WELL, "pain", "walk", "key"]
KNOWN = ["new_signs", "pain", "walk", "key"]


def walked(walker: str, cause: str) -> list[dict[str, object]]:
    """The news of a walk long ago that ended so."""
    return [
        happened(10.0, "started", profile="first-steps", pain=2, walker=walker),
        look(11.0, 1.0),
        happened(900.0, "stop_requested", cause=cause),
        happened(902.0, "standing"),
        look(902.5),
    ]


async def comes_to_walk(page: Page, served: Kiosk, card: str) -> tuple[list[str], int]:
    """Tap from the first screen to the walk; what was asked, and how many taps it took."""
    await open_page(page, served.server)
    finger, asked = Finger(page), list[str]()
    await finger.tap(card)
    while (key := await question(page, asked)) is not None:
        asked.append(key)
        if key in TYPES:
            await finger.type(TYPES[key])
            await finger.tap("Next")
        elif key == "walk":
            await page.locator("#answers button").first.click()
            finger.taps += 1
        else:
            await finger.tap(SAYS[key])
    await finger.start()
    await finger.tap("I'm on")
    await screen(page, "walk")
    return asked, finger.taps


async def question(page: Page, before: list[str]) -> str | None:
    """What is asked next; None once there is Start."""
    last = f":not([data-key={before[-1]}])" if before else ""
    shown = await page.wait_for_selector(
        f"body[data-shows=question] [data-key]{last}, body[data-shows=ready]"
    )
    assert shown is not None
    return await shown.get_attribute("data-key")


async def test_a_first_timer_is_asked_everything_walks_after_24_taps_at_most_and_is_known_then(
    tmp_path: Path, page: Page
) -> None:
    async with gym(tmp_path) as served:
        asked, taps = await comes_to_walk(page, served, "I'm new")
        assert asked == NEW
        assert taps <= FIRST_TIMER_TAPS
        assert served.rig.machine.belt.speed_kmh > 0
        finger = Finger(page)
        await finger.tap("Finish")
        await finger.tap("Stop now")
        await screen(page, "done")
        await finger.tap("Leave")
        await expect(page.get_by_role("button", name="Anna", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("walker", "end", "first"),
    [
        (ANNA, "pain", ["quality", "since_last"]),
        (BEN, "finished", ["since_last", "ladder"]),
    ],
    ids=["stopped for pain", "chooses a plan"],
)
async def test_who_was_here_before_is_asked_what_is_due_and_walks_after_10_taps_at_most(
    tmp_path: Path, page: Page, walker: Person, end: str, first: list[str]
) -> None:
    database(tmp_path, walked(walker.walker, end)).close()
    async with gym(tmp_path, walker) as served:
        asked, taps = await comes_to_walk(page, served, walker.name)
        assert sorted(asked) == sorted(KNOWN + first)
        assert taps <= RETURNING_TAPS
        assert served.rig.machine.belt.speed_kmh > 0
        (begun,) = served.started
        assert (begun["pain"], begun["walker"]) == (2, walker.walker)
