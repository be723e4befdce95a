"""A guarded FTMS treadmill with a bridge in its key loop. In virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from firmware_bridge import wire
from firmware_bridge.settings import KEYLOOP, Settings
from simulators.bridge_rig import BridgeRig
from simulators.faults import apply
from simulators.memory_gatt import MemoryRig
from treadctl.drivers.bridge_inputs import BridgeInputs
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.key_loop import KeyLoop, keyed
from treadctl.model import Confirmed, Event
from treadctl.safety.guard import Guard
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.limits import TIERS
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

SETTINGS = Settings(role=KEYLOOP, um_per_pulse=0)
AT_REST = (wire.SAFE, wire.FAULT)
LEASE_S, LOOK_S = 0.5, 0.01


class Keyed:
    """A guarded FTMS treadmill whose key loop the bridge's relay is in."""

    def __init__(self, folder: Path) -> None:
        self.loop = asyncio.get_running_loop()
        self.treadmill = MemoryRig()
        self.bridge = BridgeRig(SETTINGS, self._wire_up)
        self.inputs = BridgeInputs()
        self.key_loop = KeyLoop(self.bridge.open_line, self.inputs)
        self.rules = Supervisor(stop_input=StopInput(wired=True))
        self.events: list[Event] = []
        self.opened_at: list[float] = []
        self._was_closed = False
        self.guard_is_on_time = True
        self.guard = Guard(
            keyed(lambda listener: FtmsDriver(self.treadmill.open_client, listener), self.key_loop),
            self.rules,
            LatchKeeper(Latch(folder / "latch"), None),
            self.events.append,
            self._on_time,
            on_alarm=self.key_loop.open,
        )

    def _on_time(self) -> None:
        if self.guard_is_on_time:
            self.key_loop.on_time()

    def _wire_up(self) -> None:
        """The treadmill sees its key pulled when the relay opens, and put in when it closes."""
        closed = self.closed
        if closed is not self._was_closed:
            self._was_closed = closed
            self.treadmill.machine.controller.key_out = not closed
            if not closed:
                self.opened_at.append(self.loop.time())
                apply(self.treadmill.machine, self.treadmill.link, "safety-key")

    @property
    def closed(self) -> bool:
        return self.bridge.machine.relay.closed

    @property
    def speed_kmh(self) -> float:
        belt = self.treadmill.machine.belt
        belt.advance(self.loop.time())
        return belt.speed_kmh

    @property
    def causes(self) -> list[object]:
        return [one.data["cause"] for one in self.events if one.event == "stop_requested"]

    def stands(self) -> bool:
        return self.rules.known.stands(self.loop.time())

    async def ready(self) -> None:
        await asyncio.wait_for(self.guard.stands(), 20.0)
        await self.until(lambda: self.bridge.machine.bridge.control.state in AT_REST)
        await self.until(lambda: not self.inputs.missing)
        await asyncio.sleep(0.1)  # it tells ten times a second

    async def walk(self) -> None:
        await self.ready()
        assert await self.guard.start(TIERS["A"]) == Confirmed()
        await asyncio.sleep(5.0)
        assert self.closed and self.speed_kmh > 0.5

    async def until(self, reached: Callable[[], object], within_s: float = 20.0) -> float:
        """Let time pass until `reached()`; return how long that took. AssertionError if longer."""
        begin = self.loop.time()
        while not reached():
            assert self.loop.time() < begin + within_s, self.causes
            await asyncio.sleep(LOOK_S)
        return self.loop.time() - begin

    async def opens_within(self, limit_s: float) -> float:
        return await self.until(lambda: not self.closed, limit_s)


@asynccontextmanager
async def key_loop(folder: Path) -> AsyncIterator[Keyed]:
    """Guard a treadmill and keep the bridge in its key loop until the block ends."""
    rig = Keyed(folder)
    serving = asyncio.create_task(rig.guard.serve(), name="guard")
    keeping = asyncio.create_task(rig.key_loop.keep(rig.guard.noticed, rig.stands), name="key loop")
    try:
        yield rig
    finally:
        for task in (serving, keeping):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
