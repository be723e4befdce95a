"""A stop in every phase of a connection and of a walk."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from simulators.machines import DEFAULT
from simulators.memory_gatt import LATENCY_S
from tests.belt import guarded
from treadctl.errors import Refused
from treadctl.model import Rejected, SetTargetInclination, SetTargetSpeed, StopCause, Unknown
from treadctl.protocols import ftms_control
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase

STOP = ftms_control.STOP


TRIP_S = LATENCY_S + 1e-6


SLOW_TELLING = replace(DEFAULT, telemetry_period_s=1.0)  # as most machines are


async def test_a_stop_while_walking_is_written_within_one_trip(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        asked_at = belt.loop.time()
        belt.guard.stop(StopCause.PAIN)
        await asyncio.sleep(0)  # the rules learn of a stop a turn later
        await belt.stands()
        assert belt.stops[0] - asked_at <= TRIP_S
        assert belt.machine.belt.standing
        assert belt.said("alarm") == []


async def test_a_stop_before_the_connection_is_the_first_thing_written(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        belt.guard.stop(StopCause.PAIN)
        await belt.stands()
        assert belt.machine.writes[0][1] == STOP
        # One trip: a read, a subscription or another write before it would have made it two.
        assert belt.stops[0] - belt.connected_at[0] <= TRIP_S


@pytest.mark.parametrize("after_s", [0.02, 0.05, 0.1, 0.15, 0.25, 0.35, 0.4, 0.45])
async def test_a_stop_while_connecting_goes_next_and_is_obeyed(
    tmp_path: Path, after_s: float
) -> None:
    async with guarded(tmp_path) as belt:
        belt.machine.belt.start(0.0, 3.0)
        await belt.until(lambda: belt.connected_at)
        await asyncio.sleep(after_s)
        asked_at = belt.loop.time()
        belt.guard.stop(StopCause.PAIN)
        await asyncio.sleep(0)  # the rules learn of a stop a turn later
        await belt.stands()
        assert belt.stops[0] - asked_at <= 2 * TRIP_S  # at most the one operation under way
        assert not belt.machine.belt.started
        assert belt.said("alarm") == []


async def test_a_stop_behind_a_hanging_write_waits_a_second_then_goes_first_on_a_new_link(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.5)
        belt.guard.aim(SetTargetSpeed(2.0))
        belt.rig.link.mute = True
        await asyncio.sleep(0.9)  # a target write hangs by now
        asked_at = belt.loop.time()
        belt.guard.stop(StopCause.PAIN)
        await belt.until(lambda: belt.said("link_lost"))
        assert belt.said("link_lost")[0].at - asked_at < 1.0
        belt.rig.link.restore()
        await belt.stands()
        assert belt.writes_since(asked_at)[0] == STOP
        assert belt.stops[0] - belt.connected_at[1] <= TRIP_S
        assert belt.said("alarm") == [] and belt.machine.belt.standing


async def test_a_stop_during_the_countdown_keeps_the_belt_still(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.ready()
        start = asyncio.create_task(belt.guard.start(TIERS["A"]))
        await asyncio.sleep(1.0)
        belt.guard.stop(StopCause.USER)
        assert isinstance(await start, Rejected)
        await asyncio.sleep(10.0)
        assert belt.machine.belt.peak_speed_kmh == 0.0
        assert belt.supervisor.phase is Phase.IDLE and belt.said("alarm") == []


@pytest.mark.parametrize("after_s", [0.0, 0.001, 0.014, 0.016, 0.03, 0.06, 0.08])
async def test_a_stop_while_start_is_pending_leaves_no_belt_moving(
    tmp_path: Path, after_s: float
) -> None:
    async with guarded(tmp_path, SLOW_TELLING) as belt:
        await belt.ready()
        start = asyncio.create_task(belt.guard.start(TIERS["A"]))
        await asyncio.sleep(after_s)
        belt.guard.stop(StopCause.USER)
        (outcome,) = await asyncio.gather(start, return_exceptions=True)
        assert isinstance(outcome, Rejected | Unknown | Refused)
        await asyncio.sleep(10.0)
        assert belt.machine.belt.peak_speed_kmh == 0.0
        assert belt.supervisor.latched is None and belt.said("alarm") == []


@pytest.mark.parametrize("after_s", [n * 0.04 for n in range(20)])
async def test_no_target_is_written_after_a_stop_was_asked_for(
    tmp_path: Path, after_s: float
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.0)
        belt.guard.aim(SetTargetSpeed(2.0))
        belt.guard.aim(SetTargetInclination(2.0))
        await asyncio.sleep(after_s)
        asked_at = belt.loop.time()
        belt.guard.stop(StopCause.USER)
        await belt.stands()
        await asyncio.sleep(5.0)
        written = belt.writes_since(asked_at + TRIP_S)  # what was under way may still arrive
        assert set(written) <= {STOP, ftms_control.REQUEST_CONTROL} and STOP in written


async def test_a_wish_for_a_stopped_belt_is_refused(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.0)
        belt.guard.stop(StopCause.USER)
        await asyncio.sleep(0)  # the rules learn of a stop a turn later
        with pytest.raises(Refused, match="not walking"):
            belt.guard.aim(SetTargetSpeed(2.0))
