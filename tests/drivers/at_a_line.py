"""A driver at work on a simulated machine at a serial line in memory, and everything it told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from simulators import serial_faults
from simulators.faults import parse_event
from simulators.line import SerialMachine
from simulators.memory_line import MemoryLine
from tests.drivers.connection import Heard
from treadctl.drivers import Driver, Listener
from treadctl.drivers.serial_port import OpenLine
from treadctl.model import Answer, NoticeKind, SetTargetSpeed, Start

MakeDriver = Callable[[OpenLine, Listener, str], Driver]


class AtALine:
    """A driver, its machine and the line between them. `sent` holds each write of the host."""

    def __init__(self, machine: SerialMachine, driver: MakeDriver, host_baud: int | None) -> None:
        self.machine = machine
        self.line = MemoryLine(machine, host_baud)
        self.heard = Heard()
        self.driver = driver(self.line.open_line, self.heard, "/dev/ttyUSB0")
        self.sent: list[tuple[float, bytes]] = []
        self._send = self.line.wire.send
        setattr(self.line.wire, "send", self._note)  # noqa: B010 - one line's own
        self.running = asyncio.create_task(self.driver.run())

    def _note(self, data: bytes) -> None:
        self.sent.append((now(), data))
        self._send(data)

    async def until(self, reached: Callable[[], object], within_s: float = 20.0) -> None:
        deadline = now() + within_s
        while not reached():
            assert now() < deadline and not self.running.done(), self.heard.__dict__
            await asyncio.sleep(0.001)

    def befall(self, text: str) -> None:
        """Make something go wrong with the machine."""
        serial_faults.apply(self.machine, parse_event(f"0={text}"), now())

    async def walk(self, speed_kmh: float = 2.0) -> None:
        """Start the belt and let it come to this speed, or less than its step below."""
        assert await self.driver.send(Start()) is Answer.ACCEPTED
        assert await self.driver.send(SetTargetSpeed(speed_kmh)) is Answer.ACCEPTED
        await asyncio.sleep(10.0)
        assert speed_kmh - 0.17 < self.speed_kmh <= speed_kmh

    @property
    def orders(self) -> list[bytes]:
        """Every order that the machine got; questions are left out."""
        return [data for _, data in self.machine.writes]

    @property
    def notices(self) -> list[NoticeKind]:
        return [one.kind for one in self.heard.notices]

    @property
    def speed_kmh(self) -> float:
        """The belt's own truth."""
        self.machine.belt.advance(now())
        return self.machine.belt.speed_kmh


def now() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def at_a_line(
    machine: Callable[[float], SerialMachine], driver: MakeDriver, *, host_baud: int | None = None
) -> AsyncIterator[AtALine]:
    """A driver at work until the block is left."""
    made = AtALine(machine(now()), driver, host_baud)
    try:
        yield made
    finally:
        made.running.cancel()
        await asyncio.gather(made.running, return_exceptions=True)
        made.line.wire.close()


@asynccontextmanager
async def ready(
    machine: Callable[[float], SerialMachine], driver: MakeDriver
) -> AsyncIterator[AtALine]:
    """The same, once the machine is described."""
    async with at_a_line(machine, driver) as made:
        await made.until(lambda: made.heard.machine)
        yield made
