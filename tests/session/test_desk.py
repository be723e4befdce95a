"""Who asks for what, and may they? Over the real guard, driver and simulated machine."""

import asyncio
from pathlib import Path

import pytest

from tests.rooms import STOP, story
from tests.session.asking import latched, refused
from treadctl.board.requests import Finish, Reply, Request, Slower, Stop
from treadctl.errors import Refused
from treadctl.model import BeltState, StopCause
from treadctl.session.profile import find
from treadctl.session.session import Stage

# -- confirming and starting ------------------------------------------------------------------


async def test_a_stop_is_confirmed_only_once_the_belt_stood_for_three_seconds(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        told.stop(pain=True)
        await told.until(lambda: told.snapshot.acknowledge_token)
        assert "three seconds" in refused(told, told.acknowledge_request())
        await told.until(lambda: told.supervisor.known.standing_since is not None)
        stood = told.supervisor.known.standing_since
        assert stood is not None
        await told.until(lambda: told.now >= stood + 2.8)
        assert "three seconds" in refused(told, told.acknowledge_request())
        assert told.supervisor.latched is StopCause.PAIN
        await told.until(lambda: told.now >= stood + 3.3)
        told.desk.ask(told.acknowledge_request())
        assert told.supervisor.latched is None


async def test_a_start_sooner_than_three_seconds_after_the_confirmation_is_refused(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        await latched(told)
        await asyncio.sleep(3.5)
        told.desk.ask(told.acknowledge_request())
        confirmed = told.now
        await told.until(lambda: told.now >= confirmed + 2.7)
        assert "three seconds" in refused(told, told.start_request())
        assert told.desk.walk is None
        await told.until(lambda: told.now >= confirmed + 3.3)
        told.desk.ask(told.start_request())
        assert told.walk.session.stage is Stage.COUNTDOWN


async def test_there_is_nothing_to_confirm_without_a_latched_stop(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await latched(told)
        await asyncio.sleep(3.5)
        shown = told.acknowledge_request()
        told.guard.acknowledge()
        assert "nothing to confirm" in refused(told, shown)


async def test_no_walk_begins_on_a_latched_stop(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await latched(told)
        with pytest.raises(Refused, match="confirm"):
            told.desk.begin(find("first-steps"))


async def test_no_walk_begins_while_another_is_under_way_or_its_belt_still_runs_out(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        first = told.walk
        with pytest.raises(Refused, match="under way"):
            told.desk.begin(find("first-steps"))
        told.stop()
        await asyncio.sleep(0.3)
        with pytest.raises(Refused, match="under way"):
            told.desk.begin(find("first-steps"))
        assert told.walk is first


async def test_a_start_is_refused_at_once_and_not_after_the_countdown(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        start = told.start_request()
        told.fault("link-loss")
        await told.until(lambda: not told.snapshot.linked)
        assert told.snapshot.start_token is None
        assert "not connected" in refused(told, start)
        assert told.desk.walk is None


@pytest.mark.parametrize(
    ("profile", "why"), [("no-such-walk", "no profile"), ("retro-supervised", "switched off")]
)
async def test_a_walk_that_is_not_offered_does_not_begin(
    tmp_path: Path, profile: str, why: str
) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        assert why in refused(told, told.start_request(profile))
        assert told.desk.walk is None


async def test_the_same_walk_can_be_walked_again_after_it_ended(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        for walks in (1, 2):
            await told.walk_to(Stage.WALKING)
            told.stop()
            await told.stands()
            assert told.starts == walks


# -- the other requests -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_",
    [
        Slower(request="slower"),
        Finish(request="finish"),
        Reply(request="reply", question="on", question_id=1),
    ],
)
async def test_without_a_walk_there_is_nothing_to_slow_finish_or_answer(
    tmp_path: Path, request_: Request
) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        assert refused(told, request_) == "No walk is under way."


async def test_an_answer_about_pain_needs_a_number(tmp_path: Path) -> None:
    async with story(tmp_path, taps={"on": True, "rise": True}) as told:
        await told.walk_to(Stage.WALKING)
        await told.until(lambda: told.walk.question == "pain", 300.0)
        number = told.walk.question_id or 0
        unsaid = Reply(request="reply", question="pain", question_id=number)
        assert "0 to 10" in refused(told, unsaid)
        assert told.walk.question == "pain"


@pytest.mark.parametrize("pain", [True, False])
async def test_a_stop_is_never_refused_not_even_with_nothing_to_stop(
    tmp_path: Path, pain: bool
) -> None:
    async with story(tmp_path) as told:
        told.desk.ask(Stop(pain=pain))  # before there is a connection
        await told.until(lambda: told.machine.writes)
        assert told.machine.writes[0][1] == STOP
        await told.ready() if not pain else await told.stands()
        told.desk.ask(Stop(pain=pain))
        assert (told.supervisor.latched is not None) is pain


# -- posting ------------------------------------------------------------------------------------


async def test_each_measured_sample_is_posted_at_once_and_numbered(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        first, records = told.snapshot, told.supervisor.known.records
        await asyncio.sleep(10.0)
        measured = told.supervisor.known.records - records
        assert told.snapshot.seq - first.seq == measured == 40
        assert told.snapshot.age_s == 0.0
        assert told.snapshot.at - first.at == pytest.approx(10.0)


async def test_without_a_sample_four_snapshots_a_second_show_its_age(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        told.fault("telemetry-silence")
        first = told.snapshot
        await asyncio.sleep(2.0)
        assert told.snapshot.seq - first.seq == 8
        assert told.snapshot.age_s == pytest.approx(2.0, abs=0.3)


async def test_leaving_the_room_in_a_walk_stops_the_belt(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
    assert told.causes == ["shutdown"]
    assert told.machine.belt.standing


async def test_leaving_the_room_while_the_belt_starts_stops_it_too(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.STARTING)
        await asyncio.sleep(0.5)
    assert told.machine.belt.standing
    assert told.machine.writes[-1][1] == STOP
    assert told.supervisor.belt(told.now) in (BeltState.STANDING, BeltState.UNKNOWN)
