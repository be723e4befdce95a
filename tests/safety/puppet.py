"""A guard whose driver does as the test says, in virtual time: it talks to no machine at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.safety.told import MACHINE
from treadctl.drivers import Listener
from treadctl.errors import ConnectFailed, LinkLost
from treadctl.model import Answer, Command, Event, StopCause, Telemetry
from treadctl.safety.guard import Guard
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

T = 0.25


class Stage:
    """What the driver is to do, and what it was told.

    `answer`: what comes back for a command, or is raised. `speed_kmh`: the belt's, told four times
    a second; None: nothing is told. `inclination_percent`: its deck's. `in_range`: a connection
    succeeds, and lasts. `answers_after_s`: how long a command takes.
    """

    def __init__(
        self,
        folder: Path,
        keeper: type[LatchKeeper] = LatchKeeper,
        found: StopCause | None = None,
    ) -> None:
        self.answer: Answer | Exception = Answer.ACCEPTED
        self.speed_kmh: float | None = 0.0
        self.inclination_percent = 0.0
        self.answers_after_s = 0.0
        self.in_range = True
        self.opened_at: list[float] = []
        self.stops: list[float] = []
        self.sent: list[Command] = []
        self.events: list[Event] = []
        self.on_time = self.alarms = 0
        self.loop = asyncio.get_running_loop()
        self.latch = Latch(folder / "latch")
        self.supervisor = Supervisor(latched=found, stop_input=StopInput(wired=True))
        self.guard = Guard(
            self._open,
            self.supervisor,
            keeper(self.latch, found),
            self.events.append,
            self._count_on_time,
            on_alarm=self._count_alarms,
        )

    def _open(self, listener: Listener) -> "Puppet":
        self.opened_at.append(self.loop.time())
        return Puppet(self, listener)

    def _count_on_time(self) -> None:
        self.on_time += 1

    def _count_alarms(self) -> None:
        self.alarms += 1

    def said(self, event: str) -> list[Event]:
        """What was told to the board under this name."""
        return [one for one in self.events if one.event == event]

    async def ready(self) -> None:
        """Wait until a belt is connected and stands."""
        await asyncio.wait_for(self.guard.stands(), 20.0)

    async def walk(self, speed_kmh: float = 0.8) -> None:
        """Start, and let the belt run at that speed."""
        await self.ready()
        starting = asyncio.create_task(self.guard.start(TIERS["B"]))
        await asyncio.sleep(1.0)
        self.speed_kmh = speed_kmh
        await starting
        assert self.supervisor.phase is Phase.WALKING

    async def stand(self) -> None:
        """Let the belt stand, and wait until that is known."""
        self.speed_kmh = 0.0
        await asyncio.sleep(3 * T)
        assert self.supervisor.phase is Phase.IDLE


class Puppet:
    """One connection of that driver. A stop counts as written once the test says so."""

    def __init__(self, stage: Stage, listener: Listener) -> None:
        self._stage, self._listener = stage, listener

    def stop(self) -> None:
        """Note it."""
        self._stage.stops.append(self._stage.loop.time())

    async def send(self, command: Command) -> Answer:
        """Note it; answer as told."""
        self._stage.sent.append(command)
        if self._stage.answers_after_s:
            await asyncio.sleep(self._stage.answers_after_s)
        if isinstance(self._stage.answer, Exception):
            raise self._stage.answer
        return self._stage.answer

    async def run(self) -> None:
        """Tell the belt's speed for as long as the machine is in range."""
        if not self._stage.in_range:
            raise ConnectFailed("It is out of range.")
        self._listener.ready(MACHINE)
        while self._stage.in_range:
            if self._stage.speed_kmh is not None:
                now = self._stage.loop.time()
                speed_kmh, percent = self._stage.speed_kmh, self._stage.inclination_percent
                self._listener.heard(
                    Telemetry(now, speed_kmh=speed_kmh, inclination_percent=percent)
                )
            await asyncio.sleep(T)
        raise LinkLost("It went out of range.")


@asynccontextmanager
async def staged(folder: Path, found: StopCause | None = None) -> AsyncIterator[Stage]:
    """A guard that serves until the block is left. `found`: the latch of the process before it."""
    stage = Stage(folder, found=found)
    serving = asyncio.create_task(stage.guard.serve(), name="guard")
    try:
        yield stage
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def turns(count: int) -> None:
    """Let the loop go round, with no time passing."""
    for _ in range(count):
        await asyncio.sleep(0)
