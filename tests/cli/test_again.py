"""A new, slow start in the terminal after a pain stop: what leads to it, and what does not."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from tests.cli.hand import Hand
from tests.cli.test_terminal_asks import Keyboard
from tests.snapshots import STANDING
from treadctl.board.snapshot import WalkView
from treadctl.cli.again import NOT_YET, after, hint, tries_the_stop
from treadctl.cli.screen import PRACTISE
from treadctl.edges.recorder.store import Store
from treadctl.model import StopCause
from treadctl.session.person.afterwards import Again
from treadctl.session.person.intake import Ready
from treadctl.session.profile import find
from treadctl.treadmills import simulated

GUEST = Ready("first-steps", "A", 2)
WALK = WalkView("first-steps", "First steps", "walking", "warm", elapsed_s=30.0, remaining_s=690.0)


@pytest.fixture(autouse=True)
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard(is_terminal=True))


async def until(reached: Callable[[], object], within_s: float = 600.0) -> None:
    async with asyncio.timeout(within_s):
        while not reached():  # noqa: ASYNC110 - time here is free
            await asyncio.sleep(0.1)


def shown(hand: Hand) -> str:
    assert isinstance(hand.console.file, io.StringIO)
    return hand.console.file.getvalue()


@asynccontextmanager
async def pressed(folder: Path, profile: str = "first-steps") -> AsyncIterator[Hand]:
    """A guest who pressed the space bar half a minute into a walk, and is asked why."""
    ready = replace(GUEST, profile=profile)
    hand = Hand(find(profile), simulated(None), simulated=True, ready=ready)
    hand.console = Console(file=io.StringIO())
    history = Store(folder / "history.sqlite")
    async with hand.at_the_belt(folder):
        with hand.draws():
            going = asyncio.create_task(hand.goes(history))
            await hand.until_asked("on")
            await hand.press("y")
            await asyncio.sleep(30.0)
            await hand.press(" ")
            await until(lambda: "Why did you press PAIN?" in shown(hand))
            yield hand
            await hand.press("q")
            await going
    history.close()


async def test_a_press_to_try_it_leads_back_to_the_same_walk_by_two_keys(tmp_path: Path) -> None:
    async with pressed(tmp_path) as hand:
        assert PRACTISE in shown(hand)
        await hand.press("6")
        await until(lambda: "a: I am OK" in shown(hand))
        await hand.press("g")
        assert (hand.refusal, hand.walking) == (NOT_YET, False)
        await asyncio.sleep(4.0)
        await hand.press("a")
        assert not hand.latched
        await until(lambda: "g: a new, slow start: First steps." in shown(hand))
        await hand.press("g")
        await hand.until_asked("on")
        assert hand.profile == "first-steps"
        before = shown(hand).count(PRACTISE)
        await hand.press("y")
        await asyncio.sleep(60.0)
        assert shown(hand).count(PRACTISE) == before  # once is enough


async def test_a_dull_pain_leads_one_level_lower(tmp_path: Path) -> None:
    async with pressed(tmp_path, "senior-steady-20") as hand:
        await hand.press("1")
        await hand.press("3")
        await asyncio.sleep(4.0)
        await hand.press("a")
        await hand.press("g")
        await hand.until_asked("on")
        assert hand.profile == "gentle-start"


@pytest.mark.parametrize("keys", ["22", "19", "4q", "q"], ids=["sharp", "strong", "numb", "left"])
async def test_no_other_answer_offers_a_walk(tmp_path: Path, keys: str) -> None:
    async with pressed(tmp_path) as hand:
        for key in keys:
            await hand.press(key)
        await asyncio.sleep(65.0)
        for key in "ag":
            await hand.press(key)
        await asyncio.sleep(10.0)
        assert not hand.walking
        assert "g: a new" not in shown(hand)


async def test_who_presses_again_in_the_second_walk_is_asked_again(tmp_path: Path) -> None:
    async with pressed(tmp_path) as hand:
        await hand.press("6")
        await asyncio.sleep(4.0)
        await hand.press("a")
        await hand.press("g")
        await hand.until_asked("on")
        await hand.press(" ")
        await until(lambda: shown(hand).count("Why did you press PAIN?") == 2)
        assert hand.stopped_for is StopCause.PAIN


def test_the_hint_is_for_who_walks_only_and_its_offer_for_a_confirmed_stop() -> None:
    offered = after(Again("gentle-start", "A", 2))
    assert hint(STANDING, offered, tries=True) == offered.words
    assert hint(replace(STANDING, latched=True), offered, tries=True) == ""
    walking = replace(STANDING, speed_kmh=1.0, walk=WALK)
    assert hint(walking, None, tries=True) == PRACTISE
    assert hint(walking, None, tries=False) == ""
    assert tries_the_stop(find("first-steps"), GUEST)
    assert not tries_the_stop(find("first-steps"), None)
