"""What is written that is no stop, before a driver that does as the test says."""

import asyncio
from pathlib import Path

import pytest

from tests.safety.puppet import Stage, staged, turns
from treadctl.errors import LinkLost, Refused
from treadctl.model import (
    Answer,
    Confirmed,
    Rejected,
    SetTargetSpeed,
    Start,
    StopCause,
    Unknown,
)
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase


async def test_a_start_that_a_rule_forbids_writes_nothing_on_the_disk(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    with pytest.raises(Refused, match="not connected"):
        await stage.guard.start(TIERS["A"])
    assert not stage.latch.path.exists()


class SlowDisk(LatchKeeper):
    """Takes a second to write that a belt runs."""

    async def running(self) -> None:
        await asyncio.sleep(1.0)
        await super().running()


async def test_a_stop_while_the_disk_is_written_forbids_the_start(tmp_path: Path) -> None:
    stage = Stage(tmp_path, SlowDisk)
    serving = asyncio.create_task(stage.guard.serve())
    await stage.ready()
    starting = asyncio.create_task(stage.guard.start(TIERS["A"]))
    await asyncio.sleep(0.1)
    stage.guard.stop(StopCause.USER)
    with pytest.raises(Refused, match="stopped before it began"):
        await starting
    assert stage.sent == []
    serving.cancel()
    await asyncio.wait({serving})


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Refused("It has no such thing."), "It has no such thing."),
        (Answer.REJECTED, "The treadmill refused to start."),
    ],
)
async def test_a_start_that_was_not_taken_is_a_stop_at_once(
    tmp_path: Path, answer: Answer | Exception, why: str
) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
        stage.answer = answer
        at = stage.loop.time()
        assert await stage.guard.start(TIERS["A"]) == Rejected(why)
        assert stage.stops[0] == at
        await turns(9)
        assert [one.data["cause"] for one in stage.said("stop_requested")] == ["not_started"]


async def test_a_start_that_is_not_answered_may_yet_be_obeyed(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
        stage.answer = Answer.SILENT
        starting = asyncio.create_task(stage.guard.start(TIERS["A"]))
        await asyncio.sleep(1.0)
        stage.speed_kmh = 0.5
        assert await starting == Confirmed()


async def test_a_start_of_which_nobody_knows_is_a_stop_at_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
        stage.answer = LinkLost("It went out of range.")
        at = stage.loop.time()
        assert await stage.guard.start(TIERS["A"]) == Unknown("It went out of range.")
        assert stage.stops[0] == at
        await turns(9)
        assert [one.data["cause"] for one in stage.said("stop_requested")] == ["not_started"]


async def test_a_belt_that_moves_behind_a_lost_start_is_not_taken_for_our_own(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
        stage.answer = LinkLost("It went out of range.")
        await stage.guard.start(TIERS["A"])
        stage.speed_kmh = 0.5
        await asyncio.sleep(1.0)
        assert stage.supervisor.phase is Phase.STOPPING
        assert [command for command in stage.sent if command != Start()] == []


async def test_a_start_ends_in_the_moment_it_is_stopped(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
        starting = asyncio.create_task(stage.guard.start(TIERS["A"]))
        await asyncio.sleep(1.01)
        stage.guard.stop(StopCause.USER)
        await turns(9)
        assert starting.done()
        assert starting.result() == Rejected("The belt was stopped before it moved.")


async def test_what_is_to_be_written_is_looked_for_four_times_a_second(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.guard.aim(SetTargetSpeed(1.5))
        await asyncio.sleep(10.0)
        written = [one.at for one in stage.said("target")]
        assert len(written) > 3 and {at % 0.25 for at in written} == {0.0}
