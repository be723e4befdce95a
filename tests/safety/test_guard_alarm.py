"""When a belt does not stop in time, whoever can open its safety-key loop is told. Once."""

import asyncio
from pathlib import Path

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
