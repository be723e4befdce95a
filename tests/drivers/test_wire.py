"""One write at a time, and a stop goes next."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine

import pytest

from treadctl.drivers import address
from treadctl.drivers.wire import WRITE_LIMIT_S, Wire, within_limit
from treadctl.errors import LinkLost, Refused


class Line:
    """A wire whose writes take 0.1 s, and what was written on it, in order."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.busy = 0
        self.wire = Wire(lambda: self.write("stop"))
        self.tasks: list[asyncio.Task[None]] = []
        self.start(self.wire.run_stops)

    def start(self, work: Callable[[], Coroutine[None, None, None]]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work())
        self.tasks.append(task)
        return task

    async def write(self, what: str) -> None:
        self.busy += 1
        assert self.busy == 1, "two writes at once"
        self.written.append(what)
        try:
            await asyncio.sleep(0.1)
        finally:
            self.busy -= 1

    def send(self, what: str, *, command: bool = True) -> asyncio.Task[None]:
        async def work() -> None:
            async with self.wire.turn(command=command):
                await self.write(what)

        return self.start(work)

    async def settle(self) -> list[str]:
        """Let everything happen; returns what was refused or raised, in words."""
        await asyncio.sleep(5.0)
        self.tasks[0].cancel()
        results = await asyncio.gather(*self.tasks, return_exceptions=True)
        return [str(result) for result in results[1:] if result is not None]


async def test_writes_take_turns_in_the_order_they_came() -> None:
    line = Line()
    for what in "abc":
        line.send(what)
    assert await line.settle() == []
    assert line.written == ["a", "b", "c"]


async def test_a_stop_goes_ahead_of_every_waiter_and_drops_the_commands() -> None:
    line = Line()
    line.send("a")
    line.send("b")
    line.send("read", command=False)
    line.send("c")
    await asyncio.sleep(0.05)
    line.wire.stop()
    assert await line.settle() == ["A stop came first."] * 2
    assert line.written == ["a", "stop", "read"]


async def test_a_stop_on_an_idle_wire_is_written_at_once() -> None:
    line = Line()
    await asyncio.sleep(1.0)
    line.wire.stop()
    await asyncio.sleep(0.001)
    assert line.written == ["stop"]
    await line.settle()


async def test_a_stop_before_the_wire_is_served_is_the_first_write() -> None:
    line = Line()
    line.wire.stop()
    line.send("read", command=False)
    await line.settle()
    assert line.written == ["stop", "read"]


async def test_stops_asked_for_during_a_stop_become_one_more() -> None:
    line = Line()
    line.wire.stop()
    await asyncio.sleep(0.05)
    for _ in range(5):
        line.wire.stop()
    await line.settle()
    assert line.written == ["stop", "stop"]


async def test_a_command_after_a_stop_was_written_is_taken() -> None:
    line = Line()
    line.wire.stop()
    await asyncio.sleep(0.05)
    line.send("a")  # the stop is on the wire already, so this one only waits
    assert await line.settle() == []
    assert line.written == ["stop", "a"]


@pytest.mark.parametrize("command", [True, False])
async def test_a_waiter_that_was_given_the_wire_gives_it_back_to_a_stop_in_that_same_moment(
    command: bool,
) -> None:
    line = Line()

    async def hold_and_stop() -> None:
        async with line.wire.turn():
            await line.write("a")
        line.wire.stop()  # the next waiter was given the wire, and has not run yet

    line.start(hold_and_stop)
    await asyncio.sleep(0.05)
    line.send("b", command=command)
    refused = await line.settle()
    assert line.written == (["a", "stop"] if command else ["a", "stop", "b"])
    assert refused == (["A stop came first."] if command else [])


async def test_a_waiter_that_is_cancelled_leaves_the_wire_to_the_next() -> None:
    line = Line()
    line.send("a")
    waiter = line.send("b")
    line.send("c")
    await asyncio.sleep(0.05)
    waiter.cancel()
    await line.settle()
    assert line.written == ["a", "c"]


async def test_a_waiter_cancelled_in_the_moment_it_is_given_the_wire_passes_it_on() -> None:
    line = Line()

    async def hold_and_cancel() -> None:
        async with line.wire.turn():
            await line.write("a")
        waiter.cancel()

    line.start(hold_and_cancel)
    await asyncio.sleep(0.05)
    waiter = line.send("b")
    line.send("c")
    await line.settle()
    assert line.written == ["a", "c"]


async def test_a_write_that_fails_frees_the_wire() -> None:
    line = Line()

    async def fail() -> None:
        async with line.wire.turn():
            raise LinkLost("broken")

    line.start(fail)
    line.send("a")
    assert await line.settle() == ["broken"]
    assert line.written == ["a"]


async def test_a_stop_that_fails_is_raised_to_whoever_serves_the_wire() -> None:
    async def fail() -> None:
        raise LinkLost("broken")

    wire = Wire(fail)
    wire.stop()
    with pytest.raises(LinkLost, match="broken"):
        await wire.run_stops()
    with pytest.raises(Refused):
        wire.stop()
        async with wire.turn(command=True):
            raise AssertionError("never reached")


async def test_a_write_that_does_not_return_within_a_second_is_a_lost_link() -> None:
    loop = asyncio.get_running_loop()
    with pytest.raises(LinkLost, match="did not return"):
        await within_limit(asyncio.sleep(60.0))
    assert loop.time() == WRITE_LIMIT_S == 1.0
    assert await within_limit(asyncio.sleep(0.9, "back")) == "back"


@pytest.mark.realtime
def test_a_stop_on_a_serial_line_does_not_wait_for_bluetooth_to_load() -> None:
    code = f"""
import sys
from importlib import import_module
for kind in {address.SERIAL}:
    import_module(f"treadctl.drivers.{{kind}}")
print({{"bleak", "dbus_fast"}} & {{*sys.modules}})
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ended.stdout == "set()\n"


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_happens_no_command_is_written_between_a_stop_and_its_write(
    seed: int,
) -> None:
    line, at = Line(), []

    def stop() -> None:
        at.append(len(line.written) + 1)  # one write may be under way; it was written before
        line.wire.stop()

    for n in range(40):
        line.send(f"c{n}", command=n % 3 > 0)
        if n % (3 + seed % 5) == 0:
            stop()
        await asyncio.sleep(((n * 7 + seed * 13) % 11) / 40)
    await line.settle()
    for before in at:
        assert "stop" in line.written[before - 1 : before + 1]
