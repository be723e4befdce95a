"""`treadctl run` and `treadctl stop` on a treadmill at a serial port: a pty, other processes."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from simulators.live_serial import WITH_TACH, SerialLive, on_pty
from tests.cli.test_run import at_a_terminal
from tests.processes import running, until
from treadctl.drivers.serial_port import open_port

pytestmark = pytest.mark.realtime

STOP = b"\xa2"


@pytest.fixture
async def machine() -> AsyncIterator[SerialLive]:
    async with on_pty("trackmaster", lambda _order: None) as live:
        yield live


def moves(machine: SerialLive) -> bool:
    machine.machine.belt.advance(asyncio.get_running_loop().time())
    return machine.machine.belt.speed_kmh > 0.0


async def test_a_walk_begins_and_the_space_bar_stops_it(machine: SerialLive) -> None:
    async with at_a_terminal("run", "gentle-start", "--treadmill", machine.uri) as person:
        await until(lambda: moves(machine))
        person.type(" ")
        await person.sees("You pressed PAIN.")
        assert await person.ended() == 0
    assert machine.machine.writes[-1][1] == STOP and not moves(machine)


async def test_a_program_that_is_killed_leaves_the_stop_to_the_machine(
    machine: SerialLive,
) -> None:
    async with at_a_terminal("run", "gentle-start", "--treadmill", machine.uri) as person:
        await until(lambda: moves(machine))
        person.kill()
        await until(lambda: not moves(machine))


async def test_a_belt_that_somebody_else_started_is_stopped_from_the_shell(
    machine: SerialLive,
) -> None:
    machine.befall("console-speed=2.0")
    await until(lambda: moves(machine))
    async with running("stop", "--treadmill", machine.uri) as stop:
        assert await stop.ended() == 0
    assert STOP in [order for _, order in machine.machine.writes]
    await until(lambda: not moves(machine))  # what rounds to 0.0 mph may still creep


async def test_the_wrong_scheme_or_speed_is_one_clear_sentence_and_exit_code_1(
    machine: SerialLive,
) -> None:
    kind, _, path = machine.uri.partition("://")
    for uri, says in (
        (f"woodway://{path}", "Correct the scheme of its address, or ?baud=."),
        (f"{machine.uri}?baud=9600", "?baud="),
        (f"{kind}://{path}x", "Plug the adapter in"),
    ):
        async with running("run", "gentle-start", "--treadmill", uri) as run:
            assert await run.ended() == 1
        assert says in run.err[-1] and "Traceback" not in "".join(run.err), run.err
    assert machine.machine.writes == []


async def test_a_port_that_another_program_has_is_one_clear_sentence(machine: SerialLive) -> None:
    other = await open_port(str(machine.line.path), 4800, print, print)
    async with running("run", "gentle-start", "--treadmill", machine.uri) as run:
        assert await run.ended() == 1
    assert "is in use by another program" in run.err[-1]
    other.close()


async def test_a_port_that_vanishes_in_a_walk_is_said_and_the_screen_stays(
    machine: SerialLive,
) -> None:
    async with at_a_terminal("run", "gentle-start", "--treadmill", machine.uri) as person:
        await until(lambda: moves(machine))
        machine.befall("unplug")
        await person.sees("The treadmill cannot be reached. It may be moving.")
        assert "Traceback" not in person.seen
        person.kill()


async def test_a_belt_that_tells_no_speed_walks_with_a_bridge_s_tachometer_beside_it() -> None:
    async with on_pty(WITH_TACH, lambda _order: None) as live:
        async with at_a_terminal("run", "gentle-start", "--treadmill", live.uri) as person:
            await until(lambda: moves(live))
            person.type(" ")
            await person.sees("You pressed PAIN.")
            assert await person.ended() == 0
        assert not moves(live)


async def test_a_tachometer_that_is_not_there_is_one_clear_sentence_that_names_it() -> None:
    async with on_pty(WITH_TACH, lambda _order: None) as live:
        async with running("run", "gentle-start", "--treadmill", f"{live.uri}x") as run:
            assert await run.ended() == 1
        assert "The tachometer: There is no" in run.err[-1], run.err
        assert "Traceback" not in "".join(run.err)
        assert live.machine.writes == []
