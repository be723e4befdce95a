"""A person on the simulated treadmill, guided by `treadctl run` on BlueZ."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

from simulators.bumble_rig import MACHINE
from simulators.guest.air import Air
from tests.drivers.connection import Heard
from tests.processes import LOOK_S, Running, running, until
from treadctl.drivers.bluetooth import connect
from treadctl.drivers.ftms import FtmsDriver

URI = f"ftms://{MACHINE}"
MEMORY = Path("/var/lib/bluetooth")
HELD_BACK = Path("/run/no-bluetoothd")
START, STOP = b"\x07", b"\x08\x01"


class Walk:
    """One walk. `writes` is what arrived at the machine since `mark`."""

    def __init__(self, air: Air, program: Running) -> None:
        self.air, self.program = air, program
        self._marked = 0

    def press(self) -> None:
        """Press Enter, which is the pain stop."""
        self.program.type("")

    def type(self, keys: str) -> None:
        """Press these keys."""
        assert self.program.process.stdin
        self.program.process.stdin.write(keys.encode())

    def hang_up(self) -> None:
        """Take the keyboard away."""
        assert self.program.process.stdin
        self.program.process.stdin.close()

    async def shows(self, words: str) -> None:
        """Wait until the screen says this."""
        await self.until(lambda: any(words in line for line in self.program.out))

    @property
    def speed_kmh(self) -> float:
        """The belt's own truth."""
        return speed_kmh(self.air)

    @property
    def writes(self) -> list[bytes]:
        return [data for _, data in self.air.machine.writes[self._marked :]]

    @property
    def written_at(self) -> list[float]:
        """When each of `writes` arrived, by the loop's clock."""
        return [at for at, _ in self.air.machine.writes[self._marked :]]

    def mark(self) -> None:
        """Begin to count from here."""
        self._marked = len(self.air.machine.writes)

    async def until(self, reached: Callable[[], object], within_s: float = 30.0) -> None:
        """Wait for `reached`; AssertionError, with what the screen said, if it takes too long."""
        try:
            async with asyncio.timeout(within_s):
                while not reached():  # noqa: ASYNC110 - what is waited for has no event
                    await asyncio.sleep(LOOK_S)
        except TimeoutError as error:
            raise AssertionError(self.writes, self.program.out, self.program.err) from error

    async def stands_after_a_stop_that_came_first(self) -> None:
        """Wait until the belt stands; the first write since the mark was a stop, none a start."""
        await self.until(lambda: self.speed_kmh == 0.0)
        assert self.writes[0] == STOP
        assert START not in self.writes


def speed_kmh(air: Air) -> float:
    """How fast the simulated belt runs."""
    air.machine.belt.advance(asyncio.get_running_loop().time())
    return air.machine.belt.speed_kmh


@asynccontextmanager
async def walking(air: Air) -> AsyncIterator[Walk]:
    """Somebody who walks: the belt has its first speed."""
    async with running("run", "first-steps", "--treadmill", URI) as program:
        walk = Walk(air, program)
        await walk.until(lambda: walk.speed_kmh >= 0.7)
        walk.mark()
        yield walk


@asynccontextmanager
async def driven() -> AsyncIterator[tuple[FtmsDriver, Heard, asyncio.Task[None]]]:
    """A driver of our own on BlueZ, ready, and what it told."""
    heard = Heard()
    driver = FtmsDriver(partial(connect, MACHINE, None), heard)
    serving = asyncio.create_task(driver.run())
    try:
        await until(lambda: heard.machine is not None or serving.done())
        yield driver, heard, serving
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def killed_and_stopped(walk: Walk) -> tuple[float, float]:
    """Kill the belt process and run `treadctl stop`.

    The seconds until the first stop was at the machine, and until it obeyed one: it refuses those
    that come before a subscription.
    """
    loop = asyncio.get_running_loop()
    killed_at = loop.time()
    walk.program.signal(signal.SIGKILL)
    async with running("stop", "--treadmill", URI) as stop:
        await walk.until(lambda: not walk.air.machine.belt.started)
        obeyed_at = loop.time()
        assert await stop.ended() == 0, stop.err
    assert walk.speed_kmh == 0.0
    assert walk.writes[0] == STOP
    return walk.written_at[0] - killed_at, obeyed_at - killed_at


def kill(name: str) -> None:
    """End these processes at once. The guest starts its daemons again a second later."""
    for process in Path("/proc").glob("[0-9]*/comm"):
        if process.read_text() == f"{name}\n":
            os.kill(int(process.parent.name), signal.SIGKILL)


@contextmanager
def no_bluetoothd(*, forgets: bool = False) -> Iterator[None]:
    """Kill the daemon and hold it back until the block ends. `forgets`: it then knows no device."""
    HELD_BACK.touch()
    try:
        kill("bluetoothd")
        if forgets:
            for adapter in MEMORY.iterdir():
                shutil.rmtree(adapter)
        yield
    finally:
        HELD_BACK.unlink()
