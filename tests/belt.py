"""A belt to tell stories with: guard, driver and simulated machine, in virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bleak import BleakClient

from simulators.faults import apply
from simulators.ftms_machine import AttError, FtmsMachine
from simulators.machines import DEFAULT, MachineModel
from simulators.memory_gatt import MemoryLink, MemoryRig
from treadctl.drivers.ftms import FtmsDriver
from treadctl.model import Confirmed, Event, SetTargetSpeed, StopCause
from treadctl.protocols import ftms_control
from treadctl.safety.guard import Guard
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

LOOK_S = 0.01


class FussyMachine(FtmsMachine):
    """Refuses its first control point writes below FTMS, with these ATT errors in turn."""

    def __init__(self, *att_errors: int, model: MachineModel = DEFAULT) -> None:
        super().__init__(model)
        self.att_errors = list(att_errors)

    def write(self, data: bytes) -> None:
        if self.att_errors:
            self.writes.append((asyncio.get_running_loop().time(), data))
            raise AttError(self.att_errors.pop(0))
        super().write(data)


def rig_with(machine: FtmsMachine) -> MemoryRig:
    """A rig for a machine that was made by hand."""
    rig = MemoryRig(machine.model)
    rig.machine, rig.link = machine, MemoryLink(machine)
    return rig


class Belt:
    """One guarded belt. `connected_at` has the loop time of each connection."""

    def __init__(
        self, folder: Path, rig: MemoryRig, found: StopCause | None, *, wired: bool
    ) -> None:
        self.rig, self.machine = rig, rig.machine
        self.latch = Latch(folder / "latch")
        self.events: list[Event] = []
        self.connected_at: list[float] = []
        self.supervisor = Supervisor(latched=found, stop_input=StopInput(wired))
        keeper = LatchKeeper(self.latch, found)
        self.guard = Guard(
            lambda listener: FtmsDriver(self._open, listener),
            self.supervisor,
            keeper,
            self.events.append,
        )
        self.loop = asyncio.get_running_loop()

    async def _open(self, on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        client = await self.rig.open_client(on_disconnect)
        self.connected_at.append(self.loop.time())
        return client

    async def until(self, reached: Callable[[], object], within_s: float = 60.0) -> None:
        """Let time pass until `reached()`; AssertionError if that takes longer."""
        deadline = self.loop.time() + within_s
        while not reached():
            assert self.loop.time() < deadline, [(e.at, e.event, dict(e.data)) for e in self.events]
            await asyncio.sleep(LOOK_S)

    async def ready(self) -> None:
        """Wait until the machine is connected and known to stand."""
        await self.until(lambda: self.supervisor.known.linked)
        await self.until(lambda: self.supervisor.known.stands(self.loop.time()))

    async def walk(self, speed_kmh: float = 0.0, tier: str = "B") -> None:
        """Start, and wait until the belt was measured at `speed_kmh`, cut to its grid.

        As a session does, it asks again and again: a wish is cut until the unit is confirmed.
        """
        await self.ready()
        assert await self.guard.start(TIERS[tier]) == Confirmed()

        def reached() -> bool:
            if speed_kmh == 0.0:
                return True
            self.guard.aim(SetTargetSpeed(speed_kmh))
            targets, measured = self.supervisor.targets, self.supervisor.known.speed_kmh
            assert targets is not None and measured is not None
            goal_kmh = targets.speed.on_grid(round(speed_kmh * 100)) / 100
            return measured >= goal_kmh - 0.01

        await self.until(reached)

    async def stands(self) -> None:
        """Wait until a stop is over."""
        await self.until(lambda: self.supervisor.phase is Phase.IDLE)

    def fault(self, name: str, value: float | None = None) -> None:
        """Make something go wrong with the machine."""
        apply(self.machine, self.rig.link, name, value)

    def said(self, event: str) -> list[Event]:
        """What was told to the board under this name."""
        return [one for one in self.events if one.event == event]

    def writes_since(self, at: float) -> list[bytes]:
        """What arrived at the control point from `at` on."""
        return [data for when, data in self.machine.writes if when >= at]

    @property
    def stops(self) -> list[float]:
        """When each stop arrived at the machine."""
        return [at for at, data in self.machine.writes if data == ftms_control.STOP]

    @property
    def causes(self) -> list[str]:
        """The cause of each stop that was asked for."""
        return [str(one.data["cause"]) for one in self.said("stop_requested")]


@asynccontextmanager
async def guarded(
    folder: Path,
    model: MachineModel = DEFAULT,
    *,
    rig: MemoryRig | None = None,
    found: StopCause | None = None,
    wired: bool = True,
) -> AsyncIterator[Belt]:
    """Guard a simulated machine until the block is left, which stops its belt."""
    belt = Belt(folder, rig or MemoryRig(model), found, wired=wired)
    serving = asyncio.create_task(belt.guard.serve(), name="guard")
    try:
        yield belt
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
