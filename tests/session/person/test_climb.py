"""Where the walks of a diary lead to on a ladder."""

from dataclasses import replace

import pytest

from tests.session.person.walkers import TODAY, walked, walker
from treadctl.session.person.climb import Position, own_ladder, position
from treadctl.session.person.diary import Diary, PastWalk, Zone
from treadctl.session.person.ladder import Dose

LEARNT = [walked("first-steps", 200)] * 3


def weeks(*days_ago: int, **how: object) -> list[PastWalk]:
    """Weeks of three walks each, that began so many days ago."""
    return [walked("back-ease-20", ago - 2 * n, **how) for ago in days_ago for n in range(3)]


def on_w(*walks: PastWalk) -> Position:
    return position(walker(*LEARNT, *walks), "W", TODAY)


def test_each_walker_has_a_ladder_of_their_own() -> None:
    assert own_ladder(walker(age=65)) == own_ladder(Diary()) == "S"
    assert own_ladder(walker(age=64)) == "W"
    assert own_ladder(replace(walker(age=64), ladder="T")) == "T"
    assert own_ladder(replace(walker(age=65), ladder="T")) == "S"


def test_whoever_never_walked_is_in_the_first_week() -> None:
    assert position(walker(), "W", TODAY) == Position("W")
    assert position(walker(age=70), "S", TODAY).dose == Dose(3, 12, "first-steps")


def test_learning_the_treadmill_is_before_ladder_w_and_on_ladder_s() -> None:
    learning = walker(*[walked("first-steps", ago) for ago in (8, 6, 4)])
    assert position(learning, "W", TODAY) == Position("W")
    assert position(replace(learning, age=70), "S", TODAY) == Position("S", 2)


def test_the_walks_of_this_week_are_counted_and_what_was_not_finished_is_not() -> None:
    assert on_w(walked(ago=3), walked(ago=1)) == Position("W", done=2)
    assert on_w(walked(ago=3), walked(ago=1, completed=False)) == Position("W", done=1)


def test_a_week_is_judged_when_it_is_over() -> None:
    assert on_w(*weeks(6)) == Position("W", done=3)
    assert on_w(*weeks(7)) == Position("W", 2)


def test_each_good_week_leads_one_further() -> None:
    four = [walked(ago=ago) for ago in (6, 5, 4, 1)]
    assert on_w(*weeks(28, 21, 14), *four) == Position("W", 4, done=4)


def test_seven_tenths_of_a_week_is_enough_and_less_holds() -> None:
    three_of_four = weeks(28, 21, 14, 7)
    assert on_w(*three_of_four).week == 5
    assert on_w(*three_of_four[:-1]).week == 4


def test_a_week_that_went_red_is_over_the_next_day_and_leads_one_back() -> None:
    before = weeks(20, 13)
    red_today = [*before, walked(ago=3), walked(ago=0, zone=Zone.RED)]
    assert on_w(*red_today).week == 3
    red_yesterday = [*before, walked(ago=3), walked(ago=1, zone=Zone.RED)]
    assert on_w(*red_yesterday) == Position("W", 2)


def test_more_than_a_week_off_leads_one_back_only_once() -> None:
    assert on_w(*weeks(24, 17)).week == 1
    assert on_w(*weeks(31, 24, 17)).week == 2


def test_more_than_three_weeks_off_halves_the_minutes() -> None:
    found = on_w(*weeks(46, 39, 32))
    assert found == Position("W", 3, halved=True)
    assert found.dose == Dose(3, 7)


def test_after_a_good_halved_week_the_walker_goes_on_where_little_more_is_asked() -> None:
    long_ago = [walk for began in range(200, 130, -7) for walk in [*weeks(began), *weeks(began)]]
    halved = position(walker(*LEARNT, *long_ago), "W", TODAY)
    assert (halved.week, halved.halved) == (10, True)
    back = [walked(ago=ago) for ago in (7, 6, 5, 4)]
    after = position(walker(*LEARNT, *long_ago, *back), "W", TODAY)
    assert not after.halved
    asked = after.dose.days * after.dose.minutes
    assert asked <= 1.2 * halved.dose.days * halved.dose.minutes


def test_a_halved_week_that_was_not_walked_stays_halved() -> None:
    found = on_w(*weeks(54, 47, 40), walked(ago=7))
    assert found == Position("W", 3, halved=True)


@pytest.mark.parametrize("ladder", ["W", "T", "S"])
def test_the_last_rung_stays(ladder: str) -> None:
    walks = [walk for began in range(350, 0, -7) for walk in [*weeks(began), *weeks(began)]]
    found = position(walker(*LEARNT, *walks, age=50), ladder, TODAY)
    assert found.dose.minutes == {"W": 30, "T": 40, "S": 30}[ladder]
