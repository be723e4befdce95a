"""One guarded belt: who may start it, and what is kept on disk. In virtual time."""

import asyncio
from pathlib import Path

import pytest

from tests.belt import guarded
from treadctl.errors import Refused
from treadctl.model import (
    SetTargetInclination,
    StopCause,
    Unknown,
)
from treadctl.protocols import ftms_control
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase

STOP = ftms_control.STOP


# -- starting -------------------------------------------------------------------------------


async def test_a_start_sooner_than_3_s_after_the_acknowledge_is_refused(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.0)
        belt.guard.stop(StopCause.PAIN)
        await asyncio.sleep(0)  # the rules learn of a stop a turn later
        with pytest.raises(Refused, match="First confirm"):
            await belt.guard.start(TIERS["A"])
        with pytest.raises(Refused, match="stood still for three seconds"):
            belt.guard.acknowledge()
        await belt.stands()
        await asyncio.sleep(3.01)
        belt.guard.acknowledge()
        await asyncio.sleep(2.9)
        with pytest.raises(Refused, match="Wait three seconds"):
            await belt.guard.start(TIERS["A"])
        await asyncio.sleep(0.2)
        await belt.walk()
        assert belt.machine.belt.started


async def test_a_full_disk_refuses_the_start_before_anything_is_written(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.ready()
        belt.latch.path.mkdir()
        before = len(belt.machine.writes)
        with pytest.raises(Refused, match="stop latch cannot be saved"):
            await belt.guard.start(TIERS["A"])
        assert len(belt.machine.writes) == before and belt.supervisor.phase is Phase.IDLE
        belt.latch.path.rmdir()


async def test_a_start_without_a_machine_is_refused(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        with pytest.raises(Refused, match="not connected"):
            await belt.guard.start(TIERS["A"])


async def test_a_start_under_which_the_link_breaks_is_unknown_and_stopped(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.ready()
        belt.rig.link.mute = True
        assert isinstance(await belt.guard.start(TIERS["A"]), Unknown)
        await belt.until(lambda: belt.causes == ["not_started"])


# -- the latch on disk ----------------------------------------------------------------------


async def test_the_disk_says_running_before_start_is_written_and_clear_after_a_user_s_stop(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        assert belt.latch.read() is None
        await belt.walk(1.0)
        assert belt.latch.read() is StopCause.INTERRUPTED
        belt.guard.stop(StopCause.USER)
        await belt.until(lambda: belt.supervisor.known.speed_kmh == 0.0)
        assert belt.latch.read() is StopCause.INTERRUPTED
        await belt.stands()
        await asyncio.sleep(0.3)
        assert belt.latch.read() is None


async def test_a_latched_stop_outlives_the_program_and_is_cleared_by_a_person(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.0)
        belt.guard.stop(StopCause.PAIN)
    found = belt.latch.read()
    assert found is StopCause.PAIN
    async with guarded(tmp_path, found=found) as belt:
        await belt.ready()
        with pytest.raises(Refused, match="First confirm"):
            await belt.guard.start(TIERS["A"])
        await asyncio.sleep(4.0)
        belt.guard.acknowledge()
    assert belt.latch.read() is None


async def test_a_moving_belt_found_after_a_crash_is_stopped_before_all_else(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path, found=StopCause.INTERRUPTED) as belt:
        belt.machine.belt.start(0.0, 3.0)
        belt.machine.belt.advance(0.0)
        belt.guard.stop(StopCause.INTERRUPTED)
        await belt.stands()
        assert belt.machine.writes[0][1] == STOP
        assert belt.machine.belt.standing


async def test_a_found_latch_on_a_belt_that_ignores_stops_raises_the_alarm(tmp_path: Path) -> None:
    async with guarded(tmp_path, found=StopCause.PAIN) as belt:
        belt.machine.belt.start(0.0, 3.0)
        belt.fault("ignore-stop")
        belt.guard.stop(StopCause.PAIN)
        await belt.until(lambda: belt.said("alarm"), 20.0)
        belt.fault("safety-key")
        await belt.stands()


async def test_a_slope_is_approached_and_told(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk()
        belt.guard.aim(SetTargetInclination(1.0))
        await belt.until(lambda: belt.machine.belt.inclination_percent == 1.0)
        told = [event.data.get("inclination_percent") for event in belt.said("target")]
        assert told == [None, 0.5, 1.0]


async def test_whoever_waits_for_a_standing_belt_is_told(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.0)
        waiting = asyncio.create_task(belt.guard.stands())
        await asyncio.sleep(5.0)
        assert not waiting.done()
        belt.guard.stop(StopCause.USER)
        await waiting
        assert belt.machine.belt.standing
