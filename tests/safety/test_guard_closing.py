"""How a guarded belt is left: standing, or with the loudest words there are."""

import asyncio
from pathlib import Path

from tests.belt import guarded
from treadctl.errors import LinkLost
from treadctl.model import (
    Answer,
    Command,
    Confirmed,
    Event,
    Machine,
    SetTargetSpeed,
    Start,
    StopCause,
    Telemetry,
)
from treadctl.safety.guard import Guard
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.limits import TIERS
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

# -- closing --------------------------------------------------------------------------------


async def test_closing_stops_the_belt_waits_until_it_stands_and_leaves_no_latch(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(3.0)
        belt.guard.aim(SetTargetSpeed(4.0))
    assert belt.causes == ["shutdown"]
    assert belt.machine.belt.standing and belt.machine.belt.speed_kmh == 0.0
    assert belt.said("standing") and belt.said("alarm") == []
    assert belt.latch.read() is None


async def test_closing_before_a_belt_that_ignores_it_raises_the_alarm_and_leaves_a_latch(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(3.0)
        belt.fault("ignore-stop")
        closed_at = belt.loop.time()
    assert len(belt.said("alarm")) == 1 and belt.loop.time() - closed_at < 10.0
    assert belt.latch.read() is StopCause.NOT_STOPPING


async def test_closing_next_to_a_belt_that_stands_writes_nothing(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.ready()
    assert belt.stops == [] and belt.causes == []


async def test_closing_while_the_link_is_down_waits_for_it_no_longer_than_the_alarm(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(3.0)
        belt.fault("link-loss")
        closed_at = belt.loop.time()
    assert len(belt.said("alarm")) == 1 and belt.loop.time() - closed_at < 10.0
    assert belt.supervisor.may_be_moving


async def test_closing_after_a_stop_that_found_no_machine_waits_for_nobody(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        belt.fault("link-loss")
        belt.guard.stop(StopCause.USER)
        await asyncio.sleep(1.0)
        closed_at = belt.loop.time()
    assert belt.loop.time() - closed_at < 0.1 and belt.said("alarm") == []


# -- what a driver may do to a guard --------------------------------------------------------


class Unreachable:
    """A driver whose machine is described and stands, and whose every command is lost."""

    def __init__(self, guard: Guard) -> None:
        self.guard, self.stops = guard, 0

    def stop(self) -> None:
        self.stops += 1

    async def send(self, command: Command) -> Answer:
        if command == Start():
            return Answer.ACCEPTED
        raise LinkLost(f"{command} was lost.")

    async def run(self) -> None:
        await asyncio.sleep(0.1)
        self.guard.heard(Telemetry(0.1, speed_kmh=0.0))
        self.guard.ready(Machine("Test", "test"))
        self.guard.heard(Telemetry(0.2, speed_kmh=0.0))
        await asyncio.get_running_loop().create_future()


async def test_a_command_that_was_lost_is_neither_repeated_nor_raised(tmp_path: Path) -> None:
    supervisor = Supervisor(stop_input=StopInput(wired=True))
    events: list[Event] = []
    drivers: list[Unreachable] = []

    def open_driver(_listener: object) -> Unreachable:
        drivers.append(Unreachable(guard))
        return drivers[-1]

    guard = Guard(
        open_driver, supervisor, LatchKeeper(Latch(tmp_path / "latch"), None), events.append
    )
    serving = asyncio.create_task(guard.serve())
    await asyncio.sleep(0.5)
    starting = asyncio.create_task(guard.start(TIERS["B"]))
    await asyncio.sleep(0.1)
    guard.heard(Telemetry(1.0, speed_kmh=0.8))
    assert await starting == Confirmed()
    guard.aim(SetTargetSpeed(1.0))
    await asyncio.sleep(2.0)
    told = [(event.event, event.data.get("answer")) for event in events]
    assert set(told[1:]) == {("target", "silent")} and not serving.done()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert drivers[0].stops > 1
