"""A walk told in virtual time: the real rooms, a simulated machine and what befalls them.

Distances and speeds in the summary are the simulated machine's own, not the controller's wish.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from bleak import BleakClient

from simulators import faults
from simulators.machines import DEFAULT, MachineModel
from simulators.memory_gatt import MemoryRig
from simulators.noise import Noise
from simulators.strap import StrapRig
from treadctl.app import BeltRoom, belt_room
from treadctl.board.board import Board
from treadctl.board.requests import Alive, Stop
from treadctl.board.snapshot import Snapshot
from treadctl.cli.summary import exit_code_of, summary
from treadctl.cli.walker import USUAL_PAIN, Taps, Walker
from treadctl.drivers import Driver, Listener
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.strap import keep
from treadctl.errors import ConnectFailed
from treadctl.model import BeltState, Event, StopCause
from treadctl.safety.heart_input import HeartInput
from treadctl.safety.latch import Latch
from treadctl.safety.phase import Phase
from treadctl.session.profile import Profile

CONNECT_LIMIT_S = 60.0
RESTART_S = 2.0  # systemd's RestartSec and a Python start
ALARM_WATCH_S = 30.0
AFTER_S = 5.0
LOOK_S = 0.25
NOISE_FRACTION = 0.01
ALIVE_S = 0.5
UNPLUGGED = "It was unplugged."


@dataclass(frozen=True, slots=True)
class Plot:
    """What a story is about. `noisy`: 1 % of the telemetry is garbage, truncated or doubled.

    `wired` False: the page is the only stop button. `after_s`: how long the belt has stood when
    the story ends.
    """

    profile: Profile
    latch_path: Path
    events: Sequence[faults.Event] = ()
    walker: Walker = field(default_factory=Walker)
    model: MachineModel = DEFAULT
    seed: int = 0
    noisy: bool = False
    wired: bool = True
    after_s: float = AFTER_S


class Story:
    """One telling of a plot, on a virtual-time loop.

    `followers` see what the board shows. `code` is the exit code by what the controller knows.
    """

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.rig = MemoryRig(plot.model)
        self.strap = StrapRig(self.rig.machine.belt)
        self.told: list[Event] = []
        self.followers: list[Callable[[Snapshot | Event], None]] = []
        self.started_at = self.ended_at = 0.0
        self.code = 0
        self.room: BeltRoom
        self._taps = Taps(plot.walker)
        self._rooms = AsyncExitStack()
        self._loop = asyncio.get_running_loop()
        self._page = True
        self._samples_before = 0
        self._unplugged = False
        if plot.noisy:
            self.rig.machine.radio = Noise(
                plot.seed,
                garbage=NOISE_FRACTION,
                truncate=NOISE_FRACTION,
                duplicate=NOISE_FRACTION,
            )

    async def tell(self) -> dict[str, Any]:
        """Run to the end and return the session summary of the interface contract."""
        began = time.perf_counter()
        async with self._rooms:
            await self._open_room()
            self._show_page()
            await self._until(self._may_start, CONNECT_LIMIT_S)
            self.started_at = self._loop.time()
            walk = self.room.desk.begin(self.plot.profile, start_pain=USUAL_PAIN)
            self._schedule()
            await self._until(self._is_over, walk.session.plan.duration_s * 2 + 600.0)
            self.ended_at = self._loop.time()
            self.code = exit_code_of(self.told, self.room.guard.supervisor)
            result = summary(self, self.ended_at)
            self._process.dead = True
            self.rig.link.lose()
        return result | {"wall_s": round(time.perf_counter() - began, 3)}

    @property
    def samples(self) -> int:
        """How many records of the machine came in, also before a restart."""
        return self._samples_before + self.room.guard.supervisor.known.records

    async def _open_room(self) -> None:
        board, process = Board(), _Process(self.rig, self.strap)

        def hear(news: Snapshot | Event) -> None:
            if not process.dead:
                self._hear(news)

        self._rooms.enter_context(board.followed(hear))
        latch, tier = Latch(self.plot.latch_path), self.plot.walker.tier
        button = "wired" if self.plot.wired else "none"
        heart = HeartInput(self.plot.walker.ceiling, partial(keep, process.open_strap))
        room = belt_room(board, process.open_driver, latch, tier, pain_button=button, heart=heart)
        self.room = self._taps.room = await self._rooms.enter_async_context(room)
        self._process = process
        if self._unplugged:
            self.room.inputs.button_lost(UNPLUGGED)

    def _hear(self, news: Snapshot | Event) -> None:
        if isinstance(news, Event):
            self.told.append(news)
        self._taps.hear(news)
        for follow in self.followers:
            follow(news)

    def _show_page(self) -> None:
        """The page shows twice a second that it works, until it does not."""
        if self._page:
            shown = self.room.board.latest
            if shown is not None and not self._process.dead:
                self.room.desk.ask(Alive(request="alive", seq=shown.seq))
            self._loop.call_later(ALIVE_S, self._show_page)

    def _schedule(self) -> None:
        ordered = sorted(self.plot.events, key=lambda event: (event.at_s, event.person))
        for at_s, together in groupby(ordered, key=lambda event: event.at_s):
            self._loop.call_at(self.started_at + at_s, self._befall, tuple(together))

    def _befall(self, events: Sequence[faults.Event]) -> None:
        for event in events:
            if event.person:
                self._act(event)
            elif event.name in faults.STRAP:
                self.strap.befall(event.name)
            else:
                faults.apply(self.rig.machine, self.rig.link, event.name, event.value)

    def _act(self, event: faults.Event) -> None:
        match event.name:
            case "pain":
                self.room.guard.stop(StopCause.PAIN)
            case "user-stop":
                self.room.desk.ask(Stop())
            case "answer":
                self._taps.will_answer(int(event.value or 0))
            case "no-answer":
                self._taps.will_not_answer()
            case "restart" if not self._process.dead:
                self._restarting = asyncio.create_task(self._restart(), name="restart")
            case "shutdown":
                self._closing = asyncio.create_task(self.room.guard.close(), name="shutdown")
            case "button-press":
                self.room.inputs.button_pressed(self._loop.time())
                self.room.inputs.button_released(self._loop.time())
            case "button-lost":
                self._unplugged = True
                self.room.inputs.button_lost(UNPLUGGED)
            case "screen-dead":
                self._page = False
            case "edges-dead":
                self._page = False  # with a wired button the belt room goes on without
                self.room.inputs.edges_gone()

    async def _restart(self) -> None:
        """The belt process dies at once, without a word to the belt, and comes up again."""
        self._process.dead = True
        self.rig.link.lose()
        if self.strap.link.client is not None:
            self.strap.link.client.drop()
        await asyncio.sleep(RESTART_S)
        self.rig.link.restore()
        self._samples_before = self.samples
        await self._open_room()

    def _may_start(self) -> bool:
        """True once a careful walker would start: the belt stands, and their heart is heard."""
        now, supervisor = self._loop.time(), self.room.guard.supervisor
        heard = supervisor.known.linked and supervisor.heart.trusted(now)
        return heard and supervisor.belt(now) is BeltState.STANDING

    def _is_over(self) -> bool:
        now, supervisor = self._loop.time(), self.room.guard.supervisor
        alarmed, halt = supervisor.stopping.alarm is not None, supervisor.stopping.halt
        if alarmed and halt is not None and halt.alarmed_at is not None:
            return now - halt.alarmed_at >= ALARM_WATCH_S
        busy = supervisor.phase is not Phase.IDLE or self.room.desk.walk is not None
        if busy or self._process.dead:
            return False
        return not supervisor.known.linked or supervisor.known.stands(now, self.plot.after_s)

    async def _until(self, reached: Callable[[], bool], within_s: float) -> None:
        deadline = self._loop.time() + within_s
        while not reached() and self._loop.time() < deadline:  # noqa: ASYNC110 - time is free
            await asyncio.sleep(LOOK_S)


class _Process:
    """What a belt process can reach. Once `dead`, nothing it does reaches the machine or us."""

    def __init__(self, rig: MemoryRig, strap: StrapRig) -> None:
        self._rig = rig
        self._strap = strap
        self.dead = False

    def open_driver(self, listener: Listener) -> Driver:
        return FtmsDriver(self._open_client, listener, simulated=True)

    async def _open_client(self, on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        if self.dead:
            raise ConnectFailed("This process is no more.")
        return await self._rig.open_client(on_disconnect)

    async def open_strap(self, on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        if self.dead:
            raise ConnectFailed("This process is no more.")
        return await self._strap.open_client(on_disconnect)
