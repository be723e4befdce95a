"""A guard's clock, and how it closes."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.safety.puppet import Stage, T, staged, turns
from treadctl.model import (
    Start,
    Unknown,
)
from treadctl.safety.heart import HeartWatch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.limits import TIERS
from treadctl.safety.supervisor import Supervisor

# -- the clock ------------------------------------------------------------------------------


async def test_a_tick_that_came_in_time_is_told_each_quarter_second(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await asyncio.sleep(10.1)
        assert stage.on_time == 40


@pytest.mark.realtime
async def test_a_tick_that_comes_late_is_not_told(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.loop.call_later(0.01, time.sleep, 0.6)
        await asyncio.sleep(0.3)
        await turns(3)
        assert stage.on_time == 0


async def test_a_heart_rate_that_falls_silent_with_the_telemetry_is_told_by_the_clock(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        heart = stage.supervisor.heart = HeartWatch(120)
        await stage.walk()
        for n in range(40):
            heart.heard(90 + n % 2, stage.loop.time())
            await asyncio.sleep(T)
        stage.speed_kmh = None
        for _ in range(4):
            heart.heard(None, stage.loop.time())
            await asyncio.sleep(T)
        assert [one.event for one in stage.events if "heart" in one.event][-1] == "heart_rate_lost"


# -- closing --------------------------------------------------------------------------------


class HangingDisk(LatchKeeper):
    """Never gets anything saved."""

    async def save(self, supervisor: Supervisor) -> None:
        await asyncio.sleep(3600.0)


async def test_a_disk_that_hangs_holds_the_closing_up_for_30_s_and_no_longer(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path, HangingDisk)
    serving = asyncio.create_task(stage.guard.serve())
    await stage.ready()
    serving.cancel()
    await asyncio.sleep(29.9)
    assert not serving.done()
    with pytest.raises(ExceptionGroup) as raised:
        await serving
    assert raised.group_contains(TimeoutError)
    assert stage.loop.time() == pytest.approx(30.0, abs=0.6)


async def test_an_alarm_at_the_closing_is_told_with_the_latch_that_follows(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.speed_kmh = None
    assert len(stage.said("alarm")) == 1
    assert [one.data["cause"] for one in stage.said("latched")] == ["not_stopping"]


async def test_start_is_the_first_and_only_thing_sent_to_a_standing_belt(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
        starting = asyncio.create_task(stage.guard.start(TIERS["A"]))
        await asyncio.sleep(3.0)
        assert stage.sent == [Start()]
        starting.cancel()


async def test_a_start_after_the_closing_reaches_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
    outcome = await stage.guard.start(TIERS["A"])
    assert outcome == Unknown("The treadmill is not connected.") and stage.sent == []
