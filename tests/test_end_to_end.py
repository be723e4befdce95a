"""Whole walks through bleak's public API over bumble's GATT, in virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from simulators.bumble_rig import BumbleRig, bumble_rig
from treadctl.app import BeltRoom, belt_room
from treadctl.board.board import Board
from treadctl.board.requests import Reply
from treadctl.board.snapshot import Snapshot
from treadctl.drivers.ftms import FtmsDriver
from treadctl.model import BeltState, Event, StopCause
from treadctl.safety.latch import Latch
from treadctl.session.profile import find

STOP = b"\x08\x01"
GENTLE = find("gentle-start")


class Walk:
    """A walker on a simulated machine behind a real GATT link, who taps each button at once."""

    def __init__(self, rig: BumbleRig) -> None:
        self.rig = rig
        self.room: BeltRoom
        self.told: list[Event] = []
        self.loop = asyncio.get_running_loop()

    def hear(self, news: Snapshot | Event) -> None:
        if isinstance(news, Event):
            self.told.append(news)
            question = "go_on" if news.event == "link_back" else news.data.get("question")
            if question is not None:
                self.loop.call_soon(self._answer, str(question))

    def _answer(self, question: str) -> None:
        pain = 2 if question == "pain" else None
        walk = self.room.desk.walk
        if walk is not None and walk.question == question:
            asked = {"request": "reply", "question": question, "question_id": walk.question_id}
            self.room.desk.ask(Reply.model_validate(asked | {"pain": pain}))

    async def until(self, reached: Callable[[], bool], within_s: float = 600.0) -> None:
        async with asyncio.timeout(within_s):
            while not reached():  # noqa: ASYNC110 - time here is free
                await asyncio.sleep(0.05)

    async def begin(self) -> None:
        """Start once the machine is connected and stands."""
        supervisor = self.room.guard.supervisor
        await self.until(lambda: supervisor.belt(self.loop.time()) is BeltState.STANDING)
        self.room.desk.begin(GENTLE, start_pain=2)

    async def ends(self) -> None:
        await self.until(lambda: self.room.desk.walk is None)

    def when(self, event: str) -> list[float]:
        """When this event was told."""
        return [one.at for one in self.told if one.event == event]

    @property
    def speed_kmh(self) -> float:
        """The belt's own truth."""
        self.rig.machine.belt.advance(self.loop.time())
        return self.rig.machine.belt.speed_kmh

    @property
    def stops(self) -> list[float]:
        """When each stop arrived at the machine."""
        return [at for at, data in self.rig.machine.writes if data == STOP]


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    async with _walking(tmp_path) as one:
        yield one


@asynccontextmanager
async def _walking(folder: Path) -> AsyncIterator[Walk]:
    board = Board()
    async with bumble_rig() as rig:
        walk = Walk(rig)
        room = belt_room(
            board,
            lambda listener: FtmsDriver(rig.open_client, listener, simulated=True),
            Latch(folder / "latch"),
            "C",
            pain_button="wired",
        )
        with board.followed(walk.hear):
            async with room as walk.room:
                yield walk


async def test_a_whole_walk_goes_as_far_as_its_profile_says(walk: Walk) -> None:
    await walk.begin()
    await walk.ends()
    assert walk.rig.machine.belt.distance_m == pytest.approx(216.7, rel=0.03)
    assert walk.rig.machine.belt.peak_speed_kmh == pytest.approx(2.0)
    assert walk.speed_kmh == 0.0
    assert [one.data["cause"] for one in walk.told if one.event == "stop_requested"] == ["finished"]
    assert walk.when("alarm") == []


async def test_pain_in_the_middle_reaches_the_machine_at_once_and_latches(walk: Walk) -> None:
    await walk.begin()
    await asyncio.sleep(240.0)
    assert walk.speed_kmh == pytest.approx(2.0)
    pressed_at = walk.loop.time()

    walk.room.guard.stop(StopCause.PAIN)
    await walk.ends()

    assert walk.stops[0] - pressed_at <= 0.05
    assert walk.speed_kmh == 0.0
    assert walk.room.guard.supervisor.latched is StopCause.PAIN
    assert walk.when("alarm") == []


async def test_a_link_that_is_soon_back_lets_the_walk_go_on(walk: Walk) -> None:
    await walk.begin()
    await asyncio.sleep(240.0)
    walk.rig.link.lose()
    await asyncio.sleep(2.0)
    walk.rig.link.restore()
    await walk.ends()
    assert len(walk.when("link_lost")) == len(walk.when("went_on")) == 1
    assert walk.rig.machine.belt.distance_m == pytest.approx(216.7, rel=0.03)


async def test_a_link_that_stays_away_is_a_stop_as_soon_as_it_is_back(walk: Walk) -> None:
    await walk.begin()
    await asyncio.sleep(240.0)
    walk.rig.link.lose()
    await asyncio.sleep(20.0)
    assert walk.speed_kmh == pytest.approx(2.0)
    assert walk.when("alarm")
    writes_before = len(walk.rig.machine.writes)

    walk.rig.link.restore()
    await walk.ends()

    assert walk.rig.machine.writes[writes_before][1] == STOP
    assert walk.speed_kmh == 0.0
    assert walk.room.guard.supervisor.latched is StopCause.LINK_LOST
