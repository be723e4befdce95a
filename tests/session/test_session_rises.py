"""When a walk gets faster, and that nothing but an agreed rise makes it so."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.session.told import Told
from treadctl.model import StopCause
from treadctl.session.acts import Act, Aim, Ask, Say

# -- rises ----------------------------------------------------------------------------------


def test_the_plan_s_rises_are_announced_exactly_five_seconds_ahead() -> None:
    told = Told(tap=False, start_pain=2).willing().walking()
    began = told.now
    told.pass_time(720)
    assert [at - began for at in told.times("rise_announced")] == [-5.0, 120.25, 295.0]
    timed = [(at - began, act) for at, act in told.told if isinstance(act, Aim)]
    rises = [
        at for (_, one), (at, two) in itertools.pairwise(timed) if two.speed_kmh > one.speed_kmh
    ]
    assert rises == [pytest.approx(125.25), pytest.approx(300.0)]  # the first waits for the answer


def at_an_open_rise() -> Told:
    """Half a second before the question at 7:00, with the rise of 5:00 still not answered."""
    told = Told()
    told.answers = {"pain": 2}
    told.walking().pass_time(7 * 60 - 0.5)
    told.answers = {}
    return told


def test_a_walker_who_taps_nothing_stays_at_the_first_level() -> None:
    told = Told()
    told.answers = {"pain": 2}
    told.walking().pass_time(720.25)
    assert {aim.speed_kmh for aim in told.aims} == {1.0}
    assert told.ends == [StopCause.FINISHED]


def test_a_question_about_a_rise_does_not_keep_the_question_about_pain_away() -> None:
    told = at_an_open_rise()
    assert told.session.question == "rise"
    told.pass_time(1)
    assert told.session.question == "pain"


def test_a_rise_and_a_question_at_the_same_time_are_said_once_each_and_pain_comes_first() -> None:
    told = Told().walking()
    began = told.now
    told.pass_time(130)
    assert told.times("rise_announced") == [began - 5]
    told.reply("pain", 2)
    told.pass_time(1)
    assert len(told.times("rise_announced")) == 2


def test_the_rise_is_asked_about_again_once_the_pain_is_known() -> None:
    told = at_an_open_rise().pass_time(1)
    acts = told.reply("pain", 2)
    assert Ask("rise", "Is that all right?") in acts
    assert told.session.question == "rise"
    told.reply("rise", True)
    told.pass_time(4.75)
    assert told.aims[-1].speed_kmh == 1.0
    told.pass_time(0.5)
    assert told.aims[-1].speed_kmh == 1.5


def test_no_rise_is_announced_or_made_while_the_question_about_pain_is_open() -> None:
    told = Told("power-intervals", tap=False).walking()
    told.pass_time(5 * 60 + 1)  # at 5:00 a rise that was announced, and a question
    assert told.session.question == "pain"
    open_at, before = told.now, told.aims[-1]
    told.pass_time(29)
    assert {act for act in told.since(open_at) if not isinstance(act, Say)} == {before}
    assert all(at < open_at for at in told.times("rise_announced"))
    told.reply("pain", 2)
    told.pass_time(6)
    assert told.aims[-1].speed_kmh > before.speed_kmh


def test_a_rise_that_waited_for_an_answer_about_pain_is_announced_again_and_comes_5_s_later() -> (
    None
):
    told = Told("back-ease-20", tap=False).walking().pass_time(4 * 60 + 25)
    assert told.session.question == "pain"
    answered_at, before = told.now, told.aims[-1].speed_kmh
    told.reply("pain", 2)
    told.pass_time(10)
    rose_at = next(at for at, act in told.told if isinstance(act, Aim) and act.speed_kmh > before)
    assert [at for at in told.times("rise_announced") if at >= answered_at] == [answered_at]
    assert rose_at - answered_at == pytest.approx(5.0)


def test_after_more_pain_nothing_is_announced_again() -> None:
    told = Told("back-ease-20", tap=False).walking().pass_time(4 * 60 + 25)
    answered_at, before = told.now, told.aims[-1].speed_kmh
    told.reply("pain", 4)
    told.pass_time(30)
    assert max(told.times("rise_announced")) < answered_at
    assert told.aims[-1].speed_kmh == before


def test_a_rise_is_not_offered_any_more_after_slower() -> None:
    told = at_an_open_rise()
    assert told.session.question == "rise"
    told.session.slower()
    assert told.session.question is None
    assert told.reply("rise", True) == []


# -- no way up but an agreed rise -----------------------------------------------------------


WISHES: dict[str, Callable[[Told], list[Act]]] = {
    "slower": lambda told: told.session.slower(),
    "finish": lambda told: told.session.finish(told.now),
    "no": lambda told: told.reply("rise", False),
    "2": lambda told: told.reply("pain", 2),
    "4": lambda told: told.reply("pain", 4),
    "6": lambda told: told.reply("pain", 6),
    "go_on": lambda told: told.reply("go_on", True),
    "on": lambda told: told.reply("on", True),
}


@given(st.lists(st.tuples(st.sampled_from(sorted(WISHES)), st.integers(0, 90)), max_size=12))
def test_no_sequence_of_wishes_without_a_yes_raises_the_speed(
    wishes: list[tuple[str, int]],
) -> None:
    told = Told("senior-steady-20").walking().pass_time(100)
    for wish, seconds in wishes:
        told.note(WISHES[wish](told))
        told.pass_time(seconds)
    speeds = [aim.speed_kmh for aim in told.aims]
    assert all(after <= before for before, after in itertools.pairwise(speeds))


@given(st.lists(st.tuples(st.sampled_from(sorted(WISHES)), st.integers(0, 90)), max_size=12))
def test_after_slower_or_finish_no_sequence_of_wishes_raises_the_speed(
    wishes: list[tuple[str, int]],
) -> None:
    told = Told("power-intervals", tap=False).willing().walking().pass_time(500)
    del told.answers["pain"]
    told.note(told.session.slower())
    slowed = told.now
    for wish, seconds in wishes:
        told.note(WISHES[wish](told))
        told.reply("rise", True)
        told.pass_time(seconds)
    speeds = [act.speed_kmh for act in told.since(slowed) if isinstance(act, Aim)]
    assert all(after <= before for before, after in itertools.pairwise(speeds))
