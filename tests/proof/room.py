"""A guarded belt on a loop of its own, whose time is moved by hand; it can be killed and reborn.

Guard, driver, inputs, latch file and simulated machine are the real parts.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bleak import BleakClient

from simulators import faults
from simulators.machines import MachineModel
from simulators.memory_gatt import LATENCY_S, MemoryRig
from simulators.virtual_time import VirtualTimeLoop
from treadctl.drivers import Driver, Listener
from treadctl.drivers.ftms import FtmsDriver
from treadctl.errors import ConnectFailed, LinkLost, Refused
from treadctl.model import Event, Limits
from treadctl.safety.guard import Guard
from treadctl.safety.heart import HeartWatch
from treadctl.safety.inputs import Inputs
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.limits import TIERS
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

ALIVE_S = BEAT_S = 0.5
CEILING_BPM = 120
TELLING_TURNS = 12
LIMITS = replace(TIERS["B"], max_speed_kmh=2.4, max_inclination_percent=1.0)


@dataclass(frozen=True, slots=True)
class SetUp:
    """Which machine, and what the walker can stop it with."""

    model: MachineModel
    wired: bool = True
    tested: bool = False
    heart: bool = False
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class MortalLatch(Latch):
    """The latch of one process: when that is dead, it writes no more."""

    dead: list[bool] = field(default_factory=list)

    def _write(self, word: str) -> None:
        if not self.dead:
            Latch._write(self, word)  # super() knows no class that slots made anew


class Process:
    """One belt process. Once `dead`, nothing it does reaches the machine, the disk or us."""

    def __init__(self, room: "Room") -> None:
        set_up = room.set_up
        self.dead: list[bool] = []
        self.room = room
        latch = MortalLatch(room.latch_path, self.dead)
        self.found = latch.read()
        self.supervisor = Supervisor(
            latched=self.found,
            stop_input=StopInput(set_up.wired, needs_test=set_up.tested),
            heart=HeartWatch(CEILING_BPM if set_up.heart else None),
        )
        keeper = LatchKeeper(latch, self.found)
        self.guard = Guard(self._open_driver, self.supervisor, keeper, self._post)
        self.inputs = Inputs(self.guard)
        if self.found is not None:
            self.guard.stop(self.found)
        self.serving = asyncio.create_task(self.guard.serve(), name="guard")

    def _post(self, event: Event) -> None:
        if not self.dead:
            self.room.told.append(event)

    def _open_driver(self, listener: Listener) -> Driver:
        return FtmsDriver(self._open_client, listener, simulated=True)

    async def _open_client(self, on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        if self.dead:
            raise ConnectFailed("This process is no more.")

        def gone(client: BleakClient) -> None:
            self.room.trusted_since = None
            on_disconnect(client)

        client = await self.room.rig.open_client(gone)
        self.room.trusted_since = self.room.loop.time()
        return client


class Room:
    """One belt, its machine, and a person. `trusted_since`: when the present link began, None
    while there is none that carries anything. `told` has what the board was told.
    """

    rig: MemoryRig
    process: Process

    def __init__(self, set_up: SetUp, folder: Path) -> None:
        self.set_up, self.latch_path = set_up, folder / "latch"
        self.loop = VirtualTimeLoop()
        self.told: list[Event] = []
        self.trusted_since: float | None = None
        self.page = not set_up.wired
        self.bpm: int | None = 90 if set_up.heart else None
        self.loop.run_until_complete(self._open())

    async def _open(self) -> None:
        self.rig = MemoryRig(self.set_up.model, LATENCY_S)
        self.process = Process(self)
        self._alive()
        self._beat()

    # -- time -------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        return self.loop.time()

    def do(self, act: Callable[[], object], then_s: float = 0.0) -> None:
        """Let `act` happen in the loop, and time pass behind it."""

        async def happen() -> None:
            try:
                act()
            except Refused:
                pass
            await asyncio.sleep(then_s)
            for _ in range(TELLING_TURNS):  # what follows a stop is told a few turns later
                await asyncio.sleep(0)

        self.loop.run_until_complete(happen())

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.do(lambda: None, seconds)

    # -- people -----------------------------------------------------------------------------

    def start(self) -> None:
        """A person taps start."""
        starting = asyncio.ensure_future(self.process.guard.start(self.set_up.limits))
        starting.add_done_callback(_forget_refusal)

    def _alive(self) -> None:
        if self.page:
            self.process.guard.screen_alive()
        self.loop.call_later(ALIVE_S, self._alive)

    def _beat(self) -> None:
        if self.bpm is not None:
            self.process.inputs.heart(self.bpm, self.now, rr=True, contact=None)
        self.loop.call_later(BEAT_S, self._beat)

    # -- machine and link -------------------------------------------------------------------

    def fault(self, name: str, value: float | None = None) -> None:
        """Something goes wrong with the machine, or somebody uses its console."""
        if name == "link-loss":
            self.trusted_since = None
        faults.apply(self.rig.machine, self.rig.link, name, value)

    def mute(self) -> None:
        """The machine falls silent without hanging up."""
        self.trusted_since, self.rig.link.mute = None, True

    def mend(self) -> None:
        """All that was wrong with machine and link is put right; the key is back in."""
        machine, model = self.rig.machine, self.set_up.model
        controller, belt = machine.controller, machine.belt
        controller.ignores_stop = controller.rejects_stop = controller.key_out = False
        controller.takes_mph, controller.start_toggles = model.takes_mph, model.start_toggles
        belt.advance(self.now)
        belt.stuck, belt.late_stop_s, belt.runaway_kmh_s = False, 0.0, 0.0
        machine.telemetry_silent, machine.radio = False, lambda data: (data,)
        self.rig.link.restore()

    # -- processes --------------------------------------------------------------------------

    def crash(self) -> None:
        """The process dies at once, without a word to the belt."""
        self.process.dead.append(True)
        self.trusted_since = None
        self.rig.link.lose()
        self.process.serving.cancel()

    def close(self) -> None:
        """The process is asked to end, and stops the belt first."""
        self.process.serving.cancel()
        self.loop.run_until_complete(asyncio.wait([self.process.serving], timeout=60.0))
        self.process.dead.append(True)
        self.trusted_since = None

    def reopen(self) -> None:
        """A new process comes up with the same latch file."""

        async def open_again() -> None:
            self.rig.link.restore()
            self.process = Process(self)

        self.loop.run_until_complete(open_again())

    def shut(self) -> None:
        """End it all, whatever the belt does."""
        self.process.dead.append(True)
        self.rig.link.lose()
        tasks = asyncio.all_tasks(self.loop)
        for _ in range(3):  # a closing guard sees its stop through first
            for task in tasks:
                task.cancel()
            if tasks:
                self.loop.run_until_complete(asyncio.wait(tasks, timeout=40.0))
            tasks = asyncio.all_tasks(self.loop)
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()


def _forget_refusal(task: "asyncio.Task[object]") -> None:
    if not task.cancelled():
        error = task.exception()
        if error is not None and not isinstance(error, Refused | LinkLost):
            raise error


def speed_at(corners: list[tuple[float, float]], at: float) -> float:
    """The true speed of a belt at a moment, in km/h, from the corners of its history."""
    before = corners[0]
    for corner in corners:
        if corner[0] > at:
            span_s = corner[0] - before[0]
            share = (at - before[0]) / span_s if span_s > 0 else 1.0
            return before[1] + (corner[1] - before[1]) * share
        before = corner
    return before[1]
