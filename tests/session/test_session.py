"""One walk, from the walker's Start to its end: what is said, asked and aimed at. No clock runs."""

import pytest

from tests.session.told import QUESTIONS, TICK_S, Told
from treadctl.model import StopCause
from treadctl.session.acts import Aim, Ask, End, Say, StartBelt
from treadctl.session.session import Stage

# -- getting on -----------------------------------------------------------------------------


def test_the_countdown_speaks_each_second_and_then_the_belt_starts() -> None:
    told = Told().pass_time(6)
    counted = [(at, act.words) for at, act in told.told if isinstance(act, Say)][:5]
    assert counted == [(0.0, "5"), (1.0, "4"), (2.0, "3"), (3.0, "2"), (4.0, "1")]
    assert [at for at, act in told.told if isinstance(act, StartBelt)] == [5.0]


def test_nothing_is_aimed_at_before_the_walker_said_to_be_on_the_belt() -> None:
    told = Told().pass_time(6)
    told.session.belt_moves(told.now)
    told.pass_time(50)
    assert told.session.question == "on"
    assert told.aims == []


def test_the_first_rise_is_announced_five_seconds_ahead() -> None:
    told = Told().walking()
    stepped_on = told.now - 5
    told.pass_time(1)
    assert told.times("rise_announced") == [stepped_on]
    assert next(at for at, act in told.told if isinstance(act, Aim)) == stepped_on + 5


def test_whoever_does_not_step_on_within_a_minute_is_not_waited_for() -> None:
    told = Told().pass_time(6)
    told.session.belt_moves(told.now)
    assert told.pass_time(60).ends == []
    assert told.pass_time(TICK_S).ends == [StopCause.NO_ANSWER]


def test_whoever_does_not_want_to_step_on_ends_the_walk() -> None:
    told = Told().pass_time(6)
    told.session.belt_moves(told.now)
    told.reply("on", False)
    assert told.ends == [StopCause.USER]


# -- slower and finish ----------------------------------------------------------------------


def test_slower_stays() -> None:
    told = Told().willing().walking().pass_time(310)
    told.note(told.session.slower())
    slowed = told.now
    told.pass_time(360)
    assert max(act.speed_kmh for act in told.since(slowed) if isinstance(act, Aim)) == 1.5


def test_slower_on_the_way_up_never_goes_on_up() -> None:
    told = Told().willing().walking().pass_time(310)
    told.session.commanded(1.6, 0.0)  # on its way from 1.5 to 2.0
    told.note(told.session.slower())
    told.note(told.session.tick(told.now))
    assert told.aims[-1].speed_kmh == pytest.approx(1.1)


def test_slower_works_in_the_cool_down_too() -> None:
    told = Told().willing().walking().pass_time(310)
    told.note(told.session.finish(told.now))
    told.pass_time(1)
    told.note(told.session.slower())
    told.pass_time(1)
    assert told.aims[-1].speed_kmh == 1.0


def test_finish_is_two_minutes_at_1_5_km_h_on_the_flat_and_then_a_stop() -> None:
    told = Told().willing().walking().pass_time(310)
    told.note(told.session.finish(told.now))
    asked = told.now
    told.pass_time(130)
    assert {act for act in told.since(asked) if isinstance(act, Aim)} == {Aim(1.5, 0.0)}
    assert [at - asked for at, act in told.told if isinstance(act, End)] == [120.0]


def test_finish_twice_does_not_shorten_the_cool_down_nor_lengthen_it() -> None:
    told = Told().willing().walking().pass_time(310)
    told.note(told.session.finish(told.now))
    asked = told.now
    told.pass_time(60)
    assert told.session.finish(told.now) == []
    told.pass_time(70)
    assert [at - asked for at, act in told.told if isinstance(act, End)] == [120.0]


def test_finish_never_makes_a_walk_longer() -> None:
    told = Told().willing().walking().pass_time(700)
    told.note(told.session.finish(told.now))
    assert told.pass_time(20).ends == []
    assert told.pass_time(TICK_S).ends == [StopCause.FINISHED]


def test_finish_on_the_way_up_does_not_go_on_up() -> None:
    told = Told().walking()
    told.session.commanded(0.8, 0.0)
    told.note(told.session.finish(told.now))
    told.pass_time(1)
    assert told.aims[-1].speed_kmh == 0.8


@pytest.mark.parametrize("seconds", [0, 3, 5.5])
def test_finish_before_the_walk_is_a_stop(seconds: float) -> None:
    told = Told().pass_time(seconds)
    assert told.session.finish(told.now) == [End(StopCause.USER)]


def test_the_cool_down_asks_nothing() -> None:
    told = Told().asked_about_pain()
    told.note(told.session.finish(told.now))
    asked = told.now
    told.pass_time(119)
    assert told.session.question is None
    assert not [act for act in told.since(asked) if isinstance(act, Ask)]
    assert told.times("repeated") == []


# -- the end, and what is shown -------------------------------------------------------------


def test_a_walk_ends_with_its_plan() -> None:
    told = Told().willing().walking()
    began = told.now
    told.pass_time(730)
    assert [at - began for at, act in told.told if isinstance(act, End)] == [720.0]
    assert told.session.stage is Stage.OVER


def test_one_posture_cue_is_given_at_40_percent() -> None:
    told = Told().willing().walking()
    began = told.now
    told.pass_time(720)
    assert [at - began for at in told.times("posture")] == [0.4 * 720]


@pytest.mark.parametrize("stage", list(Stage))
def test_when_it_is_over_nothing_is_due_asked_or_possible(stage: Stage) -> None:
    told = Told()
    told.session.stage = stage
    told.session.over(told.now)
    assert told.session.question is None
    assert told.session.slower() == told.session.finish(1.0) == told.session.tick(9999.0) == []
    assert not any(told.reply(question, True) for question in QUESTIONS)


def test_time_runs_from_stepping_on_to_the_end_and_then_stands() -> None:
    told = Told().willing()
    assert (told.session.elapsed_s(0.0), told.session.remaining_s(0.0)) == (0.0, 720.0)
    told.walking().pass_time(60)
    assert (told.session.elapsed_s(told.now), told.session.remaining_s(told.now)) == (60.0, 660.0)
    told.session.over(told.now)
    assert (told.session.elapsed_s(9999.0), told.session.remaining_s(9999.0)) == (60.0, 0.0)


def test_the_stretch_under_way_has_its_name() -> None:
    told = Told().willing().walking().pass_time(130)
    assert told.session.segment(told.now) == "settle"
    told.session.finish(told.now)
    assert told.session.segment(told.now) == "cool"
