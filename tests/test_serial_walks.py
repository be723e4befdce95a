"""Walks on treadmills at a serial line, with every way that such a walk can end. Virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from simulators import line_faults, serial_faults
from simulators.faults import parse_event
from simulators.line import SerialMachine
from simulators.memory_line import MemoryLine
from simulators.trackmaster_machine import TrackmasterMachine
from simulators.woodway_machine import WoodwayMachine
from treadctl.app import BeltRoom, belt_room
from treadctl.board.board import Board
from treadctl.board.requests import Reply
from treadctl.board.snapshot import Snapshot
from treadctl.drivers import Driver, Listener
from treadctl.drivers.serial_port import OpenLine
from treadctl.drivers.trackmaster import TrackmasterDriver
from treadctl.drivers.woodway import WoodwayDriver
from treadctl.model import BeltState, Event, StopCause
from treadctl.safety.latch import Latch
from treadctl.session.profile import find

MakeMachine = Callable[[float], SerialMachine]
MakeDriver = Callable[[OpenLine, Listener, str], Driver]
KINDS: dict[str, tuple[MakeMachine, MakeDriver, bytes]] = {
    "trackmaster": (TrackmasterMachine, TrackmasterDriver, b"\xa2"),
    "woodway": (WoodwayMachine, WoodwayDriver, b"\xaa"),
}
GENTLE = find("gentle-start")


class Walk:
    """A walker on such a machine, who taps each button at once."""

    def __init__(self, machine: SerialMachine, stop: bytes) -> None:
        self.machine, self.line = machine, MemoryLine(machine)
        self.room: BeltRoom
        self.told: list[Event] = []
        self.loop = asyncio.get_running_loop()
        self._stop = stop

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

    async def under_way(self) -> None:
        """Walk at 1.0 km/h, less what the machine's grid takes."""
        await self.begin()
        await self.until(lambda: self.speed_kmh > 0.96)
        await asyncio.sleep(5.0)

    async def ends(self) -> None:
        await self.until(lambda: self.room.desk.walk is None)

    def befall(self, text: str) -> None:
        """Make something go wrong with the machine or its line."""
        if text.partition("=")[0] in line_faults.NAMES:
            self.line.befall(text)
        else:
            serial_faults.apply(self.machine, parse_event(f"0={text}"), self.loop.time())

    @property
    def causes(self) -> list[object]:
        return [one.data["cause"] for one in self.told if one.event == "stop_requested"]

    @property
    def alarmed(self) -> bool:
        return any(one.event == "alarm" for one in self.told)

    @property
    def speed_kmh(self) -> float:
        """The belt's own truth."""
        self.machine.belt.advance(self.loop.time())
        return self.machine.belt.speed_kmh

    @property
    def stops(self) -> list[float]:
        """When each stop arrived at the machine."""
        return [at for at, data in self.machine.writes if data == self._stop]


@asynccontextmanager
async def walking(folder: Path, kind: str) -> AsyncIterator[Walk]:
    make_machine, make_driver, stop = KINDS[kind]
    board, walk = Board(), Walk(make_machine(asyncio.get_running_loop().time()), stop)
    room = belt_room(
        board,
        lambda listener: make_driver(walk.line.open_line, listener, "the line"),
        Latch(folder / "latch"),
        "C",
        pain_button="wired",
    )
    with board.followed(walk.hear):
        async with room as walk.room:
            yield walk


@pytest.fixture(params=sorted(KINDS))
async def walk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Walk]:
    async with walking(tmp_path, request.param) as one:
        yield one


async def test_a_whole_walk_goes_as_far_as_its_profile_says_and_never_faster(walk: Walk) -> None:
    await walk.begin()
    await walk.ends()
    assert walk.causes == ["finished"]
    assert 0.95 * 216.7 < walk.machine.belt.distance_m < 216.7
    assert walk.machine.belt.peak_speed_kmh <= 2.0
    assert walk.speed_kmh == 0.0 and not walk.alarmed


async def test_a_belt_begins_at_the_machines_lowest_speed(walk: Walk) -> None:
    await walk.begin()
    await walk.until(lambda: walk.speed_kmh > 0.0)
    await walk.until(lambda: len(walk.machine.writes) > 2)
    assert walk.machine.belt.peak_speed_kmh <= 0.2 * 1.609344 + 1e-9


@pytest.mark.parametrize("cause", [StopCause.PAIN, StopCause.USER, StopCause.HEART_RATE])
async def test_a_stop_is_on_the_line_at_once_and_the_belt_stands(
    walk: Walk, cause: StopCause
) -> None:
    await walk.under_way()
    pressed_at = walk.loop.time()
    walk.room.guard.stop(cause)
    await walk.ends()
    assert walk.stops[0] - pressed_at < 0.03
    assert walk.speed_kmh == 0.0 and not walk.alarmed
    assert walk.causes == [cause]


@pytest.mark.parametrize(
    ("fault", "causes"),
    [
        ("runaway=0.5", {"runaway", "overspeed", "speed_jump"}),
        ("speed-jump=2.0", {"speed_jump", "overspeed"}),
        ("stuck-belt", {"stuck_belt"}),
        ("console-stop", {"console", "stuck_belt"}),  # a Woodway does not tell
        ("safety-key", {"link_lost"}),
        ("unplug", {"link_lost"}),
        ("telemetry-silence", {"link_lost"}),
        ("delay=1.0", {"link_lost"}),
        ("baud-mismatch", {"link_lost"}),
        ("garbage=1000", {"link_lost"}),
    ],
)
async def test_what_goes_wrong_ends_the_walk(walk: Walk, fault: str, causes: set[str]) -> None:
    await walk.under_way()
    walk.befall(fault)
    await walk.until(lambda: walk.causes != [], within_s=10.0)
    assert walk.causes[0] in causes
    await walk.until(lambda: walk.speed_kmh == 0.0, within_s=10.0)


@pytest.mark.parametrize("fault", ["ignore-stop", "reject-stop", "late-stop=30"])
async def test_a_belt_that_does_not_stop_calls_for_the_safety_key(walk: Walk, fault: str) -> None:
    await walk.under_way()
    walk.befall(fault)
    walk.room.guard.stop(StopCause.PAIN)
    await walk.until(lambda: walk.alarmed, within_s=10.0)
    await walk.until(lambda: len(walk.stops) > 5)  # it is said again and again
    walk.befall("safety-key")


@pytest.mark.parametrize("fault", ["garbage=3", "half-frame=3", "duplicate=3", "echo"])
async def test_a_little_noise_ends_no_walk(walk: Walk, fault: str) -> None:
    await walk.under_way()
    walk.befall(fault)
    await asyncio.sleep(0.3)
    walk.befall("mend")
    await asyncio.sleep(60.0)
    assert walk.causes == [] and walk.speed_kmh > 1.0


async def test_a_belt_that_stopped_by_itself_while_the_line_was_gone_stays_so(walk: Walk) -> None:
    await walk.under_way()
    walk.befall("unplug")
    await asyncio.sleep(3.0)
    walk.befall("replug")
    await walk.ends()
    assert walk.speed_kmh == 0.0
    assert walk.room.guard.supervisor.latched is not None
    orders = [data for at, data in walk.machine.writes]
    assert orders.count(b"\xa0") == 1


async def test_leaving_the_room_stops_the_belt(tmp_path: Path) -> None:
    for kind in KINDS:
        folder = tmp_path / kind
        folder.mkdir()
        async with walking(folder, kind) as walk:
            await walk.under_way()
        assert walk.stops and walk.speed_kmh == 0.0
