"""A target is approached on the machine's grid and never faster than the tier allows."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.model import Range
from treadctl.safety.ramp import CATCH_UP_S, Ramp, wire_range


def ramp(commanded: int = 100, up: float = 20.0, down: float = 30.0, step: int = 10) -> Ramp:
    made = Ramp(up, down, 50, 600, step)
    made.begin(commanded, 0.0)
    return made


def written(one: Ramp, until_s: float, every_s: float = 0.25) -> list[tuple[float, int]]:
    """What is written when it is asked for every so often."""
    found = []
    for n in range(1, round(until_s / every_s) + 1):
        value = one.next(n * every_s)
        if value is not None:
            found.append((n * every_s, value))
    return found


def test_a_rise_takes_a_step_each_half_second_at_20_a_second() -> None:
    rising = ramp()
    rising.aim(140, 0.0)
    assert written(rising, 10.0) == [(0.5, 110), (1.0, 120), (1.5, 130), (2.0, 140)]


def test_a_fall_goes_at_its_own_rate() -> None:
    falling = ramp(200, down=10.0)
    falling.aim(180, 0.0)
    assert written(falling, 10.0) == [(1.0, 190), (2.0, 180)]


@pytest.mark.parametrize(
    ("asked", "goal"), [(100, 100), (109, 100), (110, 110), (9999, 600), (0, 50), (-5, 50)]
)
def test_a_goal_is_cut_to_the_range_and_rounded_down_to_the_grid(asked: int, goal: int) -> None:
    assert ramp().aim(asked, 0.0) == goal


def test_a_goal_set_long_after_the_last_begins_to_count_when_it_is_set() -> None:
    one = ramp()
    one.aim(200, 100.0)
    assert one.next(100.4) is None and one.next(100.5) == 110


def test_a_change_of_direction_begins_to_count_anew() -> None:
    one = ramp()
    one.aim(200, 0.0)
    one.aim(50, 0.45)
    assert one.next(0.6) is None


def test_asking_again_for_the_same_goal_delays_nothing() -> None:
    one = ramp()
    for n in range(5):
        one.aim(200, n * 0.1)
    assert one.next(0.5) == 110


def test_time_that_was_held_does_not_count_towards_a_rise() -> None:
    one = ramp()
    one.aim(200, 0.0)
    one.hold(5.0)
    assert one.next(5.4) is None and one.next(5.5) == 110


def test_a_hold_does_not_hold_a_fall() -> None:
    one = ramp(200)
    one.aim(100, 0.0)
    one.hold(0.4)
    assert one.next(0.4) == 190


def test_time_in_which_nobody_asked_is_not_made_good_at_once() -> None:
    one = ramp()
    one.aim(600, 0.0)
    assert one.next(60.0) == 100 + 20 * CATCH_UP_S


def test_a_rate_of_zero_never_rises() -> None:
    one = ramp(up=0.0)
    one.aim(600, 0.0)
    assert one.next(3600.0) is None


def test_a_ramp_that_was_never_begun_writes_nothing() -> None:
    one = Ramp(1.0, 1.0, 0, 0, 5)
    one.aim(10, 0.0)
    assert one.next(100.0) is None


def test_only_a_rise_counts_as_one() -> None:
    one = ramp(200)
    one.aim(190, 0.0)
    assert one.next(1.0) == 190 and not one.rose_within(30.0, 1.0)
    one.aim(200, 1.0)
    assert one.next(2.0) == 200
    assert one.rose_within(30.0, 31.99) and not one.rose_within(30.0, 32.0)


WAITS = st.lists(st.floats(0.01, 5.0), min_size=1, max_size=60)
GOALS = st.lists(st.integers(-100, 900), min_size=1, max_size=60)


@given(WAITS, GOALS, st.sampled_from([5.0, 10.0, 20.0]), st.integers(1, 40), st.integers(50, 600))
def test_no_stretch_of_a_ramp_is_faster_than_its_rate(
    waits: list[float], goals: list[int], rate: float, step: int, first: int
) -> None:
    one = Ramp(rate, rate, 50, 600, step)
    one.begin(first, 0.0)
    now, told = 0.0, [(0.0, one.commanded or 0)]
    for n, wait_s in enumerate(waits):
        one.aim(goals[n % len(goals)], now)
        now += wait_s
        value = one.next(now)
        if value is not None:
            told.append((now, value))
    for _, value in told:
        assert 50 <= value <= 600 and (value - 50) % step == 0
    at_once = max(step, rate * CATCH_UP_S)
    for i, (begun, low) in enumerate(told):
        for ended, high in told[i + 1 :]:
            assert high - low <= rate * (ended - begun) + at_once + 1e-3


@given(st.floats(0.05, 0.3), st.integers(1, 32))
def test_a_ramp_reaches_its_goal_and_then_is_quiet(rate_kmh_s: float, step: int) -> None:
    one = Ramp(rate_kmh_s * 100, 30.0, 50, 600, step)
    one.begin(50, 0.0)
    goal = one.aim(400, 0.0)
    values = [value for _, value in written(one, 200.0)]
    assert values[-1] == goal and all(a < b for a, b in pairwise(values))


@pytest.mark.parametrize(
    ("given_range", "made"),
    [
        (None, (0, 350, 10)),
        (Range(0.5, 12.0, 0.1), (50, 350, 10)),
        (Range(0.96, 3.0, 0.32), (96, 300, 32)),
        (Range(1.0, 3.0, 0.0), (100, 300, 1)),
    ],
)
def test_a_range_comes_in_wire_units_cut_to_the_limit(
    given_range: Range | None, made: tuple[int, int, int]
) -> None:
    assert wire_range(given_range, 100, 3.5, 0.1) == made


def test_a_fall_that_nobody_vouches_for_is_said_once_more_and_a_rise_begins_below_it() -> None:
    ramp = Ramp(up_per_s=10, down_per_s=20, low=50, high=500, step=10)
    ramp.begin(100, 0.0)
    ramp.aim(90, 0.0)
    assert ramp.next(1.0) == 90
    ramp.say_again()
    assert ramp.next(1.5) == 90 and ramp.next(2.0) is None
    ramp.say_again()
    ramp.aim(200, 2.0)
    assert ramp.next(3.0) == 100


def test_a_fall_that_was_refused_after_nobody_vouched_for_it_is_not_taken_back() -> None:
    ramp = Ramp(up_per_s=10, down_per_s=20, low=50, high=500, step=10)
    ramp.begin(100, 0.0)
    ramp.aim(90, 0.0)
    assert ramp.next(1.0) == 90
    ramp.say_again()
    assert ramp.next(1.5) == 90
    ramp.take_back(1.6)
    assert ramp.commanded == 90 and ramp.next(2.0) == 90
    ramp.aim(200, 2.0)
    assert ramp.next(3.0) == 100


def test_a_ramp_that_was_never_begun_has_nothing_to_give_up_and_nothing_to_take_back() -> None:
    one = Ramp(1.0, 1.0, 0, 100, 5)
    assert one.goal == 0
    one.aim(10, 0.0)
    one.settle()
    one.take_back(1.0)
    assert one.goal == 10 and one.commanded is None


def test_what_was_begun_with_is_never_taken_back() -> None:
    one = ramp(100)
    one.take_back(1.0)
    assert one.commanded == 100 and one.next(2.0) is None


def test_what_was_written_last_and_before_was_asked_for_but_for_a_step() -> None:
    one = ramp(100)
    assert [value for value in range(70, 150) if one.asked_for(value)] == [*range(90, 111)]
    one.aim(140, 0.0)
    assert one.next(0.5) == 110
    assert [value for value in range(70, 150) if one.asked_for(value)] == [*range(90, 121)]


def test_what_was_not_taken_is_tried_again_a_step_later() -> None:
    one = ramp(100)
    one.aim(140, 0.0)
    assert one.next(0.5) == 110
    one.take_back(0.625)
    assert one.commanded == 100
    assert one.next(1.0) is None and one.next(1.125) == 110
