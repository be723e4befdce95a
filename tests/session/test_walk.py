"""One walk, carried out over the real guard, driver and simulated machine."""

import asyncio
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


async def asked_to_go_on(told: Story) -> None:
    """A walk whose link was lost and came back in time."""
    await told.walk_to(Stage.WALKING)
    told.fault("link-loss")
    await told.until(lambda: not told.supervisor.known.linked)
    told.fault("link-back")
    await told.until(lambda: told.walk.question == "go_on")


async def test_a_link_that_comes_back_is_asked_about_before_all_else(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await asked_to_go_on(told)
        told.reply("go_on", True)
        assert told.walk.question != "go_on"
        assert len(told.said("went_on")) == 1


async def test_no_to_going_on_is_a_stop(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await asked_to_go_on(told)
        told.reply("go_on", False)
        await asyncio.sleep(0)  # the rules learn of a stop a turn later
        assert told.supervisor.stopping.cause is StopCause.USER


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
