"""A LifeSpan base with a bridge's tachometer at its belt, and a driver for the two."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from firmware_bridge.settings import Settings
from simulators.bridge_rig import BridgeRig
from simulators.lifespan_machine import LifespanMachine
from simulators.memory_line import MemoryLine
from simulators.tach_beside import SETTINGS
from tests.drivers.connection import Heard, now
from treadctl.drivers import Driver, Listener
from treadctl.drivers.lifespan import LifespanDriver
from treadctl.drivers.tach import TachDriver, alone
from treadctl.model import Answer, SetTargetSpeed, Start


class Belt:
    """A base and a bridge at one belt, and a driver for the two."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.machine = LifespanMachine(now())
        self.line = MemoryLine(self.machine)
        self.bridge = BridgeRig(settings, beside=self.machine.belt)
        self.heard = Heard()
        self.driver: Driver = TachDriver(self.open_base, alone(self.bridge.open_line), self.heard)

    def open_base(self, listener: Listener) -> Driver:
        return LifespanDriver(self.line.open_line, listener, "/dev/ttyUSB0")

    @property
    def speed_kmh(self) -> float:
        """The belt's own truth."""
        self.machine.belt.advance(now())
        return self.machine.belt.speed_kmh

    @property
    def measured_kmh(self) -> list[float]:
        """Every speed that was told."""
        return [one.speed_kmh for one in self.heard.records if one.speed_kmh is not None]

    @property
    def orders(self) -> list[bytes]:
        return [data for _, data in self.machine.writes]

    async def until(self, reached: Callable[[], object], within_s: float = 20.0) -> None:
        deadline = now() + within_s
        while not reached():
            assert now() < deadline, self.heard.__dict__
            await asyncio.sleep(0.01)


@asynccontextmanager
async def served(belt: Belt) -> AsyncIterator[Belt]:
    running = asyncio.create_task(belt.driver.run())
    try:
        yield belt
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        belt.line.wire.close()


async def walking(belt: Belt) -> None:
    await belt.until(lambda: belt.heard.machine)
    assert await belt.driver.send(Start()) is Answer.ACCEPTED
    assert await belt.driver.send(SetTargetSpeed(2.0)) is Answer.ACCEPTED
    await asyncio.sleep(12.0)
