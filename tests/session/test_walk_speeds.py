"""How fast one walk goes: what is written to the belt, and what the walker had agreed to."""

import asyncio
import itertools
from pathlib import Path

import pytest

from tests.rooms import Story, story
from treadctl.model import StopCause
from treadctl.session.session import Stage


def targets_kmh(told: Story, since: float = 0.0) -> list[float]:
    """The speeds that were written."""
    speeds = [one.data.get("speed_kmh") for one in told.said("target") if one.at >= since]
    return [speed for speed in speeds if isinstance(speed, float)]


async def test_the_walk_s_rise_is_said_five_seconds_before_it_is_written(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        first = told.said("rise_announced")[0].at
        await told.until(lambda: told.target_kmh > 0.9)
        rises = [one for one in told.said("target") if one.data.get("speed_kmh") == 0.9]
        assert 5.0 <= rises[0].at - first <= 6.5  # the ramp's first step takes a second


async def test_slower_in_a_ramp_writes_nothing_higher_than_the_belt_has(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING, "senior-steady-20")
        await told.until(lambda: told.target_kmh >= 1.3, 300.0)  # on its way from 1.0 to 1.8
        told.walk.slower()
        asked, had_kmh = told.now, told.target_kmh
        await told.over(3000.0)
        assert max(targets_kmh(told, asked)) <= had_kmh
        assert told.machine.belt.peak_speed_kmh < 1.31


async def test_finish_in_a_ramp_writes_nothing_higher_than_the_belt_has(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING, "senior-steady-20")
        await told.until(lambda: told.target_kmh >= 1.3, 300.0)
        told.walk.finish()
        asked, had_kmh = told.now, told.target_kmh
        await told.over()
        assert all(speed <= had_kmh for speed in targets_kmh(told, asked))
        assert told.causes == ["finished"]


async def test_without_a_tap_the_belt_of_tier_a_never_rises_above_its_first_level(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, "A", taps={"on": True, "pain": 2}) as told:
        await told.walk_to(Stage.WALKING)
        await told.over()
        assert told.machine.belt.peak_speed_kmh == pytest.approx(1.0)
        assert told.causes == ["finished"]


async def test_in_tier_a_a_late_tap_counts(tmp_path: Path) -> None:
    async with story(tmp_path, "A", taps={"on": True, "pain": 2}) as told:
        await told.walk_to(Stage.WALKING)
        await told.until(lambda: told.walk.session.elapsed_s(told.now) >= 200, 300.0)
        assert told.target_kmh == 1.0
        told.reply("rise", True)
        await told.until(lambda: told.target_kmh == 1.5)


async def test_in_tier_b_a_rise_comes_by_itself_and_no_holds_it(tmp_path: Path) -> None:
    async with story(tmp_path, "B", taps={"on": True, "pain": 2}) as told:
        await told.walk_to(Stage.WALKING, "back-ease-20")
        await told.until(lambda: told.walk.question == "rise", 300.0)
        told.reply("rise", False)
        await told.until(lambda: told.walk.session.elapsed_s(told.now) >= 230, 300.0)
        assert told.target_kmh == 1.5
        await told.until(lambda: told.walk.session.elapsed_s(told.now) >= 300, 300.0)
        assert told.target_kmh > 1.5


async def test_where_silence_agrees_no_answer_is_called_for(tmp_path: Path) -> None:
    async with story(tmp_path, "B") as told:
        await told.walk_to(Stage.WALKING, "back-ease-20")
        await told.until(lambda: told.walk.question == "rise", 300.0)
        assert "rise" not in [one.data.get("question") for one in told.said("asked")]
        assert told.walk.prompt == "Is that all right?"


async def test_silence_slows_the_belt_at_60_s_and_stops_it_at_90_s(tmp_path: Path) -> None:
    async with story(tmp_path, taps={"on": True, "rise": True}) as told:
        await told.walk_to(Stage.WALKING, "evening-unwind")
        await told.over()
        asked = told.said("check_in")[0].at
        assert [one.at - asked for one in told.said("repeated")] == [pytest.approx(30.0)]
        assert [one.at - asked for one in told.said("slower")] == [pytest.approx(60.0)]
        assert [one.at - asked for one in told.said("stop_requested")] == [pytest.approx(90.0)]
        assert told.supervisor.latched is StopCause.NO_ANSWER
        speeds = targets_kmh(told, asked + 10)
        assert all(after <= before for before, after in itertools.pairwise(speeds))
        assert speeds[-1] == 1.0


async def test_a_rise_that_had_to_wait_is_not_made_good_without_a_word(tmp_path: Path) -> None:
    """The walker's heart rate is lost in the middle of a rise; when it is back, nothing moves."""
    async with story(tmp_path) as told:
        told.supervisor.heart.ceiling_bpm = 150
        beating = asyncio.create_task(_beats(told))
        await told.walk_to(Stage.WALKING)
        await told.until(lambda: told.target_kmh == 1.0)
        told.supervisor.heart.heard(None, told.now, contact=False)
        beating.cancel()
        await asyncio.sleep(10.0)
        reached_kmh, announced = told.target_kmh, len(told.said("rise_announced"))
        beating = asyncio.create_task(_beats(told))
        await told.until(lambda: told.supervisor.may_rise(told.now))
        while len(told.said("rise_announced")) == announced:
            assert told.target_kmh <= reached_kmh
            await asyncio.sleep(0.25)
        beating.cancel()


async def _beats(told: Story) -> None:
    while True:
        told.supervisor.heart.heard(90 + round(told.now) % 3, told.now)
        await asyncio.sleep(1.0)


@pytest.mark.parametrize("late_s", [0.0, 12.0, 150.0])
async def test_a_strap_that_begins_with_the_start_or_later_keeps_no_rise_away_for_good(
    tmp_path: Path, late_s: float
) -> None:
    async with story(tmp_path) as told:
        heart = told.supervisor.heart
        heart.ceiling_bpm, heart.from_treadmill = 150, False
        await told.ready()
        told.desk.ask(told.start_request("gentle-start"))
        await asyncio.sleep(late_s)
        beating = asyncio.create_task(_beats(told))
        await told.over()
        beating.cancel()
        assert told.machine.belt.peak_speed_kmh == pytest.approx(2.0)
