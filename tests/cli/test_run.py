"""`treadctl run` on a terminal of its own, as a person uses it."""

import asyncio
import fcntl
import os
import sys
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from tests.cli.command import Treadctl
from tests.processes import PATIENCE_S, live_machine, until
from treadctl.model import PULL_THE_KEY

GENTLE = ("run", "gentle-start", "--treadmill", "sim://")


class Person:
    """Who sits at the terminal: `seen` is everything that was on it, `type` presses keys."""

    def __init__(self, terminal: int, process: asyncio.subprocess.Process) -> None:
        self.seen = ""
        self._terminal = terminal
        self._process = process
        asyncio.get_running_loop().add_reader(terminal, self._look)

    def _look(self) -> None:
        try:
            self.seen += os.read(self._terminal, 65536).decode(errors="replace")
        except OSError:  # the program has ended
            asyncio.get_running_loop().remove_reader(self._terminal)

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def close(self) -> None:
        """Close the window."""
        asyncio.get_running_loop().remove_reader(self._terminal)
        os.close(self._terminal)

    def kill(self) -> None:
        """End the program at once, without a word to it."""
        self._process.kill()

    async def sees(self, words: str) -> None:
        await until(lambda: words in self.seen)

    async def answers(self, words: str, key: str) -> None:
        """Press this key at these words, once single keys are read: one before that is lost."""
        await self.sees(words)
        await until(lambda: not termios.tcgetattr(self._terminal)[3] & termios.ICANON)
        self.type(key)

    async def ended(self) -> int:
        async with asyncio.timeout(PATIENCE_S):
            return await self._process.wait()


@asynccontextmanager
async def at_a_terminal(*arguments: str, kind: str = "xterm") -> AsyncIterator[Person]:
    hand, terminal = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "treadctl", *arguments),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        env={**os.environ, "TERM": kind},
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(terminal)
    person = Person(hand, process)
    try:
        yield person
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        with suppress(OSError):  # the window may be closed already
            person.close()


@pytest.mark.realtime
async def test_y_answers_and_space_stops_as_pain_and_the_next_run_asks_first() -> None:
    async with at_a_terminal(*GENTLE) as person:
        await person.sees("Step on when ready.")
        person.type("y")
        await person.sees("A little faster in five.")
        person.type(" ")
        await person.sees("You pressed PAIN.")
        assert await person.ended() == 0
        assert "belt standing" in person.seen.rpartition("belt stopping")[2]

    async with at_a_terminal(*GENTLE) as person:
        await person.sees("a: I am OK, the belt stands.")
        person.type("a")
        await person.sees("Wait until the belt has stood still for three seconds.")
        await person.sees("belt standing")
        person.type("q")
        assert await person.ended() == 0
        assert "The belt starts in" not in person.seen


@pytest.mark.realtime
async def test_q_ends_the_walk_without_a_latch() -> None:
    async with at_a_terminal(*GENTLE) as person:
        await person.sees("The belt starts in")
        person.type("q")
        await person.sees("You stopped the walk.")
        assert await person.ended() == 0
    async with at_a_terminal(*GENTLE) as person:
        await person.sees("The belt starts in")


@pytest.mark.realtime
async def test_ctrl_c_while_the_belt_moves_is_seen_through_on_the_screen_and_kept(
    treadctl: Treadctl,
) -> None:
    async with at_a_terminal(*GENTLE) as person:
        await person.sees("belt starting")
        person.type("\x03")
        assert await person.ended() == 1
        assert "The program is closing. Hold the rails." in person.seen
        assert "belt standing" in person.seen.rpartition("belt stopping")[2]
    (walk,) = treadctl("history", "--json").json
    assert (walk["profile"], walk["simulated"]) == ("gentle-start", True)
    assert (walk["outcome"], walk["stopped_by"]) == ("stopped", "shutdown")
    assert walk["samples"] > 0


@pytest.mark.realtime
async def test_a_belt_that_does_not_stop_rings_until_the_run_ends_with_exit_code_3() -> None:
    async with (
        live_machine() as machine,
        at_a_terminal("run", "gentle-start", "--treadmill", machine.out[0]) as person,
    ):
        await person.sees("Step on when ready.")
        machine.type("ignore-stop")
        await until(lambda: "befell ignore-stop" in machine.err, machine)
        person.type(" ")
        await person.sees(PULL_THE_KEY)
        await until(lambda: person.seen.count("\a") >= 3, machine)
        person.type("\x03")
        assert await person.ended() == 3


@pytest.mark.realtime
async def test_a_terminal_window_that_is_closed_stops_the_belt_and_leaves_no_traceback() -> None:
    async with live_machine() as machine:
        async with at_a_terminal("run", "gentle-start", "--treadmill", machine.out[0]) as person:
            await until(lambda: "07" in machine.writes, machine)
            person.close()
            assert await person.ended() == 1
            assert machine.writes[-1] == "0801"


@pytest.mark.realtime
async def test_a_reader_of_what_is_shown_that_goes_stops_the_belt() -> None:
    async with live_machine() as machine:
        hand, keyboard = os.openpty()
        reader, shown = os.pipe()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "treadctl", *GENTLE[:-1], machine.out[0]),
            stdin=keyboard,
            stdout=shown,
        )
        os.close(shown)
        try:
            await until(lambda: "07" in machine.writes, machine)
            os.close(reader)
            async with asyncio.timeout(PATIENCE_S):
                assert await process.wait() == 1
            assert machine.writes[-1] == "0801"
        finally:
            if process.returncode is None:
                process.kill()
            os.close(keyboard)
            os.close(hand)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("gentle-strat", "--treadmill", "sim://"), "gentle-strat"),
        (("gentle-start", "--treadmill", "sim://?quirk=unknown"), "no simulated 'unknown'"),
        (("gentle-start", "--treadmill", "sim://?hci=nowhere"), "is no treadmill address"),
        (("gentle-start", "--treadmill", "csafe://ttyUSB0"), "is no treadmill address"),
        (("retro-supervised", "--treadmill", "sim://"), "is switched off"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_code_2(
    treadctl: Treadctl, arguments: tuple[str, ...], says: str
) -> None:
    ended = treadctl("run", *arguments)
    assert says in ended.complaint
    assert ended.code == 2


@pytest.mark.realtime
async def test_a_terminal_that_cannot_draw_says_each_thing_once() -> None:
    async with at_a_terminal(*GENTLE, kind="dumb") as person:
        await person.sees("The belt starts in 4.")
        assert person.seen.count("The belt starts in 5.") == 1
        person.type("q")
        assert await person.ended() == 0


@pytest.mark.realtime
async def test_a_treadmill_that_was_never_reached_is_not_said_to_stand() -> None:
    call = (sys.executable, "-m", "treadctl", "run", "gentle-start")
    process = await asyncio.create_subprocess_exec(
        *(*call, "--treadmill", "trackmaster:///dev/no-such-port"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate(b"q")
    assert said.startswith(b"treadctl: ") and said.count(b"\n") == 1
    assert process.returncode == 1
