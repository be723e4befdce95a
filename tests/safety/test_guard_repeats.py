"""A stop is said again until it works, and what calls for the key meanwhile."""

import asyncio
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from simulators.machines import DEFAULT
from simulators.memory_gatt import LATENCY_S
from tests.belt import FussyMachine, guarded, rig_with
from treadctl.model import PULL_THE_KEY, StopCause
from treadctl.protocols import ftms_control

STOP = ftms_control.STOP
TRIP_S = LATENCY_S + 1e-6
SLOW_TELLING = replace(DEFAULT, telemetry_period_s=1.0)  # as most machines are


async def test_an_ignored_stop_is_repeated_every_250_ms_at_least_20_times(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        belt.fault("ignore-stop")
        belt.guard.stop(StopCause.PAIN)
        await asyncio.sleep(9.0)
        gaps = [b - a for a, b in pairwise(belt.stops)]
        assert len([gap for gap in gaps if gap <= 0.26]) >= 20
        assert max(gaps) <= 1.01 and gaps[-1] >= 0.99  # then once a second, for ever
        assert [event.data["words"] for event in belt.said("alarm")] == [PULL_THE_KEY]
        assert belt.supervisor.stopping.alarm == PULL_THE_KEY
        belt.fault("safety-key")
        await belt.stands()
        assert belt.supervisor.stopping.alarm is None


async def test_a_stop_is_said_again_until_slowing_is_seen_and_then_no_more(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(3.0)
        belt.fault("late-stop", 1.0)
        belt.guard.stop(StopCause.PAIN)
        await belt.stands()
        (slowing,) = belt.said("slowing")
        assert 4 <= len(belt.stops) <= 8
        assert belt.stops[-1] <= slowing.at + TRIP_S


async def test_repeats_while_the_link_is_down_do_not_use_up_the_twenty(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        belt.fault("ignore-stop")
        belt.fault("link-loss")
        belt.guard.stop(StopCause.PAIN)
        await asyncio.sleep(20.0)
        belt.fault("link-back")
        await asyncio.sleep(8.0)
        gaps = [b - a for a, b in pairwise(belt.stops)]
        assert len([gap for gap in gaps if gap <= 0.26]) >= 20
        belt.fault("safety-key")
        await belt.stands()


async def test_failed_after_an_accepted_stop_is_success(tmp_path: Path) -> None:
    async with guarded(tmp_path, SLOW_TELLING) as belt:
        await belt.walk(2.0)
        belt.guard.stop(StopCause.PAIN)
        await belt.stands()
        answers = [event.data["answer"] for event in belt.said("stop_answered")]
        assert answers.count("failed") >= 2
        assert belt.said("alarm") == []


async def test_a_rejected_stop_raises_the_alarm_within_a_second(tmp_path: Path) -> None:
    async with guarded(tmp_path, SLOW_TELLING) as belt:
        await belt.walk(2.0)
        belt.fault("reject-stop")
        asked_at = belt.loop.time()
        belt.guard.stop(StopCause.USER)
        await asyncio.sleep(1.0)
        (alarm,) = belt.said("alarm")
        assert alarm.at - asked_at < 1.0
        assert belt.supervisor.latched is StopCause.NOT_STOPPING
        belt.fault("safety-key")
        await belt.stands()


@pytest.mark.parametrize("att_error", [0x03, 0x80])
async def test_a_stop_refused_below_ftms_is_repeated_and_raises_the_alarm(
    tmp_path: Path, att_error: int
) -> None:
    machine = FussyMachine(model=SLOW_TELLING)
    async with guarded(tmp_path, rig=rig_with(machine)) as belt:
        await belt.walk(2.0)
        machine.att_errors = [att_error] * 6
        belt.guard.stop(StopCause.PAIN)
        await belt.stands()
        assert len(belt.said("alarm")) == 1
        assert len(belt.stops) >= 7


@pytest.mark.parametrize("att_error", [0xFD, 0x05, 0x0F])
async def test_a_stop_refused_for_want_of_trust_is_written_again_with_control(
    tmp_path: Path, att_error: int
) -> None:
    machine = FussyMachine()
    async with guarded(tmp_path, rig=rig_with(machine)) as belt:
        await belt.walk(2.0)
        machine.att_errors = [att_error]
        asked_at = belt.loop.time()
        belt.guard.stop(StopCause.PAIN)
        await belt.stands()
        assert belt.writes_since(asked_at)[:3] == [STOP, ftms_control.REQUEST_CONTROL, STOP]
        assert belt.said("alarm") == []


async def test_a_stop_without_permission_asks_for_control_and_is_written_again(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        belt.fault("control-lost")  # the machine says so, and answers 05 from now on
        lost_at = belt.loop.time()
        await belt.stands()
        assert belt.causes == ["control_lost"]
        assert belt.writes_since(lost_at)[:3] == [STOP, ftms_control.REQUEST_CONTROL, STOP]
        assert belt.said("alarm") == []
