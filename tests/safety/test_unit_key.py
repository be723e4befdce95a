"""A unit key pressed in the middle of a walk."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from treadctl.safety.unit_key import MILES_PER_KM, SAME_UNIT, UnitKey

LAG_S = 3.5
E = 0.01
MILES = 1.609344


def told(
    *speeds_kmh: float, asked_kmh: Sequence[float] = (2.0,), every_s: float = 0.25
) -> tuple[UnitKey, list[bool]]:
    """A watch that heard these, one upon the other, and whether each showed a climb."""
    key = UnitKey()
    return key, [
        key.heard(kmh, before_kmh, asked_kmh, n * every_s, LAG_S)
        for n, (before_kmh, kmh) in enumerate(pairwise(speeds_kmh))
    ]


def suspected(*speeds_kmh: float, asked_kmh: Sequence[float] = (2.0,)) -> bool:
    return told(*speeds_kmh, asked_kmh=asked_kmh)[0].suspected


def test_a_walk_begins_without_a_suspicion() -> None:
    assert not UnitKey().suspected and not UnitKey().in_miles


def test_a_number_that_falls_to_miles_at_once_is_suspected_as_long_as_it_rests_there() -> None:
    key, climbs = told(2.0, *[2.0 / MILES] * 10)
    assert key.suspected and key.in_miles and not any(climbs)


def test_a_number_that_rests_there_is_still_suspected_behind_a_gap() -> None:
    key, _ = told(2.0, *[2.0 / MILES] * 2, every_s=LAG_S + E)
    assert key.suspected and key.in_miles


@pytest.mark.parametrize(
    ("before_kmh", "kmh", "found"),
    [
        (2.0, 1.5, True),
        (2.0, 1.51, False),
        (2.0, 1.2, True),
        (2.0, 1.19, False),
        (2.0, 0.0, False),
        (1.7, 1.27, True),
        (1.69, 1.2, False),
        (2.3, 1.5, True),  # the most that was asked for counts, whatever noise came before
        (2.3, 1.52, False),
        (0.0, 0.0, False),
    ],
)
def test_only_a_fall_from_what_was_asked_that_no_brake_explains_is_suspected(
    before_kmh: float, kmh: float, found: bool
) -> None:
    assert suspected(before_kmh, kmh) is found


@pytest.mark.parametrize("every_s", [0.25, 1.0])
def test_a_belt_that_brakes_is_not_suspected(every_s: float) -> None:
    braking = [2.0 - 0.45 * every_s * n for n in range(int(1.6 / 0.45 / every_s))]
    key, climbs = told(*braking, every_s=every_s)
    assert not key.suspected and not any(climbs)


def test_a_belt_on_its_way_up_falls_to_miles_from_where_it_is() -> None:
    """Not from what it is asked for by now, which it has not reached."""
    asked_kmh = (2.0, 1.8, 1.6, 1.4)
    assert suspected(1.7, 1.7 / MILES, asked_kmh=asked_kmh)
    assert not suspected(1.18, 0.7, asked_kmh=asked_kmh)
    assert suspected(1.19, 0.72, asked_kmh=asked_kmh)


@pytest.mark.parametrize(
    ("asked_kmh", "found"),
    [
        ((2.0,), True),
        ((1.2, 2.0), False),
        ((2.0, 1.2), True),
        ((1.6, 1.2, 2.0), False),
        ((1.8, 2.0, 1.2), True),
        ((2.0, 1.2, 2.0), True),
    ],
)
def test_a_belt_that_we_slow_ourselves_is_not_suspected(
    asked_kmh: Sequence[float], found: bool
) -> None:
    assert suspected(2.0, 1.3, asked_kmh=asked_kmh) is found


def test_one_that_falls_to_miles_on_its_way_down_is() -> None:
    key, climbs = told(1.9, 1.9 / MILES, 1.8 / MILES, 1.8 / MILES, asked_kmh=(1.8, 2.0))
    assert key.suspected and key.in_miles and not any(climbs)


def test_a_number_that_is_back_at_once_was_noise() -> None:
    key, climbs = told(2.0, 1.24, 1.7)
    assert not key.suspected and not key.in_miles and not any(climbs)
    assert told(2.0, 1.24, 1.69)[0].suspected


def test_a_number_that_falls_on_is_a_belt_that_slows() -> None:
    assert not suspected(2.0, 1.24, 1.19)


def test_a_suspicion_lasts_as_long_as_a_belt_may_lag() -> None:
    for n, found in ((14, True), (15, False)):
        key, _ = told(2.0, *[1.4] * (n + 1))
        assert key.suspected is found
        assert not key.in_miles


def test_a_new_fall_is_suspected_anew_and_for_as_long() -> None:
    key, climbs = told(2.0, 1.4, 2.0, *[2.0 / MILES] * 15)
    assert key.suspected and key.in_miles and not any(climbs)


def test_a_number_that_left_miles_is_in_miles_no_more() -> None:
    key, climbs = told(2.0, 1.24, 1.29, 1.24)
    assert key.suspected and not key.in_miles and not any(climbs)


@pytest.mark.parametrize(
    ("speeds_kmh", "climbs"),
    [
        ((1.24, 1.28), False),
        ((1.24, 1.35), True),
        ((1.24, 1.33), False),
        ((1.2, 1.25, 1.31), True),
        ((1.4, 1.49), False),
        ((1.4, 1.5), True),
        ((1.4, 1.3, 1.41), True),
        ((1.4, 1.3, 1.39), False),
        ((1.24, 1.35, 1.7), False),
    ],
)
def test_a_number_that_fell_and_climbs_though_nothing_is_written_is_a_belt_that_speeds_up(
    speeds_kmh: tuple[float, ...], climbs: bool
) -> None:
    assert told(2.0, *speeds_kmh)[1][-1] is climbs


def test_a_number_that_goes_to_and_fro_within_miles_does_not_climb() -> None:
    key, climbs = told(3.0, 1.8, 1.92, asked_kmh=(3.0,))
    assert key.in_miles and not any(climbs)


def test_a_belt_that_falls_twice_slows_and_is_not_suspected_anew() -> None:
    assert not suspected(1.9, 1.42, 1.06, asked_kmh=(2.0, 1.4))


def test_the_bounds_lie_close_on_both_sides_of_what_they_are_about() -> None:
    about = ((MILES, MILES_PER_KM[0]), (1 / MILES, MILES_PER_KM[1]))
    assert all(0.96 * ratio < low < ratio < high < 1.04 * ratio for ratio, (low, high) in about)
    assert SAME_UNIT[0] + SAME_UNIT[1] == 2.0


def test_the_share_of_a_belt_in_miles_is_held_against_the_most_that_was_asked_for() -> None:
    key, _ = told(1.7, 1.7 / MILES, 1.27, asked_kmh=(2.0, 1.6))
    assert key.in_miles
    key, _ = told(1.7, 1.7 / MILES, 1.29, asked_kmh=(2.0, 1.6))
    assert key.suspected and not key.in_miles
