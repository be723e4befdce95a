"""What is known of one walker."""

import pytest

from tests.session.person.walkers import days_ago, walked, walker
from treadctl.session.person.diary import Diary, Zone


def test_usual_pain_is_the_median_of_the_last_five_starts() -> None:
    starts = [9, 1, 2, None, 3, 4, 8]
    assert walker(*(walked(start_pain=pain) for pain in starts)).usual_pain == 3
    assert walker(walked(start_pain=None)).usual_pain is None


@pytest.mark.parametrize(
    ("age", "new", "first_steps", "gentle", "familiar"),
    [
        (50, True, 2, 0, False),
        (50, True, 3, 0, True),
        (50, True, 2, 1, True),
        (50, True, 1, 5, False),  # a gentle start counts once
        (50, False, 0, 0, False),
        (50, False, 1, 0, True),
        (65, False, 2, 0, False),
        (65, False, 3, 0, True),
        (None, False, 2, 0, False),
    ],
)
def test_learning_takes_three_first_steps_or_one(
    age: int | None, new: bool, first_steps: int, gentle: int, familiar: bool
) -> None:
    walks = [walked("first-steps")] * first_steps + [walked("gentle-start")] * gentle
    assert walker(*walks, age=age, new_to_treadmills=new).familiar is familiar


def test_a_walk_that_was_broken_off_teaches_nothing() -> None:
    assert not walker(*[walked("first-steps", completed=False)] * 3).familiar


@pytest.mark.parametrize(("age", "senior"), [(64, False), (65, True), (None, True)])
def test_who_is_65_or_says_no_age_is_treated_as_a_senior(age: int | None, senior: bool) -> None:
    assert Diary(age).senior is senior


@pytest.mark.parametrize(
    ("completed", "zone", "clean"),
    [(True, Zone.FINE, True), (True, Zone.EASY, False), (False, Zone.FINE, False)],
)
def test_a_clean_walk_is_a_whole_one_without_a_sore_answer(
    completed: bool, zone: Zone, clean: bool
) -> None:
    assert walked(completed=completed, zone=zone).clean is clean


def test_a_day_counts_itself() -> None:
    walks = [walked(ago=8), walked(ago=7), walked(ago=0)]
    assert walker(*walks).since(days_ago(7)) == tuple(walks[1:])
