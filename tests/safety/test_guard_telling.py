"""What a guard tells of a stop, of a person and of the machine, and when."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.safety.puppet import T, staged, turns
from treadctl.errors import LinkLost, Refused
from treadctl.model import (
    PULL_THE_KEY,
    Answer,
    Notice,
    NoticeKind,
    SetTargetSpeed,
    StopCause,
)
from treadctl.safety.orders import TICK_S
from treadctl.safety.phase import Phase

# -- a stop is told -------------------------------------------------------------------------


async def test_nothing_is_told_of_a_stop_before_it_was_written(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.guard.stop(StopCause.PAIN)
        await turns(3)
        assert not stage.said("stop_requested")
        stage.guard.stop_written(stage.loop.time())
        assert [one.event for one in stage.events[-3:]] == [
            "stop_requested",
            "latched",
            "stop_written",
        ]


async def test_a_stop_is_told_with_its_cause_and_the_speed_it_found(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk(0.8)
        stage.guard.stop(StopCause.USER)
        stage.guard.stop_written(stage.loop.time())
        await turns(9)
        (told,) = stage.said("stop_requested")
        assert told.data == {"cause": "user", "speed_kmh": 0.8}


@pytest.mark.realtime
async def test_a_stop_is_dated_by_its_press_however_late_it_is_told(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await asyncio.sleep(0.05)
        stage.loop.call_soon(time.sleep, 0.5)
        pressed_at = stage.loop.time()
        stage.guard.stop(StopCause.USER)
        await turns(12)
        assert stage.said("stop_requested")[0].at == pytest.approx(pressed_at, abs=0.4)


@pytest.mark.parametrize(("answer", "told"), [(Answer.ACCEPTED, []), (Answer.FAILED, ["failed"])])
async def test_only_an_answer_other_than_yes_to_a_stop_is_told(
    tmp_path: Path, answer: Answer, told: list[str]
) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.guard.stop(StopCause.USER)
        await turns(9)
        stage.guard.stop_answered(answer)
        assert [one.data["answer"] for one in stage.said("stop_answered")] == told


async def test_two_rejected_stops_are_the_alarm(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.guard.stop(StopCause.USER)
        await turns(9)
        for _ in range(2):
            stage.guard.stop_answered(Answer.REJECTED)
        await asyncio.sleep(2 * TICK_S)
        (alarm,) = stage.said("alarm")
        assert alarm.data == {"cause": "user", "words": PULL_THE_KEY}


# -- what a person says ---------------------------------------------------------------------


async def test_go_on_is_told(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.guard.go_on()
        assert len(stage.said("went_on")) == 1


async def test_an_acknowledge_is_told_and_the_same_pain_right_behind_it_latches_anew(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.guard.stop(StopCause.PAIN)
        await asyncio.sleep(1.0)
        await stage.stand()
        await asyncio.sleep(4.1)  # between two looks of the clock
        stage.guard.acknowledge()
        assert len(stage.said("acknowledged")) == 1
        stage.guard.stop(StopCause.PAIN)
        await asyncio.sleep(1.0)
        assert len(stage.said("latched")) == 2


# -- what the machine says ------------------------------------------------------------------


async def test_a_speed_set_at_the_console_is_told_at_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        await asyncio.sleep(0.1)
        stage.guard.noticed(Notice(NoticeKind.TARGET_SPEED_CHANGED, 5.0))
        (told,) = stage.said("handed_over")
        assert told.at == stage.loop.time() and stage.supervisor.phase is Phase.CONSOLE


async def test_slowing_is_dated_by_the_record_that_shows_it(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk(0.8)
        stage.guard.stop(StopCause.USER)
        stage.speed_kmh = 0.5
        await asyncio.sleep(T)
        stage.speed_kmh = 0.3
        await asyncio.sleep(2 * T)
        assert [one.data["speed_kmh"] for one in stage.said("slowing")] == [0.5]


async def test_an_answer_to_a_target_goes_to_the_rules(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        await asyncio.sleep(2.0)
        stage.answer = Answer.FAILED
        stage.sent.clear()
        stage.guard.aim(SetTargetSpeed(1.5))
        await asyncio.sleep(3.0)
        assert len(stage.sent) > 1 and set(stage.sent) == {stage.sent[0]}
        assert {one.data["answer"] for one in stage.said("target")[1:]} == {"failed"}


@pytest.mark.parametrize("error", [Refused("It has no such thing."), LinkLost("It is gone.")])
async def test_a_target_that_was_not_written_is_told_as_silence_and_ends_nothing(
    tmp_path: Path, error: Exception
) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.answer = error
        stage.guard.aim(SetTargetSpeed(1.5))
        await asyncio.sleep(3.0)
        assert stage.said("target")[-1].data["answer"] == "silent"
        assert stage.supervisor.phase is Phase.WALKING


async def test_whoever_waits_for_the_machine_s_word_waits_for_the_next(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
        for _ in range(2):
            begin = stage.loop.time()
            await stage.guard.record(10.0)
            assert 0.0 < stage.loop.time() - begin <= T


async def test_whoever_waits_for_the_word_of_a_silent_machine_waits_no_longer_than_asked(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        await stage.ready()
        stage.speed_kmh = None
        await asyncio.sleep(T)
        begin = stage.loop.time()
        await stage.guard.record(2.0)
        assert stage.loop.time() - begin == pytest.approx(2.0)
