"""Walks on a belt that the bridge drives, with the ways that such a walk can end. Virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from simulators import bridge_faults
from simulators.bridge_rig import BridgeRig
from simulators.faults import parse_event
from treadctl.app import BeltRoom, belt_room
from treadctl.board.board import Board
from treadctl.board.requests import Finish, Reply
from treadctl.board.snapshot import Snapshot
from treadctl.drivers.bridge import BridgeDriver
from treadctl.drivers.bridge_inputs import BridgeInputs
from treadctl.model import BeltState, Event, StopCause
from treadctl.safety.latch import Latch
from treadctl.session.profile import find

PROFILE = find("first-steps")


class Walk:
    """A walker at a bridge, who taps each button at once."""

    room: BeltRoom

    def __init__(self) -> None:
        self.rig, self.inputs = BridgeRig(), BridgeInputs()
        self.told: list[Event] = []
        self.loop = asyncio.get_running_loop()

    def hear(self, news: Snapshot | Event) -> None:
        if isinstance(news, Event):
            self.told.append(news)
            question = "go_on" if news.event == "link_back" else news.data.get("question")
            if question is not None:
                self.loop.call_soon(self._answer, str(question))

    def _answer(self, question: str) -> None:
        walk = self.room.desk.walk
        if walk is not None and walk.question == question:
            asked = {"request": "reply", "question": question, "question_id": walk.question_id}
            pain = {"pain": 2} if question == "pain" else {"yes": True}
            self.room.desk.ask(Reply.model_validate(asked | pain))

    async def until(self, reached: Callable[[], bool], within_s: float = 60.0) -> float:
        begin = self.loop.time()
        async with asyncio.timeout(within_s):
            while not reached():  # noqa: ASYNC110 - time here is free
                await asyncio.sleep(0.02)
        return self.loop.time() - begin

    async def begin(self) -> None:
        rules = self.room.guard.supervisor
        await self.until(lambda: rules.belt(self.loop.time()) is BeltState.STANDING)
        await asyncio.sleep(3.0)  # the tachometer needs two for a standstill
        self.room.desk.begin(PROFILE, start_pain=2)

    async def under_way(self) -> None:
        await self.begin()
        await self.until(lambda: self.speed_kmh > 0.7)
        await asyncio.sleep(8.0)

    async def stands(self) -> None:
        """The belt stands, and that was measured: within what a ramp of 0.5 m/s2 takes."""
        await self.until(lambda: self.speed_kmh == 0.0, within_s=5.0)
        await self.until(lambda: not self.room.guard.supervisor.may_be_moving, within_s=5.0)

    def befall(self, text: str) -> None:
        bridge_faults.apply(self.rig.machine, parse_event(f"0={text}"), self.loop.time())

    @property
    def speed_kmh(self) -> float:
        return self.rig.machine.belt.speed_kmh

    def said(self, event: str) -> list[Event]:
        return [one for one in self.told if one.event == event]

    @property
    def causes(self) -> list[object]:
        return [one.data["cause"] for one in self.said("stop_requested")]


@asynccontextmanager
async def walking(folder: Path) -> AsyncIterator[Walk]:
    walk, board = Walk(), Board()
    room = belt_room(
        board,
        lambda listener: BridgeDriver(walk.rig.open_line, listener, "a", inputs=walk.inputs),
        Latch(folder / "latch"),
        "C",
        pain_button="wired",
    )
    with board.followed(walk.hear):
        async with room as walk.room:
            yield walk


async def test_a_walk_that_is_finished_cools_down_and_ends_without_a_fault(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await walk.under_way()
        walk.room.desk.ask(Finish(request="finish"))
        await walk.until(lambda: walk.room.desk.walk is None, within_s=600.0)
        assert walk.causes == ["finished"] and walk.said("alarm") == []
        assert walk.rig.machine.belt.peak_speed_kmh < 1.1
        assert walk.rig.machine.bridge.control.faults == 0


@pytest.mark.parametrize("cause", [StopCause.PAIN, StopCause.USER, StopCause.HEART_RATE])
async def test_a_stop_stops_the_belt_without_an_alarm(tmp_path: Path, cause: StopCause) -> None:
    async with walking(tmp_path) as walk:
        await walk.under_way()
        walk.room.guard.stop(cause)
        await walk.stands()
        assert walk.causes == [cause] and walk.said("alarm") == []


@pytest.mark.parametrize(
    ("fault", "causes"),
    [
        ("pain", {"safety_key"}),
        ("safety-key", {"safety_key"}),
        ("console-stop", {"console"}),
        ("control-lost", {"link_lost", "control_lost"}),
        ("telemetry-silence", {"link_lost", "control_lost"}),
        ("speed-jump=2.0", {"speed_jump", "overspeed", "control_lost"}),
        ("stuck-belt", {"stuck_belt", "control_lost"}),
    ],
)
async def test_what_goes_wrong_ends_the_walk(tmp_path: Path, fault: str, causes: set[str]) -> None:
    async with walking(tmp_path) as walk:
        await walk.under_way()
        walk.befall(fault)
        await walk.until(lambda: walk.causes != [], within_s=12.0)
        assert walk.causes[0] in causes
        await walk.until(lambda: walk.speed_kmh == 0.0, within_s=6.0)


async def test_a_pulled_cable_is_a_walk_that_is_not_gone_on_with(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await walk.under_way()
        walk.rig.lose()
        assert await walk.until(lambda: walk.speed_kmh == 0.0) < 3.0
        walk.rig.restore()
        await walk.until(lambda: walk.causes != [], within_s=10.0)
        assert walk.room.guard.supervisor.latched is not None
        await asyncio.sleep(30.0)
        assert walk.speed_kmh == 0.0 and not walk.rig.machine.relay.closed


async def test_leaving_the_room_stops_the_belt(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await walk.under_way()
    assert walk.speed_kmh == 0.0
