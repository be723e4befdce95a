"""One walk, carried out over the real guard, driver and simulated machine."""

import asyncio
import itertools
from pathlib import Path

import pytest

from simulators.machines import DEFAULT, T12B, MachineModel
from tests.rooms import STOP, Story, story
from treadctl.errors import Refused
from treadctl.model import Event, StopCause
from treadctl.session.session import Stage

STAGES = [
    Stage.COUNTDOWN,
    Stage.STARTING,
    Stage.STEPPING_ON,
    Stage.WALKING,
    Stage.COOLING_DOWN,
]


async def come_to(told: Story, stage: Stage) -> None:
    """Start a walk and let it come to `stage`, in which it stays for a while."""
    if stage is Stage.STEPPING_ON:
        del told.taps["on"]
    walked = Stage.WALKING if stage is Stage.COOLING_DOWN else stage
    await told.walk_to(walked)
    if stage is Stage.COOLING_DOWN:
        told.walk.finish()


def targets_kmh(told: Story, since: float = 0.0) -> list[float]:
    """The speeds that were written."""
    speeds = [one.data.get("speed_kmh") for one in told.said("target") if one.at >= since]
    return [speed for speed in speeds if isinstance(speed, float)]


async def test_a_walk_runs_to_its_end_and_the_belt_stands(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.COUNTDOWN)
        await told.over()
        assert told.machine.belt.standing
        assert told.causes == ["finished"]
        assert told.machine.belt.peak_speed_kmh == pytest.approx(2.0)
        assert told.starts == 1


@pytest.mark.parametrize(("model", "said"), [(T12B, True), (DEFAULT, False)])
async def test_a_machine_that_starts_faster_than_it_should_says_so_before_the_belt_moves(
    tmp_path: Path, model: MachineModel, said: bool
) -> None:
    async with story(tmp_path, model=model) as told:
        await told.walk_to(Stage.WALKING)
        words = [one.data["words"] for one in told.said("prompt")]
        assert ("This treadmill starts at 1.0 km/h. Hold the rails." in words) is said
        assert "belt_moves" not in told.names[: told.names.index("prompt") if said else 0]


@pytest.mark.parametrize("pain", [True, False])
@pytest.mark.parametrize("stage", STAGES)
async def test_a_stop_in_any_stage_ends_the_walk_and_only_stops_follow(
    tmp_path: Path, stage: Stage, pain: bool
) -> None:
    async with story(tmp_path) as told:
        await come_to(told, stage)
        told.stop(pain=pain)
        stopped = told.now
        await told.stands()
        await told.until(lambda: told.now > stopped + 120.0, 200.0)
        assert told.written_since(stopped + 0.02) <= {STOP}
        assert told.machine.belt.standing
        assert told.causes == ["pain" if pain else "user"]


@pytest.mark.parametrize("after_s", [0.0, 0.001, 0.01, 0.02, 0.05, 1.0, 2.9, 3.1])
async def test_a_stop_between_the_countdown_and_the_first_motion_leaves_the_belt_standing(
    tmp_path: Path, after_s: float
) -> None:
    async with story(tmp_path) as told:

        def stop_at_the_start(news: object) -> None:
            if isinstance(news, Event) and news.event == "belt_starts":
                told.loop.call_later(after_s, told.guard.stop, StopCause.PAIN)

        with told.room.board.followed(stop_at_the_start):
            await told.walk_to(Stage.OVER)
            await told.stands()
        stopped = told.said("stop_requested")[0].at
        await told.until(lambda: told.now > stopped + 30.0)
        assert told.machine.belt.standing
        assert told.written_since(stopped + 0.04) <= {STOP}
        assert told.starts <= (1 if after_s else 0)


async def test_after_a_stop_the_walker_s_wishes_change_nothing_and_say_nothing(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        walk = told.walk
        told.stop()
        await told.until(lambda: told.said("stop_requested"))
        said = told.names.copy()
        for question, answer in (("on", True), ("rise", True), ("go_on", True), ("pain", 9)):
            with pytest.raises(Refused, match="no longer on the screen"):
                walk.reply(told.reply_request(question, answer))
        walk.slower()
        walk.finish()
        assert told.names == said
        await told.until(lambda: told.snapshot.walk and told.snapshot.walk.stage == "over")
        assert told.snapshot.walk is not None and told.snapshot.walk.question is None


async def test_an_answer_that_comes_after_the_stop_comes_too_late(tmp_path: Path) -> None:
    async with story(tmp_path, taps={}) as told:
        await told.walk_to(Stage.STEPPING_ON)
        told.stop()
        await asyncio.sleep(0)  # the rules learn of a stop a turn later
        with pytest.raises(Refused):
            told.reply("on", True)
        assert told.walk.session.stage is Stage.STEPPING_ON
        assert not told.said("rise_announced")


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


async def test_a_link_that_comes_back_is_asked_about_before_all_else(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        told.fault("link-loss")
        await told.until(lambda: not told.supervisor.known.linked)
        told.fault("link-back")
        await told.until(lambda: told.walk.question == "go_on")
        told.reply("go_on", True)
        assert told.walk.question != "go_on"
        assert len(told.said("went_on")) == 1


async def test_no_to_going_on_is_a_stop(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        told.fault("link-loss")
        await told.until(lambda: not told.supervisor.known.linked)
        told.fault("link-back")
        await told.until(lambda: told.walk.question == "go_on")
        told.reply("go_on", False)
        await asyncio.sleep(0)  # the rules learn of a stop a turn later
        assert told.supervisor.cause is StopCause.USER


async def test_going_on_is_not_said_where_it_was_not_asked(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        for question, answer in (("go_on", True), ("pain", 9)):
            with pytest.raises(Refused):
                told.reply(question, answer)
        assert not told.said("went_on") and not told.said("check_in_answered")


async def test_a_start_that_is_refused_after_the_countdown_is_told_and_ends_the_walk(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.COUNTDOWN)
        told.fault("link-loss")
        walk = told.walk
        await told.over()
        assert [one.data["words"] for one in told.said("refused")] == [walk.refusal]
        assert walk.refusal is not None and "not connected" in walk.refusal
        assert told.starts == 0


async def test_a_machine_that_refuses_to_start_ends_the_walk_with_a_stop(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.COUNTDOWN)
        told.fault("control-lost")
        await told.over()
        assert [one.data["words"] for one in told.said("refused")] == [
            "The treadmill refused to start."
        ]
        assert told.causes == ["not_started"]
        assert told.machine.belt.standing


async def test_a_walk_that_fails_takes_the_room_down_and_the_belt_is_stopped(
    tmp_path: Path,
) -> None:
    def fail(news: object) -> None:
        if isinstance(news, Event) and news.event == "posture":
            raise RuntimeError("broken")

    with pytest.raises(ExceptionGroup) as caught:
        async with story(tmp_path) as told:
            await told.walk_to(Stage.WALKING)
            with told.room.board.followed(fail):
                await told.over()
    assert caught.value.subgroup(RuntimeError)
    assert told.causes == ["shutdown"]
    assert told.machine.belt.standing


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
