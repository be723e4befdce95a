"""A walk at whose console somebody sets a speed or a slope, or stops."""

import asyncio
from pathlib import Path

import pytest

from tests.belt import guarded
from treadctl.errors import Refused
from treadctl.model import SetTargetInclination, SetTargetSpeed, StopCause
from treadctl.safety.limits import TIERS


@pytest.mark.parametrize("speed_kmh", [1.0, 3.5, 8.0])
async def test_a_speed_set_at_the_console_is_not_fought(tmp_path: Path, speed_kmh: float) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        await asyncio.sleep(10.0)
        at = belt.loop.time()
        belt.fault("console-speed", speed_kmh)
        await asyncio.sleep(60.0)
        assert belt.machine.belt.speed_kmh == speed_kmh
        assert belt.writes_since(at) == [] and belt.causes == []
        assert [e.data["speed_kmh"] for e in belt.said("handed_over")] == [2.0]
        with pytest.raises(Refused, match="not walking"):
            belt.guard.aim(SetTargetSpeed(1.0))
        with pytest.raises(Refused, match="in use"):
            await belt.guard.start(TIERS["A"])


async def test_pain_stops_a_belt_that_the_console_has(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        belt.fault("console-speed", 5.0)
        await asyncio.sleep(20.0)
        belt.guard.stop(StopCause.PAIN)
        await belt.stands()
        assert belt.machine.belt.standing and belt.supervisor.latched is StopCause.PAIN
        assert belt.said("alarm") == []


async def test_after_a_stop_at_the_console_a_new_walk_may_start(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        belt.fault("console-speed", 1.0)
        await asyncio.sleep(20.0)
        assert belt.latch.read() is StopCause.INTERRUPTED  # a belt that we set in motion still runs
        belt.fault("console-stop")
        await belt.stands()
        assert belt.causes == [] and len(belt.said("standing")) == 1
        await asyncio.sleep(1.0)
        assert belt.latch.read() is None
        await belt.walk(1.0)


async def test_a_slope_set_at_the_console_is_left_alone_and_the_walk_goes_on(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.0)
        await asyncio.sleep(31.0)
        belt.machine.notify_status(b"\x06" + (30).to_bytes(2, "little"))
        await asyncio.sleep(1.0)
        belt.guard.aim(SetTargetInclination(1.0))
        at = belt.loop.time()
        await asyncio.sleep(60.0)
        assert belt.writes_since(at) == [] and belt.said("handed_over") == []
        belt.guard.aim(SetTargetSpeed(1.5))
        await belt.until(lambda: belt.machine.belt.speed_kmh == 1.5)
