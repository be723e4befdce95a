"""What a walk makes of each answer about pain, and of none."""

import itertools

import pytest

from tests.session.told import QUESTIONS, TICK_S, Told
from treadctl.model import StopCause
from treadctl.session.acts import Aim, End, Say
from treadctl.session.session import Stage


def test_after_a_good_answer_the_walk_goes_on_as_planned() -> None:
    told = Told().asked_about_pain()
    assert told.reply("pain", 2) == []
    told.pass_time(6)
    assert told.aims[-1].speed_kmh == 1.5


def test_an_amber_answer_holds_the_level_for_the_rest_of_the_walk() -> None:
    told = Told().asked_about_pain()
    told.reply("pain", 4)
    told.answers["pain"] = 2
    told.pass_time(600)
    assert told.times("held") and max(aim.speed_kmh for aim in told.aims) == 1.0


def test_an_amber_answer_in_a_ramp_holds_the_speed_reached() -> None:
    told = Told().asked_about_pain()
    told.session.commanded(0.9, 0.0)
    told.reply("pain", 4)
    told.note(told.session.tick(told.now))
    assert told.aims[-1].speed_kmh == 0.9


def test_a_red_answer_finishes_within_a_minute_at_1_km_h() -> None:
    told = Told().asked_about_pain()
    told.reply("pain", 6)
    answered = told.now
    told.pass_time(70)
    assert {act for act in told.since(answered) if isinstance(act, Aim)} == {Aim(1.0, 0.0)}
    assert [at - answered for at, act in told.told if isinstance(act, End)] == [60.0]
    assert told.ends == [StopCause.FINISHED]


def test_without_a_pain_at_the_start_the_first_answer_is_what_later_ones_are_held_against() -> None:
    told = Told(start_pain=None).asked_about_pain()
    told.reply("pain", 5)
    told.pass_time(300)
    told.reply("pain", 5)
    assert told.times("held") == [] and told.session.question != "pain"


def test_more_pain_holds_the_level_and_offers_less() -> None:
    told = Told().asked_about_pain()
    (said,) = told.session.reply("pain", told.now, yes=True, more=True)
    assert said == Say("We stay at this level. Tap Slower for less.", "held")
    assert told.session.stage is Stage.WALKING and told.session.question is None


def test_more_pain_twice_in_a_row_finishes() -> None:
    told = Told().asked_about_pain()
    told.session.reply("pain", told.now, yes=True, more=True)
    told.pass_time(300)
    assert told.session.question == "pain"
    told.session.reply("pain", told.now, yes=True, more=True)
    assert told.session.stage is Stage.COOLING_DOWN


def test_an_answer_without_a_number_leaves_the_question_open() -> None:
    told = Told().asked_about_pain()
    assert told.session.reply("pain", told.now, yes=True, pain=None) == []
    assert told.session.question == "pain"


@pytest.mark.parametrize("question", [*QUESTIONS, "", "nonsense"])
def test_an_answer_to_what_is_not_asked_changes_nothing(question: str) -> None:
    told = Told().walking().pass_time(10)
    assert told.reply(question, 9 if question == "pain" else False) == []
    assert told.session.stage is Stage.WALKING


def test_silence_is_repeated_then_slows_then_stops() -> None:
    told = Told("evening-unwind").walking()
    told.answers = {"rise": True}
    told.pass_time(240.25)
    asked = told.now - TICK_S
    told.pass_time(90)
    assert [at - asked for at in told.times("repeated")] == [30.0]
    assert [at - asked for at in told.times("slower")] == [60.0]
    assert [at - asked for at, act in told.told if isinstance(act, End)] == [90.0]
    assert told.ends == [StopCause.NO_ANSWER]


def test_silence_only_ever_slows() -> None:
    told = Told("power-intervals", tap=False).walking().pass_time(600)
    speeds = [
        act.speed_kmh for act in told.since(told.times("repeated")[0] - 30) if isinstance(act, Aim)
    ]
    assert all(after <= before for before, after in itertools.pairwise(speeds))
    assert speeds[-1] == 1.0


def test_an_answer_after_the_slowing_does_not_bring_the_speed_back() -> None:
    told = Told().willing().walking()
    del told.answers["pain"]
    told.pass_time(120 + 65)
    told.reply("pain", 2)
    told.willing().pass_time(300)
    assert told.aims[-1].speed_kmh == 1.0
    assert told.ends == []
