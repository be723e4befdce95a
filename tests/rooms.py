"""A belt room to tell stories in: desk, guard, driver and simulated machine, in virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from simulators.faults import apply
from simulators.machines import DEFAULT, MachineModel
from simulators.memory_gatt import MemoryRig
from treadctl.app import BeltRoom, belt_room
from treadctl.board.board import Board
from treadctl.board.requests import Acknowledge, Alive, Reply, StartWalk, Stop
from treadctl.board.snapshot import Snapshot
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.identity import Identity
from treadctl.errors import Refused
from treadctl.model import BeltState, Event
from treadctl.safety.latch import Latch
from treadctl.safety.phase import Phase
from treadctl.session.segments import Tier
from treadctl.session.session import Stage
from treadctl.session.walk import Walk

START, STOP = b"\x07", b"\x08\x01"
LOOK_S = 0.05
ALIVE_S = 0.5
WILLING: Mapping[str, int | bool] = {"on": True, "rise": True, "pain": 2}


class Story:
    """One belt room. `taps` are the walker's answers; a question that is not in it gets none."""

    room: BeltRoom

    def __init__(self, rig: MemoryRig, taps: Mapping[str, int | bool]) -> None:
        self.rig, self.machine = rig, rig.machine
        self.taps = dict(taps)
        self.events: list[Event] = []
        self.loop = asyncio.get_running_loop()

    def enter(self, room: BeltRoom) -> None:
        """The room is open."""
        self.room, self.desk, self.guard = room, room.desk, room.guard
        self.supervisor = room.guard.supervisor

    # -- the walker -------------------------------------------------------------------------

    def hear(self, news: Snapshot | Event) -> None:
        """Note what happens, and answer at once what there is an answer for."""
        if not isinstance(news, Event):
            return
        self.events.append(news)
        asked = {"link_back": "go_on"}.get(news.event, news.data.get("question"))
        if asked in self.taps:
            self.loop.call_soon(self._tap, str(asked), self.taps[str(asked)])

    def _tap(self, question: str, answer: int | bool) -> None:
        if self.desk.walk is not None and self.desk.walk.question == question:
            with suppress(Refused):  # the belt was stopped in this same turn
                self.reply(question, answer)

    def reply(self, question: str, answer: int | bool) -> None:
        """Answer the question that is asked now: a number for pain, else yes or no."""
        self.desk.ask(self.reply_request(question, answer))

    def reply_request(self, question: str, answer: int | bool) -> Reply:
        """What the screen would send for this answer now."""
        given = {"pain": answer} if question == "pain" else {"yes": answer}
        shown = self.walk.question_id or 0
        asked = {"request": "reply", "question": question, "question_id": shown}
        return Reply.model_validate(asked | given)

    def start_request(self, profile: str = "first-steps") -> StartWalk:
        """The start that the screen shows now."""
        token = self.snapshot.start_token
        assert token is not None, self.snapshot
        return StartWalk(request="start", profile=profile, token=token)

    def acknowledge_request(self) -> Acknowledge:
        """The confirmation that the screen shows now."""
        token = self.snapshot.acknowledge_token
        assert token is not None, self.snapshot
        return Acknowledge(request="acknowledge", token=token)

    async def screen_lives(self) -> None:
        """Show that the page's stop strip works, until cancelled."""
        while True:
            if (shown := self.room.board.latest) is not None:
                self.desk.ask(Alive(request="alive", seq=shown.seq))
            await asyncio.sleep(ALIVE_S)

    # -- time -------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        return self.loop.time()

    async def until(self, reached: Callable[[], object], within_s: float = 60.0) -> None:
        """Let time pass until `reached()`; AssertionError if that takes longer."""
        deadline = self.now + within_s
        while not reached():
            assert self.now < deadline, [(e.at, e.event, dict(e.data)) for e in self.events[-20:]]
            await asyncio.sleep(LOOK_S)

    async def ready(self) -> None:
        """Wait until a walk may be started."""
        await self.until(lambda: self.supervisor.known.linked)
        await self.until(lambda: self.supervisor.known.stands(self.now))
        await self.until(lambda: self.snapshot.belt is BeltState.STANDING)
        await self.until(lambda: self.snapshot.start_token)

    async def walk_to(self, stage: Stage, profile: str = "first-steps") -> None:
        """Start a walk by the screen, and let it come to `stage`."""
        await self.ready()
        self.desk.ask(self.start_request(profile))
        await self.until(lambda: self.walk.session.stage is stage)

    async def stands(self) -> None:
        """Wait until a stop is over and its walk is put away."""
        idle = Phase.IDLE
        await self.until(lambda: self.supervisor.phase is idle and self.desk.walk is None)

    async def over(self, within_s: float = 3600.0) -> None:
        """Wait for the end of the walk under way."""
        await self.until(lambda: self.desk.walk is None, within_s)

    # -- what is to be seen -----------------------------------------------------------------

    @property
    def walk(self) -> Walk:
        walk = self.desk.walk
        assert walk is not None, self.names[-10:]
        return walk

    @property
    def snapshot(self) -> Snapshot:
        latest = self.room.board.latest
        assert latest is not None
        return latest

    @property
    def names(self) -> list[str]:
        return [one.event for one in self.events]

    def said(self, event: str) -> list[Event]:
        """What was told under this name."""
        return [one for one in self.events if one.event == event]

    @property
    def target_kmh(self) -> float:
        """What the belt was last asked for."""
        targets = self.supervisor.targets
        assert targets is not None
        return targets.speed_kmh

    @property
    def causes(self) -> list[object]:
        """The cause of each stop that was asked for."""
        return [one.data["cause"] for one in self.said("stop_requested")]

    @property
    def starts(self) -> int:
        """How often the machine was told to start."""
        return sum(data[:1] == START for _, data in self.machine.writes)

    def written_since(self, at: float) -> set[bytes]:
        """What arrived at the control point after `at`."""
        return {bytes(data) for when, data in self.machine.writes if when > at}

    def fault(self, name: str, value: float | None = None) -> None:
        """Make something go wrong with the machine."""
        apply(self.machine, self.rig.link, name, value)

    def stop(self, *, pain: bool = False) -> None:
        self.desk.ask(Stop(pain=pain))


@asynccontextmanager
async def story(  # noqa: PLR0913 - each is one part of the story
    folder: Path,
    tier: Tier = "C",
    *,
    pain_button: str = "wired",
    taps: Mapping[str, int | bool] = WILLING,
    model: MachineModel = DEFAULT,
    brakes_hard: bool = False,
    identity: Identity | None = None,
) -> AsyncIterator[Story]:
    """Open a belt room over a simulated machine until the block is left, which stops its belt."""
    rig, board = MemoryRig(model), Board()
    told = Story(rig, taps)
    opened = belt_room(
        board,
        lambda listener: FtmsDriver(rig.open_client, listener, simulated=True),
        Latch(folder / "latch"),
        tier,
        pain_button=pain_button,
        brakes_hard=brakes_hard,
        identity=identity,
    )
    with board.followed(told.hear):
        async with opened as room:
            told.enter(room)
            yield told
