"""Measured speed against what was commanded a moment ago."""

from collections.abc import Iterable

import pytest

from treadctl.model import StopCause
from treadctl.safety.commanded import Commanded
from treadctl.safety.speed_watch import LAG_S, SpeedWatch

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
        ([0.0] * 14, None),
        ([0.0] * 15, (3.5, StopCause.STUCK_BELT)),
        (([0.0] * 14 + [2.0]) * 3, None),
    ],
)
def test_a_speed_that_was_not_asked_for_is_stopped(
    speeds: list[float], stopped: tuple[float, StopCause] | None
) -> None:
    assert heard(watch(), speeds) == stopped


def test_a_belt_that_lags_behind_a_falling_target_is_left_alone() -> None:
    made = watch(3.0)
    made.commanded.add(1.0, 10.0)
    assert heard(made, [3.0] * 13, begin=10.0) is None


def test_a_belt_that_never_follows_a_falling_target_is_overspeed() -> None:
    made = watch(3.0)
    made.commanded.add(2.3, 10.0)
    stopped = heard(made, [3.0] * 40, begin=10.0)
    assert stopped == (10.0 + LAG_S + 2 * T + 1.0, StopCause.OVERSPEED)


def test_the_highest_of_the_latest_targets_is_what_may_be_seen() -> None:
    made = watch(1.0)
    for n, speed_kmh in enumerate([2.0, 1.5, 1.2]):
        made.commanded.add(speed_kmh, 10.0 + n)
    assert made.expected_kmh(10.0, T) == 2.0
    assert made.expected_kmh(11.0 + LAG_S + 2 * T - E, T) == 2.0
    assert made.expected_kmh(11.0 + LAG_S + 2 * T, T) == 1.5
    assert made.expected_kmh(99.0, T) == 1.2


@pytest.mark.parametrize(
    ("ratio", "stopped", "confirmed"),
    [
        (0.59, False, False),
        (0.61, True, False),
        (0.63, True, False),
        (0.65, False, False),
        (0.84, False, False),
        (0.86, False, True),
        (1.0, False, True),
        (1.14, False, True),
        (1.16, False, False),
        (1.54, False, False),
        (1.56, True, False),
        (1.61, True, False),
        (1.66, True, False),
    ],
)
def test_a_steady_ratio_shows_the_unit(ratio: float, stopped: bool, confirmed: bool) -> None:
    made = watch(0.7, known=False)  # so slow that two thirds more are no overspeed yet
    found = heard(made, [0.7 * ratio] * 60)
    if stopped:
        assert found == (LAG_S + 2 * T + 2.0, StopCause.UNIT_MISMATCH)
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
    [(1.8 * 1.61, StopCause.UNIT_MISMATCH), (1.8 * 1.7, StopCause.OVERSPEED)],
)
def test_until_the_unit_is_known_an_excess_that_miles_explain_is_put_down_to_miles(
    speed_kmh: float, cause: StopCause
) -> None:
    assert watch(1.8, known=False).heard(speed_kmh, 0.0, T) is cause


def test_once_the_unit_is_known_a_slower_belt_is_no_matter_of_miles() -> None:
    assert heard(watch(2.0), [2.0, 1.6, 1.24] + [1.24] * 60) is None


def test_unless_the_number_fell_to_miles_from_one_record_to_the_next() -> None:
    made = watch(2.0)
    assert heard(made, [2.0] * 20) is None
    assert heard(made, [1.24] * 60, begin=5.0) == (7.0, StopCause.UNIT_MISMATCH)


def test_a_number_that_goes_back_up_was_no_change_of_the_unit() -> None:
    made = watch(2.0)
    assert heard(made, ([2.0] * 4 + [1.24] * 7) * 10, begin=5.0) is None
