"""A stop is said again, for as long as it is due and there is somebody to say it to."""

import asyncio
from pathlib import Path

from tests.safety.puppet import staged
from treadctl.model import StopCause


async def test_a_stop_is_said_again_every_quarter_second_also_the_second_time(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        for _ in range(2):
            await stage.walk()
            stage.stops.clear()
            asked_at = stage.loop.time()
            stage.guard.stop(StopCause.USER)
            await asyncio.sleep(1.1)
            assert [round(at - asked_at, 6) for at in stage.stops] == [0.0, 0.25, 0.5, 0.75, 1.0]
            await stage.stand()


async def test_a_stop_without_a_machine_is_written_as_soon_as_there_is_one(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.in_range = False
        await asyncio.sleep(0.1)
        stage.guard.stop(StopCause.USER)
        assert stage.stops == []
        stage.in_range = True
        await asyncio.sleep(1.0)
        await stage.stand()
        assert stage.stops[0] == stage.opened_at[1]
