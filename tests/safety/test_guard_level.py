"""A tap for a level deck, through the guard: one write, behind any stop and before any start."""

import asyncio
from pathlib import Path

import pytest

from tests.safety.puppet import Stage, staged, turns
from treadctl.errors import LinkLost, Refused
from treadctl.model import (
    DECK_NOT_LEVEL,
    Answer,
    Confirmed,
    SetTargetInclination,
    Start,
    StopCause,
)
from treadctl.safety.deck import COMING_DOWN
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase

LEVEL = SetTargetInclination(0.0)


async def sloped(stage: Stage, percent: float = 3.0) -> None:
    """A belt that stands for long, with its deck off level."""
    stage.inclination_percent = percent
    await stage.ready()
    await asyncio.sleep(4.1)  # between two ticks of the guard


async def test_a_tap_is_one_write_and_the_deck_is_told_of(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        stage.guard.level()
        await asyncio.sleep(1.0)
        assert stage.sent == [LEVEL] and stage.stops == []
        stage.inclination_percent = 0.0
        await asyncio.sleep(60.0)
        assert stage.sent == [LEVEL] and stage.supervisor.phase is Phase.IDLE
        told = [one.event for one in stage.events if one.event != "connected"]
        assert told == ["levelling", "target", "levelled"]
        assert stage.said("levelling")[0].data == {"inclination_percent": 3.0}


async def test_a_walk_starts_once_the_deck_is_level(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        with pytest.raises(Refused, match=DECK_NOT_LEVEL):
            await stage.guard.start(TIERS["A"])
        stage.guard.level()
        await asyncio.sleep(1.0)
        with pytest.raises(Refused, match=COMING_DOWN):
            await stage.guard.start(TIERS["A"])
        assert stage.sent == [LEVEL]
        stage.inclination_percent = 0.0
        await asyncio.sleep(1.0)
        await stage.walk()
        assert stage.sent[:2] == [LEVEL, Start()]


async def test_a_deck_that_does_not_come_down_is_told_of_and_keeps_nobody(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        stage.guard.level()
        await asyncio.sleep(19.9)
        assert stage.said("deck_stuck") == []
        await asyncio.sleep(1.0)
        assert [one.data for one in stage.said("deck_stuck")] == [{"inclination_percent": 3.0}]
        await stage.walk()
        assert LEVEL not in stage.sent[1:]


async def test_a_machine_that_refuses_is_told_of_at_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        stage.answer = Answer.NOT_PERMITTED
        stage.guard.level()
        await asyncio.sleep(1.0)
        assert len(stage.said("deck_stuck")) == 1 and stage.sent == [LEVEL]
        stage.answer = Answer.ACCEPTED
        await stage.walk()


@pytest.mark.parametrize("why", [LinkLost("It is gone."), Refused("A stop came first.")])
async def test_a_tap_that_was_not_written_is_not_written_again(
    tmp_path: Path, why: Exception
) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        stage.answer = why
        stage.guard.level()
        await asyncio.sleep(30.0)
        assert stage.sent == [LEVEL]


@pytest.mark.parametrize("cause", [StopCause.PAIN, StopCause.USER])
async def test_a_stop_comes_before_the_deck(tmp_path: Path, cause: StopCause) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        stage.guard.level()
        stage.guard.stop(cause)
        assert len(stage.stops) == 1 and stage.sent == []
        await asyncio.sleep(30.0)
        assert stage.sent == []


async def test_behind_a_stop_a_tap_in_the_same_turn_is_dropped(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        stage.guard.stop(StopCause.USER)
        stage.guard.level()  # the rules learn of a stop a turn later
        await turns(3)
        with pytest.raises(Refused, match="in use"):
            stage.guard.level()
        await asyncio.sleep(30.0)
        assert stage.sent == []


async def test_a_latched_stop_is_confirmed_before_the_deck_moves(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        stage.guard.stop(StopCause.PAIN)
        await asyncio.sleep(4.0)
        with pytest.raises(Refused, match="First confirm"):
            stage.guard.level()
        stage.guard.acknowledge()
        stage.guard.level()
        await asyncio.sleep(1.0)
        assert stage.sent == [LEVEL]


async def test_a_walking_belt_s_deck_is_not_levelled_by_a_tap(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.walk()
        stage.inclination_percent = 3.0
        await asyncio.sleep(1.0)
        with pytest.raises(Refused, match="in use"):
            stage.guard.level()


async def test_a_start_waits_for_the_answer_of_the_deck(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        stage.answers_after_s = 2.0
        stage.guard.level()
        await asyncio.sleep(0.5)
        stage.inclination_percent = 0.0
        await asyncio.sleep(0.6)
        with pytest.raises(Refused, match=COMING_DOWN):
            await stage.guard.start(TIERS["A"])
        await asyncio.sleep(2.0)
        stage.answers_after_s = 0.0
        starting = asyncio.create_task(stage.guard.start(TIERS["A"]))
        await asyncio.sleep(1.0)
        stage.speed_kmh = 0.8
        assert await starting == Confirmed()


async def test_a_tap_while_a_start_waits_for_the_disk_takes_its_place(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        stage.guard.level()
        stage.answer = Answer.REJECTED
        await asyncio.sleep(1.0)
        stage.answer = Answer.ACCEPTED  # from now on a start is allowed on the slope
        starting = asyncio.create_task(stage.guard.start(TIERS["A"]))
        await turns(1)
        stage.guard.level()
        with pytest.raises(Refused, match=COMING_DOWN):
            await starting
        assert Start() not in stage.sent


async def test_a_lost_link_takes_a_tap_that_is_not_written_with_it(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        stage.guard.level()
        stage.in_range = False
        await asyncio.sleep(5.0)
        stage.in_range = True
        await asyncio.sleep(30.0)
        assert stage.sent == [] and stage.supervisor.known.linked


async def test_a_belt_set_off_at_its_console_keeps_its_deck(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await sloped(stage)
        stage.speed_kmh = 1.0
        await asyncio.sleep(0.3)
        with pytest.raises(Refused, match="three seconds"):
            stage.guard.level()
