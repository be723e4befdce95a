"""After a walk in the terminal it asks how it was: whom, when, and what the keys then do."""

import asyncio
import io
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from simulators.faults import apply
from simulators.machines import DEFAULT
from simulators.memory_gatt import MemoryRig
from tests.cli.hand import Hand, just_asked
from tests.edges.recorder.news import database, walk
from treadctl.cli.afterwards import ANSWERS_S
from treadctl.drivers.ftms import FtmsDriver
from treadctl.edges.recorder.store import Store
from treadctl.model import BeltState, StopCause
from treadctl.session.person.intake import Ready
from treadctl.session.profile import find
from treadctl.treadmills import simulated


@pytest.fixture
async def hand(tmp_path: Path) -> AsyncIterator[Hand]:
    async with just_asked(tmp_path) as terminal:
        yield terminal


class Keyboard:
    """A fake: standard input that says whether it is a terminal."""

    def __init__(self, *, is_terminal: bool) -> None:
        self.isatty = lambda: is_terminal


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard(is_terminal=True))


async def walk_for(hand: Hand, walks_s: float, key: str = "q") -> None:
    """Walk so long, end it by this key, and wait for the belt to stand."""
    await hand.press("y")
    await asyncio.sleep(walks_s)
    await hand.press(key)
    while hand.belt is not BeltState.STANDING:  # noqa: ASYNC110 - time here is free
        await asyncio.sleep(0.1)


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize(
    ("walks_s", "key", "asked"), [(65, "q", True), (65, " ", False), (30, "q", False)]
)
async def test_after_a_walk_of_a_minute_that_no_pain_ended_it_asks_for_a_while(
    hand: Hand, tmp_path: Path, walks_s: float, key: str, asked: bool
) -> None:
    await walk_for(hand, walks_s, key)
    history = Store(tmp_path / "history.sqlite")
    at = asyncio.get_running_loop().time()
    assert await hand.asks(history) is asked
    waited_s = asyncio.get_running_loop().time() - at
    assert waited_s == (pytest.approx(ANSWERS_S, abs=1.0) if asked else 0.0)
    history.close()


@pytest.mark.usefixtures("at_a_terminal")
async def test_after_pain_it_asks_whoever_walks_on_a_real_belt(
    tmp_path: Path,
) -> None:
    ready = Ready("gentle-start", "A", 2)
    terminal = Hand(find("gentle-start"), simulated(None), simulated=True, ready=ready)
    async with terminal.at_the_belt(tmp_path):
        await terminal.begin()
        await terminal.until_asked("on")
        await walk_for(terminal, 10, " ")
        history = Store(tmp_path / "history.sqlite")
        assert await terminal.asks(history)
        history.close()


async def test_a_script_is_not_asked(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard(is_terminal=False))
    await walk_for(hand, 65)
    history = Store(tmp_path / "history.sqlite")
    assert not await hand.asks(history)
    history.close()


@pytest.mark.usefixtures("at_a_terminal")
async def test_its_questions_are_answered_by_keys_and_enter_is_no_pain_then(
    hand: Hand, tmp_path: Path
) -> None:
    await walk_for(hand, 65)
    database(tmp_path, walk()).close()
    history = Store(tmp_path / "history.sqlite")
    asking = asyncio.create_task(hand.asks(history))
    await asyncio.sleep(0.1)
    for key in "2\n3":
        await hand.press(key)
    assert await asking
    assert hand.stopped_for is StopCause.USER
    shown = hand.console.file
    assert isinstance(shown, io.StringIO) and "How hard was the walk?" in shown.getvalue()
    assert shown.getvalue().count("How hard was the walk?") == 1  # and nothing was said over it
    history.close()


@pytest.mark.usefixtures("at_a_terminal")
async def test_a_belt_that_moves_again_while_it_asks_is_stopped_by_the_big_keys(
    tmp_path: Path,
) -> None:
    rig = MemoryRig(DEFAULT)
    opened = partial(FtmsDriver, rig.open_client, simulated=True)
    terminal = Hand(find("gentle-start"), opened, simulated=True)
    async with terminal.at_the_belt(tmp_path):
        await terminal.begin()
        await terminal.until_asked("on")
        await walk_for(terminal, 65)
        history = Store(tmp_path / "history.sqlite")
        asking = asyncio.create_task(terminal.asks(history))
        await asyncio.sleep(20.0)  # longer ago than a start of ours could be the reason
        apply(rig.machine, rig.link, "console-speed", 2.0)
        await asyncio.sleep(5.0)
        assert rig.machine.belt.speed_kmh > 0.0
        await terminal.press(" ")
        assert terminal.stopped_for is StopCause.PAIN
        await asking
        assert terminal.belt is BeltState.STANDING
        history.close()
