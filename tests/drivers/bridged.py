"""A driver at work on a bridge, and everything it told; the firmware at the other end is real."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from firmware_bridge import wire
from firmware_bridge.settings import Settings
from simulators.bridge_machine import BridgeMachine
from simulators.bridge_rig import BridgeRig
from tests.drivers.connection import Heard
from treadctl.drivers.bridge import BridgeDriver
from treadctl.drivers.bridge_inputs import BridgeInputs
from treadctl.model import Answer, NoticeKind, SetTargetSpeed, Start

STEP_S = 0.01


class Bridged:
    """A driver at a bridge that drives a motor."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.rig = BridgeRig(settings)
        self.heard, self.inputs = Heard(), BridgeInputs()
        self.driver = BridgeDriver(self.rig.open_line, self.heard, "a bridge", inputs=self.inputs)
        self.loop = asyncio.get_running_loop()

    @property
    def machine(self) -> BridgeMachine:
        return self.rig.machine

    @property
    def state(self) -> int:
        """What the bridge itself is in."""
        return self.machine.bridge.control.state

    @property
    def duty(self) -> int:
        return self.machine.bridge.control.motor.duty

    async def until(self, reached: Callable[[], object], within_s: float = 30.0) -> float:
        """Let time pass until `reached()`; return how long that took. AssertionError if longer."""
        begin = self.loop.time()
        while not reached():
            assert self.loop.time() < begin + within_s, (self.state, self.heard.notices)
            await asyncio.sleep(STEP_S)
        return self.loop.time() - begin

    async def ready(self) -> None:
        await self.until(lambda: self.heard.machine)
        await self.until(lambda: self.state == wire.SAFE)
        await self.until(lambda: self.machine.bridge.control.still)
        self.heard.notices.clear()

    async def walk(self, speed_kmh: float = 0.8) -> None:
        """Start, and wait until the belt has this speed."""
        await self.ready()
        assert await self.driver.send(Start()) is Answer.ACCEPTED
        await asyncio.sleep(3.0)
        assert await self.driver.send(SetTargetSpeed(speed_kmh)) is Answer.ACCEPTED
        await self.until(lambda: abs(self.machine.belt.speed_kmh - speed_kmh) < 0.05)

    def writes(self, kind: int) -> list[float]:
        """When each order of this kind arrived that differs from the one before."""
        return [at for at, data in self.machine.writes if data[0] == kind]

    @property
    def noticed(self) -> list[NoticeKind]:
        return [one.kind for one in self.heard.notices]


@asynccontextmanager
async def bridged(settings: Settings | None = None) -> AsyncIterator[Bridged]:
    """Run a driver at a bridge until the block ends."""
    bridge = Bridged(settings)
    running = asyncio.create_task(bridge.driver.run(), name="driver")
    try:
        yield bridge
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
