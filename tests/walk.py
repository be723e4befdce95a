"""A walk on a simulated machine, to tell stories with. In virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from simulators.physics import Belt
from treadctl.app import BeltRoom, belt_room
from treadctl.board.board import Board
from treadctl.board.requests import Reply
from treadctl.board.snapshot import Snapshot
from treadctl.drivers import Driver, Listener
from treadctl.model import BeltState, Event
from treadctl.safety.heart_input import HeartInput
from treadctl.safety.latch import Latch
from treadctl.session.profile import Profile, find

GENTLE = find("gentle-start")
GENTLE_M = 216.7
TAPS: Mapping[str, int | bool] = {"on": True, "rise": True, "go_on": True, "pain": 2}


class Machine(Protocol):
    """A simulated machine: its belt, and every order that reached it, with the time."""

    @property
    def belt(self) -> Belt: ...
    @property
    def writes(self) -> list[tuple[float, bytes]]: ...


class Rig(Protocol):
    """A machine in reach of a driver. `settles_s`: until it lets itself be started."""

    @property
    def settles_s(self) -> float: ...
    @property
    def machine(self) -> Machine: ...
    def open_driver(self, listener: Listener) -> Driver: ...
    def befall(self, text: str) -> None: ...
    def is_stop(self, order: bytes) -> bool: ...


@dataclass
class Walk:
    """A walker on such a machine, who taps each button in `taps` at once."""

    rig: Rig
    taps: dict[str, int | bool]

    def __post_init__(self) -> None:
        self.room: BeltRoom
        self.told: list[Event] = []
        self.loop = asyncio.get_running_loop()

    @property
    def machine(self) -> Machine:
        return self.rig.machine

    def hear(self, news: Snapshot | Event) -> None:
        """Note what happens, and answer what there is an answer for."""
        if isinstance(news, Event):
            self.told.append(news)
            question = "go_on" if news.event == "link_back" else news.data.get("question")
            if question in self.taps:
                self.loop.call_soon(self._answer, str(question))

    def _answer(self, question: str) -> None:
        walk, tap = self.room.desk.walk, self.taps[question]
        if walk is not None and walk.question == question:
            asked = {"request": "reply", "question": question, "question_id": walk.question_id}
            given = {"pain": tap} if question == "pain" else {"yes": tap}
            self.room.desk.ask(Reply.model_validate(asked | given))

    async def until(self, reached: Callable[[], object], within_s: float = 600.0) -> float:
        """Let time pass until `reached()`; return how long that took."""
        begin = now()
        while not reached():
            assert now() < begin + within_s, [(one.event, dict(one.data)) for one in self.told[-9:]]
            await asyncio.sleep(0.05)
        return now() - begin

    async def ready(self) -> None:
        """Wait until the machine is connected, stands and lets itself be started."""
        rules = self.room.guard.supervisor
        await self.until(lambda: rules.belt(now()) is BeltState.STANDING)
        await asyncio.sleep(self.rig.settles_s)

    def begin(self, profile: Profile = GENTLE) -> None:
        """Start the walk."""
        self.room.desk.begin(profile, start_pain=2)

    async def under_way(self, after: Sequence[object] = ()) -> None:
        """Walk at 1.0 km/h, less what the machine's grid takes; `after` these stops."""
        await self.ready()
        self.begin()
        await self.until(lambda: self.speed_kmh > 0.9)
        await asyncio.sleep(6.0)
        assert self.causes == list(after)

    async def ends(self) -> None:
        await self.until(lambda: self.room.desk.walk is None)

    async def stands(self) -> None:
        """The belt stands, and that was measured."""
        await self.until(lambda: self.speed_kmh == 0.0, within_s=30.0)
        await self.until(lambda: not self.room.guard.supervisor.may_be_moving, within_s=30.0)

    @property
    def causes(self) -> list[object]:
        """The cause of each stop that was asked for."""
        return [one.data["cause"] for one in self.told if one.event == "stop_requested"]

    @property
    def alarmed(self) -> bool:
        return any(one.event == "alarm" for one in self.told)

    @property
    def speed_kmh(self) -> float:
        """The belt's own truth."""
        self.machine.belt.advance(now())
        return self.machine.belt.speed_kmh

    @property
    def stops(self) -> list[float]:
        """When each stop arrived at the machine."""
        return [at for at, order in self.machine.writes if self.rig.is_stop(order)]


def now() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def walking(
    folder: Path,
    rig: Rig,
    *,
    pain_button: str = "wired",
    heart: HeartInput = HeartInput(),  # noqa: B008 - frozen
) -> AsyncIterator[Walk]:
    """A belt room over `rig` until the block is left, which stops its belt."""
    board, walk = Board(), Walk(rig, dict(TAPS))
    room = belt_room(
        *(board, rig.open_driver, Latch(folder / "latch"), "C"),
        pain_button=pain_button,
        heart=heart,
    )
    with board.followed(walk.hear):
        async with room as walk.room:
            yield walk
