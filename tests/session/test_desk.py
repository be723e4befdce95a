"""Who asks for what, and may they? Over the real guard, driver and simulated machine."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.rooms import STOP, WILLING, Story, story
from treadctl.board.requests import (
    Acknowledge,
    Alive,
    Finish,
    Reply,
    Request,
    Slower,
    StartWalk,
    Stop,
)
from treadctl.errors import BadInput, Refused
from treadctl.model import BeltState, StopCause
from treadctl.session.plan import plan
from treadctl.session.profile import find
from treadctl.session.segments import Tier
from treadctl.session.session import Stage

TIMES = 1000


def refused(told: Story, request: Request) -> str:
    """The reason for which `request` is refused."""
    with pytest.raises((Refused, BadInput)) as caught:
        told.desk.ask(request)
    return str(caught.value)


async def latched(told: Story) -> None:
    """A walk, and a pain stop that is over."""
    await told.walk_to(Stage.WALKING)
    told.stop(pain=True)
    await told.stands()
    await told.until(lambda: told.snapshot.acknowledge_token)


# -- tokens ---------------------------------------------------------------------------------


async def test_a_start_is_good_once(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        start = told.start_request()
        told.desk.ask(start)
        told.stop()
        await told.stands()
        assert "Tap Start again" in refused(told, start)
        assert told.desk.walk is None


async def test_two_starts_in_one_moment_make_one_walk(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        start = told.start_request()
        told.desk.ask(start)
        first = told.desk.walk
        refused(told, start)
        assert told.desk.walk is first
        await told.over()
        assert told.starts == 1


async def test_a_start_with_another_token_starts_nothing(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        start = told.start_request().model_copy(update={"token": "0123456789abcdef"})
        assert "Tap Start again" in refused(told, start)
        assert told.snapshot.start_token is not None
        assert told.desk.walk is None


async def test_only_the_token_of_the_act_that_is_possible_is_shown(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        assert told.desk.tokens[0] is not None and told.desk.tokens[1] is None
        await told.walk_to(Stage.WALKING)
        assert told.desk.tokens == (None, None)
        told.stop(pain=True)
        await asyncio.sleep(0)  # the rules learn of a stop a turn later
        assert told.desk.tokens[0] is None and told.desk.tokens[1] is not None


async def test_a_start_shown_before_a_latched_stop_is_void_after_it(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        start = told.start_request()
        told.stop(pain=True)
        await told.until(lambda: told.snapshot.latched)
        await asyncio.sleep(4.0)
        told.desk.ask(told.acknowledge_request())
        await asyncio.sleep(4.0)
        assert "no longer" in refused(told, start)


async def test_a_confirmation_is_good_once(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await latched(told)
        await asyncio.sleep(3.5)
        acknowledge = told.acknowledge_request()
        told.desk.ask(acknowledge)
        told.stop(pain=True)
        await asyncio.sleep(4.0)
        assert "no longer" in refused(told, acknowledge)
        assert told.supervisor.latched is StopCause.PAIN


# -- repeating the last request never moves the belt ------------------------------------------

State = Callable[[Story], Awaitable[None]]


async def _countdown(told: Story) -> None:
    await told.until(lambda: told.walk.session.stage is Stage.COUNTDOWN)


async def _starting(told: Story) -> None:
    await told.until(lambda: told.walk.session.stage is Stage.STARTING)


async def _stepping_on(told: Story) -> None:
    await told.until(lambda: told.walk.session.stage is Stage.STEPPING_ON)


async def _walking(told: Story) -> None:
    told.reply("on", True)
    await told.until(lambda: told.target_kmh == 1.0)


async def _stopping(told: Story) -> None:
    told.stop(pain=True)


async def _latched(told: Story) -> None:
    await told.stands()


async def _latched_for_long(told: Story) -> None:
    await asyncio.sleep(10.0)


async def _confirmed(told: Story) -> None:
    told.desk.ask(told.acknowledge_request())


async def _confirmed_for_long(told: Story) -> None:
    await told.ready()
    await asyncio.sleep(10.0)


async def _lost(told: Story) -> None:
    told.fault("link-loss")
    await told.until(lambda: not told.supervisor.known.linked)


async def _back(told: Story) -> None:
    told.fault("link-back")
    await told.ready()


JOURNEY: list[State] = [
    _countdown,
    _starting,
    _stepping_on,
    _walking,
    _stopping,
    _latched,
    _latched_for_long,
    _confirmed,
    _confirmed_for_long,
    _lost,
    _back,
]


async def test_repeating_the_last_start_or_confirmation_never_moves_the_belt(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, taps={}) as told:
        await told.ready()
        sent: list[StartWalk | Acknowledge] = [told.start_request()]
        told.desk.ask(sent[0])
        for reach in JOURNEY:
            if reach is _confirmed:
                sent.append(told.acknowledge_request())
            await reach(told)
            walk, stops, latch = told.desk.walk, told.causes, told.supervisor.latched
            for request in sent * TIMES:
                refused(told, request)
            assert told.causes == stops and told.desk.walk is walk
            assert told.supervisor.latched is latch
        await asyncio.sleep(60.0)
        assert told.starts == 1
        assert told.machine.belt.standing


# -- an answer counts once ----------------------------------------------------------------------


async def test_whoever_repeats_one_yes_agrees_to_one_rise(tmp_path: Path) -> None:
    async with story(tmp_path, "A", taps={"on": True, "pain": 2}) as told:
        await told.walk_to(Stage.WALKING)
        await told.until(lambda: told.walk.question == "rise", 300.0)
        stuck = told.reply_request("rise", True)
        told.desk.ask(stuck)
        while told.desk.walk is not None:
            assert "no longer" in refused(told, stuck) or told.desk.walk is None
            await asyncio.sleep(0.1)
        agreed_to, next_level = 1.5, 2.0
        assert agreed_to <= told.machine.belt.peak_speed_kmh < next_level


async def test_an_answer_without_its_question_s_number_is_refused(tmp_path: Path) -> None:
    async with story(tmp_path, taps={}) as told:
        await told.walk_to(Stage.STEPPING_ON)
        shown = told.reply_request("on", True)
        for off in (-1, 1):
            other = shown.model_copy(update={"question_id": shown.question_id + off})
            assert "no longer" in refused(told, other)
        told.desk.ask(shown)
        assert told.walk.session.stage is Stage.WALKING


async def test_a_yes_of_an_earlier_walk_steps_nobody_on_in_the_next(tmp_path: Path) -> None:
    async with story(tmp_path, taps={}) as told:
        await told.walk_to(Stage.STEPPING_ON)
        stuck = told.reply_request("on", True)
        told.desk.ask(stuck)
        told.stop()
        await told.stands()
        await told.walk_to(Stage.STEPPING_ON)
        assert "no longer" in refused(told, stuck)
        assert told.walk.session.stage is Stage.STEPPING_ON


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


# -- the screen as the only stop input ----------------------------------------------------------


async def test_without_a_wired_button_no_screen_means_no_start(tmp_path: Path) -> None:
    async with story(tmp_path, "A", pain_button="none") as told:
        await told.ready()
        assert "stop button" in refused(told, told.start_request())
        assert told.desk.walk is None
        assert told.starts == 0


async def test_a_screen_lost_in_the_countdown_means_no_start(tmp_path: Path) -> None:
    async with story(tmp_path, "A", pain_button="none") as told:
        screen = asyncio.create_task(told.screen_lives())
        await told.walk_to(Stage.COUNTDOWN)
        screen.cancel()
        await told.over()
        assert told.starts == 0


async def test_a_screen_lost_for_two_seconds_holds_the_speed_and_for_five_stops_the_belt(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, "A", pain_button="none") as told:
        screen = asyncio.create_task(told.screen_lives())
        await told.walk_to(Stage.WALKING, "senior-steady-20")
        await told.until(lambda: told.target_kmh >= 1.1, 300.0)  # on its way from 1.0 to 1.8
        screen.cancel()
        lost = told.now
        await told.over()
        written = [one.at - lost for one in told.said("target") if one.at > lost]
        assert written and max(written) <= 2.5
        (stop,) = told.said("stop_requested")
        assert stop.data["cause"] == "screen_lost"
        assert 4.5 <= stop.at - lost <= 5.5
        assert told.supervisor.latched is StopCause.SCREEN_LOST


async def test_a_screen_that_comes_back_in_time_changes_nothing_for_good(tmp_path: Path) -> None:
    async with story(tmp_path, "A", pain_button="none") as told:
        screen = asyncio.create_task(told.screen_lives())
        await told.walk_to(Stage.WALKING, "senior-steady-20")
        await told.until(lambda: told.target_kmh >= 1.1, 300.0)
        screen.cancel()
        await asyncio.sleep(3.0)
        screen = asyncio.create_task(told.screen_lives())
        await told.until(lambda: told.target_kmh == 1.8)
        screen.cancel()


async def test_with_a_wired_button_a_walk_needs_no_screen(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        await told.over()
        assert told.causes == ["finished"]


# -- who walks, and how gently ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "asked", "kept"),
    [
        ("A", None, "A"),
        ("A", "C", "A"),
        ("B", "A", "A"),
        ("B", "C", "B"),
        ("C", None, "C"),
        ("C", "A", "A"),
        ("C", "B", "B"),
    ],
)
async def test_a_start_is_walked_in_the_tightest_tier(
    tmp_path: Path, own: Tier, asked: Tier | None, kept: Tier
) -> None:
    async with story(tmp_path, own) as told:
        await told.ready()
        start = told.start_request("power-intervals").model_copy(update={"tier": asked})
        told.desk.ask(start)
        assert told.walk.session.plan.limits == plan(find("power-intervals"), kept).limits


async def test_who_starts_in_tier_a_confirms_each_rise_in_a_service_of_tier_c(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, taps={"on": True}) as told:
        await told.ready()
        start = told.start_request("back-ease-20").model_copy(update={"tier": "A"})
        told.desk.ask(start)
        await told.until(lambda: told.walk.question == "rise", 300.0)


async def test_the_pain_at_the_start_is_what_later_answers_are_held_against(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, taps={**WILLING, "pain": 5}) as told:
        await told.ready()
        start = told.start_request("back-ease-20").model_copy(update={"pain": 2})
        told.desk.ask(start)
        await told.until(lambda: told.said("cool_down"), 1200.0)


async def test_only_a_start_tells_who_walks_and_with_how_much_pain(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        known = {"walker": "w-7", "pain": 0}
        told.desk.ask(told.start_request().model_copy(update=known))
        await told.over()
        (started,) = told.said("started")
        assert started.data == {"profile": "first-steps"} | known
        assert "w-7" not in repr([one for one in told.events if one is not started])


async def test_a_guest_without_a_number_is_told_of_by_neither(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        assert told.said("started")[0].data == {"profile": "first-steps"}


async def test_a_belt_that_brakes_hard_is_not_offered_to_tier_a(tmp_path: Path) -> None:
    async with story(tmp_path, brakes_hard=True) as told:
        await told.ready()
        gentle = told.start_request().model_copy(update={"tier": "A"})
        assert "stops too hard" in refused(told, gentle)
        assert told.desk.walk is None
        await asyncio.sleep(0.5)
        told.desk.ask(told.start_request().model_copy(update={"tier": "B"}))
        assert told.desk.walk is not None


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


async def test_a_screen_that_shows_what_was_long_ago_is_no_stop_button(tmp_path: Path) -> None:
    """Whoever repeats what he sent last seems to live for 2 s and no longer."""
    async with story(tmp_path, "A", pain_button="none") as told:
        alive = asyncio.create_task(told.screen_lives())
        await told.walk_to(Stage.WALKING)
        alive.cancel()
        stuck = Alive(request="alive", seq=told.snapshot.seq)
        began = told.now
        while not told.causes and told.now < began + 20.0:
            with suppress(Refused):
                told.desk.ask(stuck)
            await asyncio.sleep(0.25)
        assert told.causes == ["screen_lost"]
        assert 7.0 <= told.now - began <= 7.75  # 2 s that it was believed, then 5 s
