"""What is asked once: the plan, and leaving tier A."""

from dataclasses import replace

import pytest

from tests.session.person.walkers import TODAY, days_ago, practised, walked, walker
from treadctl.session.person.diary import Diary
from treadctl.session.person.question import Kind, Question
from treadctl.session.person.wishes import wish, wished

PLAN = Question("ladder", Kind.CHOICE, ("W", "T"))
MOVE = Question("move_to_b", Kind.YES_NO)


def six_clean(age: int = 70, **answers: object) -> Diary:
    """Six clean walks."""
    return walker(*[walked("first-steps")] * 3, *[walked()] * 3, age=age, **answers)


def test_a_younger_walker_chooses_a_plan_once_they_know_the_treadmill() -> None:
    new = walker(walked("first-steps"))
    assert wish(new, 1, TODAY) is None
    known = replace(practised(), ladder=None)
    assert wish(known, 1, TODAY) == PLAN
    assert wish(wished(known, {"ladder": "T"}, TODAY), 1, TODAY) is None
    assert wished(known, {"ladder": "T"}, TODAY).ladder == "T"


def test_a_senior_is_asked_after_six_clean_walks_if_they_want_to_move() -> None:
    assert wish(replace(six_clean(), walks=six_clean().walks[1:]), 1, TODAY) is None
    assert wish(six_clean(), 1, TODAY) == MOVE


@pytest.mark.parametrize(
    ("diary", "pain"),
    [
        (six_clean(caution=True), 1),
        (six_clean(fell_in_12_months=True), 1),
        (six_clean(flare_since=days_ago(10)), 1),
        (six_clean(), 4),
        (replace(six_clean(), moved_to_b=True), 1),
        (six_clean(age=50), 1),
    ],
)
def test_nobody_is_asked_whom_more_than_their_age_keeps_in_tier_a(diary: Diary, pain: int) -> None:
    assert wish(replace(diary, ladder="W"), pain, TODAY) is None


@pytest.mark.parametrize(("ago", "asked"), [(1, None), (89, None), (90, MOVE), (-1, MOVE)])
def test_a_no_is_kept_and_asked_about_again_after_90_days(ago: int, asked: Question | None) -> None:
    said_no = wished(six_clean(), {"move_to_b": False}, days_ago(ago))
    assert not said_no.moved_to_b
    assert wish(said_no, 1, TODAY) == asked


def test_a_yes_is_kept() -> None:
    assert wished(six_clean(), {"move_to_b": True}, TODAY).moved_to_b


def test_without_an_answer_nothing_changes() -> None:
    assert wished(six_clean(), {"pain": 2}, TODAY) == six_clean()
