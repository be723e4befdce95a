"""A rise that a doubt cut short: offered again once there is none, a little at a time."""

from itertools import pairwise

import pytest

from tests.session.test_rises import SLOPES, rises, run
from treadctl.session.acts import Act, Say
from treadctl.session.rises import ANNOUNCE_S, MADE_GOOD_APART_S, Rises

FLAT = ((60, 1.0, 0.0), (600, 2.5, 0.0), (660, 1.0, 0.0))
FASTER, STEEPER = "A little faster in five.", "A little steeper in five."


def words(said: list[tuple[float, Act]]) -> list[tuple[float, str]]:
    return [(at, act.words) for at, act in said if isinstance(act, Say)]


def doubted(*, tap: bool) -> Rises:
    """At 70 s of FLAT: the rise to 2.5 km/h was agreed to, and cut short at 1.25."""
    one = rises(tap=tap, steps=FLAT)
    run(one, 0, 58)
    one.answer(True)
    run(one, 58, 61)
    one.reached_kmh = 1.25
    one.settle()
    assert run(one, 61, 70) == []
    return one


def test_in_doubt_nothing_is_offered_and_then_it_is_announced_five_seconds_ahead() -> None:
    one = doubted(tap=False)
    run(one, 70, 100)
    one.sure()
    assert words(run(one, 100, 100.25)) == [(100.0, FASTER)]
    assert one.target(100.0 + ANNOUNCE_S - 0.25) == (1.25, 0.0)
    assert one.target(100.0 + ANNOUNCE_S) == (1.75, 0.0)


def test_what_is_owed_comes_a_little_at_a_time_up_to_what_was_agreed_to() -> None:
    one = doubted(tap=False)
    one.sure()
    said = run(one, 91, 300)
    times = [at for at, _ in words(said)]
    assert times == [91.0, 126.0, 161.0]
    assert all(after - before >= MADE_GOOD_APART_S for before, after in pairwise(times))
    assert one.speed_kmh == 2.5


def test_no_tap_no_rise_where_each_needs_one() -> None:
    one = doubted(tap=True)
    one.sure()
    run(one, 91, 300)
    assert (one.asking, one.speed_kmh) == (True, 1.25)
    one.answer(True)
    assert one.target(300.0) == (1.75, 0.0)


def test_no_to_it_is_an_answer_for_good() -> None:
    one = doubted(tap=False)
    one.sure()
    run(one, 91, 92)
    one.answer(False)
    assert run(one, 92, 590) == []
    assert one.speed_kmh == 1.25


@pytest.mark.parametrize("less", [Rises.lower, Rises.hold, Rises.hold_for_good])
def test_slower_and_a_hold_end_what_is_owed(less: object) -> None:
    one = doubted(tap=False)
    assert callable(less)
    less(one)
    one.sure()
    assert run(one, 91, 600) == []


def test_what_the_plan_no_longer_has_is_not_owed() -> None:
    one = doubted(tap=False)
    run(one, 70, 601)
    one.sure()
    assert run(one, 601, 660) == []


def test_shortly_before_the_plan_changes_nothing_is_offered() -> None:
    one = doubted(tap=False)
    run(one, 70, 592)
    one.sure()
    assert run(one, 592, 600) == []


def test_a_slope_is_owed_too_and_never_near_another_change_of_slope() -> None:
    one = rises(tap=False, steps=SLOPES)
    run(one, 0, 121)
    one.reached_percent = 0.5
    one.settle()
    run(one, 121, 130)
    one.sure()
    assert words(run(one, 130, 170)) == [(150.0, STEEPER)]  # 30 s behind the last change
    flat = rises(tap=False, steps=((60, 2.0, 0.0), (600, 2.0, 1.0), (660, 1.0, 0.0)))
    run(flat, 0, 61)
    flat.reached_percent = 0.5
    flat.settle()
    flat.sure()
    assert words(run(flat, 61, 200)) == [(90.0, STEEPER)]
    assert flat.inclination_percent == 1.0


def test_a_rise_of_the_plan_meanwhile_is_owed_beside_it() -> None:
    one = rises(tap=False)
    one.reached_kmh = 0.8
    one.settle()
    run(one, 1, 56)
    one.target(60.0)
    one.reached_kmh = 0.8
    one.settle()
    one.sure()
    assert words(run(one, 95, 96)) == [(95.0, FASTER)]
    assert one.target(100.0)[0] == pytest.approx(1.3)
