"""When a belt does not stop in time, whoever can open its safety-key loop is told. Once."""

import asyncio
from pathlib import Path

import pytest

from tests.safety.puppet import staged
from treadctl.model import StopCause


async def test_a_belt_that_does_not_slow_raises_the_alarm_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.guard.stop(StopCause.PAIN)
        await asyncio.sleep(1.0)
        assert stage.alarms == 0
        await asyncio.sleep(10.0)
        assert stage.alarms == len(stage.said("alarm")) == 1
        await stage.stand()


async def test_a_belt_that_stops_in_time_raises_none(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.guard.stop(StopCause.PAIN)
        for speed_kmh in (0.6, 0.4, 0.2):
            stage.speed_kmh = speed_kmh
            await asyncio.sleep(0.5)
        await stage.stand()
        await asyncio.sleep(20.0)
        assert stage.alarms == 0


@pytest.mark.parametrize("found", [StopCause.PAIN, StopCause.NOT_STOPPING])
async def test_a_machine_that_is_reached_behind_a_latch_and_tells_nothing_raises_it(
    tmp_path: Path, found: StopCause
) -> None:
    async with staged(tmp_path, found) as stage:
        stage.speed_kmh, stage.in_range = None, False
        stage.guard.stop(found)
        await asyncio.sleep(30.0)
        assert stage.alarms == 0  # nobody knows whether there is a belt at all
        stage.in_range = True
        await asyncio.sleep(2.0)
        stage.guard.stop_written(stage.loop.time())
        await asyncio.sleep(20.0)
        assert stage.alarms == 1 and stage.supervisor.may_be_moving
        await stage.stand()


async def test_a_machine_that_is_reached_behind_a_latch_and_stands_raises_none(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, StopCause.PAIN) as stage:
        stage.guard.stop(StopCause.PAIN)
        await asyncio.sleep(30.0)
        assert stage.alarms == 0 and not stage.supervisor.may_be_moving
