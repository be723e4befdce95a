"""A CSAFE machine at a serial line."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from simulators.csafe_machine import CsafeMachine
from simulators.memory_line import MemoryLine
from tests.drivers.at_a_line import AtALine, now, ready
from treadctl.drivers.csafe import CsafeDriver
from treadctl.errors import Refused
from treadctl.model import (
    Answer,
    Confirmed,
    Event,
    Machine,
    Range,
    SetTargetInclination,
    SetTargetSpeed,
    Start,
    StopCause,
)
from treadctl.safety.guard import Guard
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

IDLE, HAVE_ID, IN_USE = b"\x82", b"\x83", b"\x85"
FINISH, STAND = b"\x86", bytes.fromhex("2503000031")


@pytest.fixture
async def belt() -> AsyncIterator[AtALine]:
    async with ready(CsafeMachine, CsafeDriver) as made:
        yield made


async def stopped(belt: AtALine) -> None:
    belt.driver.stop()
    await belt.until(lambda: belt.heard.answers)


async def test_the_machine_is_experimental_gives_no_speeds_and_is_asked_for_5_percent_at_most(
    belt: AtALine,
) -> None:
    assert belt.heard.machine == Machine(
        name="CSAFE machine of manufacturer 254, model 1 (experimental)",
        identity="/dev/ttyUSB0",
        inclination_percent=Range(0.0, 5.0, 0.5),
    )


async def test_connecting_orders_nothing(belt: AtALine) -> None:
    await asyncio.sleep(5.0)
    assert belt.orders == []


async def test_telemetry_comes_four_times_a_second_with_what_the_machine_measures(
    belt: AtALine,
) -> None:
    await belt.walk()
    before = len(belt.heard.records)
    await asyncio.sleep(10.0)
    assert 38 <= len(belt.heard.records) - before <= 41
    last = belt.heard.records[-1]
    assert last.speed_kmh == 2.0 and last.inclination_percent == 0.0
    assert last.distance_m and last.heart_rate_bpm and last.heart_rate_bpm > 70


async def test_a_start_goes_the_usual_way_state_by_state(belt: AtALine) -> None:
    assert await belt.driver.send(Start()) is Answer.ACCEPTED
    assert belt.orders == [IDLE, HAVE_ID, IN_USE]
    assert belt.heard.notices == []


@pytest.mark.parametrize(("metric", "target"), [(True, "2503140031"), (False, "25030c0011")])
async def test_a_target_is_set_in_the_unit_that_the_machine_counts_in(
    metric: bool, target: str
) -> None:
    async with ready(partial(CsafeMachine, metric=metric), CsafeDriver) as belt:
        await belt.walk(2.0)
        assert belt.orders[-1].hex() == target
        assert belt.heard.records[-1].speed_kmh == pytest.approx(2.0, abs=0.08)


async def test_a_slope_is_set_and_told(belt: AtALine) -> None:
    await belt.walk()
    assert await belt.driver.send(SetTargetInclination(2.5)) is Answer.ACCEPTED
    assert belt.orders[-1].hex() == "280319004c"
    await asyncio.sleep(30.0)
    assert belt.heard.records[-1].inclination_percent == 2.5


async def test_a_target_that_the_machine_refuses_is_told_as_refused(belt: AtALine) -> None:
    await belt.walk()
    assert await belt.driver.send(SetTargetSpeed(25.0)) is Answer.REJECTED
    assert await belt.driver.send(SetTargetInclination(40.0)) is Answer.REJECTED


async def test_a_target_is_not_written_to_a_machine_that_might_keep_it(belt: AtALine) -> None:
    assert await belt.driver.send(SetTargetSpeed(5.0)) is Answer.NOT_PERMITTED
    assert belt.orders == []


async def test_there_is_no_downhill(belt: AtALine) -> None:
    with pytest.raises(Refused, match="no downhill"):
        await belt.driver.send(SetTargetInclination(-1.0))


async def test_a_stop_finishes_and_the_belt_stands(belt: AtALine) -> None:
    await belt.walk()
    await stopped(belt)
    assert belt.orders[-1] == FINISH and belt.heard.answers == [Answer.ACCEPTED]
    await asyncio.sleep(10.0)
    assert belt.speed_kmh == 0.0 and belt.notices == []


async def test_a_machine_that_stays_in_use_is_asked_for_speed_0_too(belt: AtALine) -> None:
    await belt.walk()
    belt.befall("ignore-stop")
    await stopped(belt)
    assert belt.orders[-2:] == [FINISH, STAND]


async def test_a_stop_that_is_refused_twice_is_told_as_refused(belt: AtALine) -> None:
    await belt.walk()
    belt.befall("reject-stop")
    await stopped(belt)
    assert belt.orders[-2:] == [FINISH, STAND]
    assert belt.heard.answers == [Answer.REJECTED]


async def test_a_stop_with_nothing_to_stop_is_no_refusal(belt: AtALine) -> None:
    await stopped(belt)
    assert belt.heard.answers == [Answer.FAILED]


async def test_a_stop_leaves_within_the_answer_that_is_under_way(belt: AtALine) -> None:
    await belt.walk()
    for _ in range(20):  # at twenty moments of the cycle
        await asyncio.sleep(0.263)
        asked_at = now()
        before = len(belt.sent)
        belt.driver.stop()
        await belt.until(lambda before=before: len(belt.sent) > before)  # type: ignore[misc]
        assert belt.sent[before][0] - asked_at <= 0.05 + 0.001
        assert belt.sent[before][1] == bytes.fromhex("F18686F2")


async def test_a_start_that_a_stop_overtakes_is_over(belt: AtALine) -> None:
    starting = asyncio.create_task(belt.driver.send(Start()))
    await asyncio.sleep(0.4)
    belt.driver.stop()
    with pytest.raises(Refused, match="A stop came first"):
        await starting
    await asyncio.sleep(5.0)
    assert IN_USE not in belt.orders and belt.speed_kmh == 0.0


async def test_a_guarded_walk_on_it_starts_gently_and_stops(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    line = MemoryLine(CsafeMachine(loop.time()))
    events: list[Event] = []
    guard = Guard(
        lambda listener: CsafeDriver(line.open_line, listener, "/dev/ttyUSB0"),
        supervisor := Supervisor(stop_input=StopInput(True)),
        LatchKeeper(Latch(tmp_path / "latch"), None),
        events.append,
    )
    serving = asyncio.create_task(guard.serve())
    await asyncio.sleep(10.0)
    assert await guard.start(TIERS["B"]) == Confirmed()
    for _ in range(60):
        guard.aim(SetTargetSpeed(2.0))
        await asyncio.sleep(1.0)
    assert supervisor.known.speed_kmh == pytest.approx(2.0, abs=0.1)
    guard.stop(StopCause.USER)
    await asyncio.sleep(15.0)
    assert supervisor.phase is Phase.IDLE and supervisor.known.stands(loop.time())
    assert "alarm" not in [one.event for one in events]
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
