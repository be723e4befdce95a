"""How much this week, and when to climb."""

from itertools import pairwise

import pytest

from tests.session.person.walkers import TODAY, days_ago, walked, walker
from treadctl.session.person.diary import PastWalk, Zone
from treadctl.session.person.ladder import LADDERS, Dose, Move, climbed, dose, move

WEEK = days_ago(7)
FOUR = Dose(4, 12)


@pytest.mark.parametrize(
    ("week", "days", "minutes"),
    [
        (1, 3, 10),
        (4, 4, 12),
        (10, 4, 27),
        (11, 5, 24),
        (12, 5, 26),
        (16, 5, 28),
        (20, 5, 30),
        (99, 5, 30),
    ],
)
def test_ladder_w_comes_to_130_minutes_in_week_12_and_150_after_half_a_year(
    week: int, days: int, minutes: float
) -> None:
    assert dose("W", week) == Dose(days, minutes)


def test_ladder_w_never_grows_by_more_than_a_fifth_in_a_week() -> None:
    totals = [rung.days * rung.minutes for rung in LADDERS["W"]]
    assert all(after <= before * 1.2 + 1e-9 for before, after in pairwise(totals))


def test_the_other_ladders_begin_and_end_where_they_should() -> None:
    assert [dose("T", week).minutes for week in range(1, 7)] == [20, 24, 28, 32, 36, 40]
    assert dose("S", 2).profile == "first-steps" and dose("S", 3).profile is None
    assert dose("S", 12).minutes == 30


def test_after_a_long_time_off_the_minutes_are_halved() -> None:
    assert dose("W", 12, halved=True) == Dose(5, 13)


def week_of(*walks: PastWalk) -> Move:
    return move(walker(*walks), FOUR, WEEK, TODAY)


@pytest.mark.parametrize(
    ("walks", "made"),
    [
        ([walked()] * 3, Move.ADVANCE),
        ([walked()] * 2, Move.HOLD),
        ([walked()] * 2 + [walked(completed=False)], Move.HOLD),
        ([walked()] * 2 + [walked(zone=Zone.EASY)], Move.ADVANCE),
        ([walked()] * 2 + [walked(zone=Zone.EASY)] * 2, Move.HOLD),
        ([walked()] * 4 + [walked(zone=Zone.RED)], Move.BACK),
        ([walked()] * 3 + [walked(next_pain=4)], Move.HOLD),
        ([walked()] * 3 + [walked(next_pain=3)], Move.ADVANCE),
        ([walked(start_pain=5)] * 3 + [walked(start_pain=5, next_pain=6)], Move.HOLD),
        ([walked()] * 3 + [walked(next_pain=4)] * 2, Move.BACK),
        ([walked(ago=8)], Move.BACK),
        ([walked(ago=7)], Move.HOLD),
        ([walked(ago=21)], Move.BACK),
        ([walked(ago=22)], Move.HALVE),
        ([], Move.HOLD),
    ],
)
def test_a_week_like_this_leads_to_that(walks: list[PastWalk], made: Move) -> None:
    assert week_of(*walks) is made


@pytest.mark.parametrize(("walks", "made"), [(1, Move.HOLD), (2, Move.ADVANCE)])
def test_two_walks_a_week_are_enough_on_ladder_t(walks: int, made: Move) -> None:
    """Sheet, 2.3: two or three sessions a week."""
    assert move(walker(*[walked()] * walks), dose("T", 1), WEEK, TODAY) is made


def test_a_red_walk_of_an_earlier_week_is_over() -> None:
    assert week_of(walked(ago=9, zone=Zone.RED), *[walked()] * 3) is Move.ADVANCE


@pytest.mark.parametrize(
    ("week", "made", "then"),
    [
        (3, Move.ADVANCE, 4),
        (3, Move.HOLD, 3),
        (3, Move.BACK, 2),
        (1, Move.BACK, 1),
        (3, Move.HALVE, 3),
    ],
)
def test_the_week_to_walk_next(week: int, made: Move, then: int) -> None:
    assert climbed(week, made) == then
