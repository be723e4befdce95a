"""Measured speed against what was commanded a moment ago."""

from collections.abc import Iterable

import pytest

from treadctl.model import StopCause
from treadctl.safety.commanded import Commanded
from treadctl.safety.speed_watch import SpeedWatch

T = 0.25
E = 0.01


def watch(commanded_kmh: float = 2.0, at: float = 0.0, *, known: bool = True) -> SpeedWatch:
    made = SpeedWatch(Commanded(), unit_confirmed=known)
    made.commanded.add(commanded_kmh, at)
    return made


def heard(
    made: SpeedWatch, speeds_kmh: Iterable[float], begin: float = 0.0, every_s: float = T
) -> tuple[float, StopCause] | None:
    """Hear one speed after another; the time and cause of the first stop."""
    for n, speed_kmh in enumerate(speeds_kmh):
        at = begin + n * every_s
        cause = made.heard(speed_kmh, at, every_s)
        if cause is not None:
            return at, cause
    return None


@pytest.mark.parametrize(
    ("speeds", "stopped"),
    [
        ([2.0] * 40, None),
        ([2.5] * 40, None),
        ([2.51] * 40, (1.0, StopCause.OVERSPEED)),
        ([2.8] * 40, (1.0, StopCause.OVERSPEED)),
        ([2.81], (0.0, StopCause.OVERSPEED)),
        ([2.2, 2.2, 2.49, 2.49], None),
        ([2.02, 2.52], (0.25, StopCause.SPEED_JUMP)),
        ([2.0, 3.5], (0.25, StopCause.SPEED_JUMP)),
        ([1.0, 2.0], None),
        ([3.5, 2.0, 2.5], (0.0, StopCause.OVERSPEED)),
        (([2.6] * 3 + [2.4]) * 10, None),
        ([2.0, 2.2, 2.31], (0.5, StopCause.RUNAWAY)),
        ([2.0, 2.2, 2.29], None),
        ([2.31, 2.31, 2.31], None),
        ([2.32, 2.31, 2.33], None),
        ([2.31, 2.32, 2.50], None),
        ([2.31, 2.4, 2.52], (0.5, StopCause.RUNAWAY)),
        ([2.31, 2.31, 2.52], None),
        ([2.31, 2.52, 2.52], None),
        ([1.0, 1.2, 1.4], None),
        ([2.0, 2.0, 2.6], (0.5, StopCause.SPEED_JUMP)),
        ([0.0] * 14, None),
        ([0.0] * 15, (3.5, StopCause.STUCK_BELT)),
        (([0.0] * 14 + [2.0]) * 3, None),
    ],
)
def test_a_speed_that_was_not_asked_for_is_stopped(
    speeds: list[float], stopped: tuple[float, StopCause] | None
) -> None:
    assert heard(watch(), speeds) == stopped


@pytest.mark.parametrize(
    ("speeds", "stopped"),
    [
        ([0.5] * 40, None),
        ([0.8] * 40, (1.0, StopCause.OVERSPEED)),
        ([0.81], (0.0, StopCause.OVERSPEED)),
        ([0.0, 0.5], None),
        ([0.25, 0.75], (0.25, StopCause.SPEED_JUMP)),
        ([0.05, 0.2, 0.3], None),
        ([0.2, 0.3, 0.4], (0.5, StopCause.RUNAWAY)),
    ],
)
def test_the_limits_to_the_last_bit_over_a_target_of_zero(
    speeds: list[float], stopped: tuple[float, StopCause] | None
) -> None:
    assert heard(watch(0.0), speeds) == stopped


def test_a_belt_that_comes_to_a_stand_later_is_stuck_as_late() -> None:
    assert heard(watch(), [0.0] * 15, begin=10.0) == (13.5, StopCause.STUCK_BELT)


def test_a_belt_that_lags_behind_a_falling_target_is_left_alone() -> None:
    made = watch(3.0)
    made.commanded.add(1.0, 10.0)
    assert heard(made, [3.0] * 13, begin=10.0) is None


def test_a_belt_that_never_follows_a_falling_target_is_overspeed() -> None:
    made = watch(3.0)
    made.commanded.add(2.3, 10.0)
    stopped = heard(made, [3.0] * 40, begin=10.0)
    assert stopped == (10.0 + 3.0 + 2 * T + 1.0, StopCause.OVERSPEED)


def test_the_highest_of_the_latest_targets_is_what_may_be_seen() -> None:
    made = watch(1.0)
    for n, speed_kmh in enumerate([2.0, 1.5, 1.2]):
        made.commanded.add(speed_kmh, 10.0 + n)
    assert made.expected_kmh(10.0, T) == 2.0
    assert made.expected_kmh(11.0 + 3.0 + 2 * T - E, T) == 2.0
    assert made.expected_kmh(11.0 + 3.0 + 2 * T, T) == 1.5
    assert made.expected_kmh(99.0, T) == 1.2


@pytest.mark.parametrize(
    ("ratio", "stopped", "confirmed"),
    [
        (0.59, False, False),
        (0.6, True, False),
        (0.64, True, False),
        (0.65, False, False),
        (0.84, False, False),
        (0.85, False, True),
        (1.0, False, True),
        (1.15, False, True),
        (1.16, False, False),
        (1.54, False, False),
        (1.55, True, False),
        (1.61, True, False),
        (1.67, True, False),
        (1.68, False, False),
    ],
)
def test_a_steady_ratio_shows_the_unit(ratio: float, stopped: bool, confirmed: bool) -> None:
    made = watch(0.5, known=False)  # so slow that two thirds more are no overspeed yet
    found = heard(made, [0.5 * ratio] * 60)
    if stopped:
        assert found == (3.0 + 2 * T + 2.0, StopCause.UNIT_MISMATCH)
    else:
        assert found is None
    assert made.unit_confirmed is confirmed


def test_a_unit_is_judged_only_while_the_target_rests() -> None:
    made = watch(0.8, known=False)
    for n in range(40):
        made.commanded.add(0.8, float(n))
        assert heard(made, [0.5] * 4, begin=float(n)) is None
    assert not made.unit_confirmed


def test_a_confirmed_unit_stays_confirmed() -> None:
    made = watch(1.0, known=False)
    heard(made, [1.0] * 20)
    assert made.unit_confirmed
    heard(made, [1.3] * 20, begin=5.0)
    assert made.unit_confirmed


def test_a_target_of_zero_says_nothing_about_the_unit() -> None:
    made = watch(0.0, known=False)
    assert heard(made, [0.4] * 60) is None and not made.unit_confirmed


@pytest.mark.parametrize(
    ("speed_kmh", "cause"),
    [
        (3.22, StopCause.UNIT_MISMATCH),
        (3.34, StopCause.UNIT_MISMATCH),
        (3.35, StopCause.OVERSPEED),
    ],
)
def test_until_the_unit_is_known_an_excess_that_miles_explain_is_put_down_to_miles(
    speed_kmh: float, cause: StopCause
) -> None:
    assert watch(2.0, known=False).heard(speed_kmh, 0.0, T) is cause


def test_once_the_unit_is_known_a_slower_belt_is_no_matter_of_miles() -> None:
    assert heard(watch(2.0), [2.0, 1.6, 1.24] + [1.24] * 60) is None


def test_unless_the_number_fell_to_miles_from_one_record_to_the_next() -> None:
    made = watch(2.0)
    assert heard(made, [2.0] * 20) is None
    assert heard(made, [1.24] * 60, begin=5.0) == (7.0, StopCause.UNIT_MISMATCH)


def test_a_number_that_goes_back_up_was_no_change_of_the_unit() -> None:
    made = watch(2.0)
    assert heard(made, ([2.0] * 4 + [1.24] * 7) * 10, begin=5.0) is None


def test_a_unit_is_odd_only_without_a_break() -> None:
    made = watch(0.5, known=False)
    assert heard(made, ([0.31] * 7 + [0.4]) * 10, begin=5.0) is None
    made.commanded.add(0.5, 26.0)
    assert heard(made, [0.31] * 60, begin=25.0) == (31.5, StopCause.UNIT_MISMATCH)


@pytest.mark.parametrize(
    ("before_kmh", "speeds", "switched"),
    [
        (2.0, [1.24], True),
        (1.7, [1.24], True),
        (1.69, [1.24], False),
        (2.0, [1.2], True),
        (2.0, [1.28], True),
        (2.0, [1.19], False),
        (2.0, [1.29], False),
        (2.0, [1.19, 1.24], False),
        (2.0, [1.29, 1.24], False),
    ],
)
def test_a_number_falls_to_miles_from_what_was_asked_to_its_share(
    before_kmh: float, speeds: list[float], switched: bool
) -> None:
    stopped = heard(watch(2.0), [before_kmh, *speeds, *speeds[-1:] * 60], begin=5.0)
    assert stopped == ((7.25, StopCause.UNIT_MISMATCH) if switched else None)


@pytest.mark.parametrize("asked_kmh", [0.1, 2.0])
def test_a_number_that_was_never_higher_did_not_fall(asked_kmh: float) -> None:
    assert heard(watch(asked_kmh), [0.62 * asked_kmh] * 60, begin=5.0) is None


@pytest.mark.parametrize(
    ("asked_kmh", "told_kmh", "explained"),
    [
        (2.0, 1.18, False),
        (2.0, 1.2, True),
        (2.0, 1.28, True),
        (2.0, 1.3, False),
        (2.0, 2.0, False),
        (2.0, 3.08, False),
        (2.0, 3.1, True),
        (2.0, 3.34, True),
        (2.0, 3.36, False),
        (0.5, 0.31, True),
        (0.0, 1.0, False),
    ],
)
def test_a_target_that_is_told_in_miles_is_explained_until_the_unit_is_known(
    asked_kmh: float, told_kmh: float, explained: bool
) -> None:
    assert watch(asked_kmh, known=False).explained_by_miles(told_kmh) is explained
    assert not watch(asked_kmh).explained_by_miles(told_kmh)
    assert not SpeedWatch(watch(asked_kmh).commanded).unit_confirmed
