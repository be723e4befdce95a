"""One walk in the terminal, in virtual time and without a keyboard: what each key does."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from rich.live import Live

from treadctl.app import belt_room
from treadctl.board.board import Board
from treadctl.board.snapshot import Snapshot
from treadctl.cli.keys import GONE
from treadctl.cli.terminal import Terminal
from treadctl.model import PULL_THE_KEY, BeltState, StopCause
from treadctl.safety.latch import Latch
from treadctl.session.profile import find
from treadctl.treadmills import simulated


class Hand(Terminal):
    """A terminal whose belt room is opened by the test, and its keys pressed by it."""

    @asynccontextmanager
    async def at_the_belt(self, folder: Path) -> AsyncIterator[None]:
        board = Board()
        room = belt_room(
            board, self._open_driver, Latch(folder / "latch"), "A", pain_button="keyboard"
        )
        self._live = Live(console=Console(file=io.StringIO()), auto_refresh=False)
        with board.followed(self._hear):
            async with room as self._room:
                yield

    @contextmanager
    def before(self, console: Console) -> Iterator[None]:
        """The terminal view on this console, without a belt."""
        self._live = Live(console=console, auto_refresh=False)
        with self._shown():
            yield

    def sees(self, snapshot: Snapshot) -> None:
        self._hear(snapshot)

    async def press(self, key: str) -> None:
        self._on_key(key.encode())
        await asyncio.sleep(0)

    async def loses_its_keyboard(self) -> None:
        self._on_key(GONE)
        await asyncio.sleep(0)

    async def until_asked(self, question: str) -> None:
        while (walk := self._room.desk.walk) is None or walk.question != question:  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    async def begin(self) -> None:
        """Connect and begin to walk."""
        while not self._may_start():  # noqa: ASYNC110 - time here is free
            await asyncio.sleep(0.1)
        self._room.desk.begin(self._profile)

    @property
    def stopped_for(self) -> StopCause | None:
        return self._room.guard.supervisor.cause

    @property
    def belt(self) -> BeltState:
        return self._room.guard.supervisor.belt(asyncio.get_running_loop().time())

    @property
    def refusal(self) -> str:
        return self._refusal


@pytest.fixture
async def hand(tmp_path: Path) -> AsyncIterator[Hand]:
    """At a belt that stands, with the walker just asked whether they stepped on."""
    terminal = Hand(find("gentle-start"), simulated(None), simulated=True)
    async with terminal.at_the_belt(tmp_path):
        await terminal.begin()
        await terminal.until_asked("on")
        yield terminal


@pytest.mark.parametrize("key", [" ", "\n", "\r"])
async def test_the_big_keys_are_the_pain_stop(hand: Hand, key: str) -> None:
    await hand.press(key)
    assert (hand.stopped_for, hand.belt) == (StopCause.PAIN, BeltState.STOPPING)


async def test_q_is_a_plain_stop(hand: Hand) -> None:
    await hand.press("q")
    assert hand.stopped_for is StopCause.USER


async def test_a_keyboard_that_goes_stops_the_belt(hand: Hand) -> None:
    await hand.loses_its_keyboard()
    assert hand.stopped_for is StopCause.SCREEN_LOST


async def test_a_keyboard_that_goes_in_the_countdown_keeps_the_belt_from_starting(
    tmp_path: Path,
) -> None:
    terminal = Hand(find("gentle-start"), simulated(None), simulated=True)
    async with terminal.at_the_belt(tmp_path):
        await terminal.begin()
        await terminal.loses_its_keyboard()
        await asyncio.sleep(20.0)
        assert terminal.belt is BeltState.STANDING
        assert terminal.stopped_for is StopCause.SCREEN_LOST


async def test_y_answers_and_a_digit_is_the_pain(hand: Hand) -> None:
    await hand.press("y")
    await hand.until_asked("rise")
    await hand.press("y")
    await hand.until_asked("pain")
    await hand.press("t")  # ten: the cool-down
    await asyncio.sleep(70.0)
    assert hand.stopped_for is StopCause.FINISHED


async def test_a_digit_that_nobody_asked_for_does_nothing(hand: Hand) -> None:
    await hand.press("9")
    assert (hand.stopped_for, hand.refusal) == (None, "")


async def test_a_refused_key_says_why_until_the_next_one(hand: Hand) -> None:
    await hand.press("a")
    assert hand.refusal == "There is nothing to confirm."
    await hand.press("y")
    assert hand.refusal == ""


BELL = "\a"
ALARM = Snapshot(
    seq=1,
    at=0.0,
    belt=BeltState.UNKNOWN,
    linked=True,
    machine="SIM-1",
    simulated=True,
    pain_button="keyboard",
    latched=True,
    alarm=PULL_THE_KEY,
    alarmed=True,
)


def rings(kind: str, *, is_terminal: bool = True, alarm: str | None = PULL_THE_KEY) -> int:
    """How often the bell rings in three seconds of four looks each, and two without an alarm."""
    file = io.StringIO()
    hand = Hand(find("gentle-start"), simulated(None), simulated=True)
    console = Console(file=file, force_terminal=is_terminal, _environ={"TERM": kind})
    with hand.before(console):
        for look in range(12):
            hand.sees(replace(ALARM, at=100.0 + look * 0.25, alarm=alarm))
        for look in range(12, 20):
            hand.sees(replace(ALARM, at=100.0 + look * 0.25, alarm=None))
    return file.getvalue().count(BELL)


@pytest.mark.parametrize("kind", ["xterm", "dumb"])
def test_the_bell_rings_once_a_second_while_the_alarm_stands(kind: str) -> None:
    assert rings(kind) == 3


def test_without_an_alarm_no_bell_rings() -> None:
    assert rings("xterm", alarm=None) == 0


def test_no_bell_is_written_where_there_is_no_terminal() -> None:
    assert rings("xterm", is_terminal=False) == 0
