"""Whether the belt does what it should: each rule at its edge."""

import pytest

from firmware_bridge.ticks import LAST
from firmware_bridge.wire import F_OVERSPEED, F_TACH, F_TRACKING
from tests.firmware_bridge.watched import Belt, steps_until


def test_each_time_is_kept_to_the_millisecond() -> None:
    watch = Belt().at(651).watch
    for _ in range(2):
        assert watch.overspeed(600, 199) == 0
        assert watch.overspeed(600, 1) == F_OVERSPEED
        assert watch.overspeed(601, 10) == 0
    watch = Belt().at(900).watch
    for _ in range(2):
        assert watch.tracking(600, True, 2999) == 0
        assert watch.tracking(600, True, 1) == F_TRACKING
        assert watch.tracking(600, False, 10) == 0


def test_a_command_is_steady_after_2_s_to_the_millisecond() -> None:
    watch = Belt().at(600, quiet_ms=1000).watch
    for _ in range(2):
        assert watch.tach_lost(600, True, 1999) == 0
        assert watch.tach_lost(600, True, 1) == F_TACH
        assert watch.tach_lost(600, False, 10) == 0


def test_a_belt_is_driven_for_2_s_to_the_millisecond() -> None:
    watch = Belt().at(0, quiet_ms=2000).watch
    for _ in range(2):
        assert watch.tach_lost(100, False, 1999) == 0
        assert watch.tach_lost(100, False, 1) == F_TACH
        assert watch.tach_lost(79, False, 10) == 0


def test_a_belt_that_is_half_a_kilometre_per_hour_too_fast_is_tolerated() -> None:
    watch = Belt().at(650).watch
    assert [watch.overspeed(600, 10) for _ in range(500)] == [0] * 500


def test_a_faster_one_is_a_fault_after_200_ms() -> None:
    watch = Belt().at(651).watch
    assert steps_until(F_OVERSPEED, [watch.overspeed(600, 10) for _ in range(40)]) == 19


def test_overspeed_that_ends_in_between_begins_anew() -> None:
    belt = Belt().at(651)
    for _ in range(19):
        belt.watch.overspeed(600, 10)
    belt.at(650).watch.overspeed(600, 10)
    belt.at(651)
    assert steps_until(F_OVERSPEED, [belt.watch.overspeed(600, 10) for _ in range(40)]) == 19


@pytest.mark.parametrize(
    ("command_ckmh", "tolerated_ckmh"),
    [(100, 80), (100, -80), (400, 80), (405, 81), (600, 120), (600, -120), (0, 80)],
)
def test_a_belt_off_by_more_than_0_8_km_h_and_20_percent_is_a_fault_after_3_s(
    command_ckmh: int, tolerated_ckmh: int
) -> None:
    watch = Belt().at(command_ckmh + tolerated_ckmh).watch
    assert [watch.tracking(command_ckmh, True, 10) for _ in range(400)] == [0] * 400
    more = 1 if tolerated_ckmh > 0 else -1
    watch = Belt().at(command_ckmh + tolerated_ckmh + more).watch
    found = [watch.tracking(command_ckmh, True, 10) for _ in range(400)]
    assert steps_until(F_TRACKING, found) == 299


def test_a_belt_is_not_judged_while_its_target_is_still_ahead() -> None:
    belt = Belt().at(0)
    for _ in range(299):
        belt.watch.tracking(300, True, 10)
    assert belt.watch.tracking(300, False, 10) == 0
    found = [belt.watch.tracking(300, True, 10) for _ in range(400)]
    assert steps_until(F_TRACKING, found) == 299


def quiet(belt: Belt, command_ckmh: int, steady: bool, seconds: float = 4.0) -> list[int]:
    """Drive without a pulse, step by step."""
    found = []
    for _ in range(round(seconds * 100)):
        belt.tach.quiet_ms = min(belt.tach.quiet_ms + 10, 2000)
        found.append(belt.watch.tach_lost(command_ckmh, steady, 10))
    return found


@pytest.mark.parametrize(
    ("command_ckmh", "after_ms"), [(600, 300), (297, 300), (200, 445), (100, 891), (80, 1113)]
)
def test_a_driven_belt_without_a_pulse_is_a_fault_after_1_5_periods(
    command_ckmh: int, after_ms: int
) -> None:
    belt = Belt().at(command_ckmh)
    for _ in range(200):
        assert belt.watch.tach_lost(command_ckmh, True, 10) == 0
    assert steps_until(F_TACH, quiet(belt, command_ckmh, True)) == (after_ms + 9) // 10 - 1


def test_a_belt_that_is_still_to_follow_has_2_s() -> None:
    belt = Belt().at(0, quiet_ms=2000)
    assert steps_until(F_TACH, quiet(belt, 600, False)) == 199


def test_the_2_s_begin_when_the_belt_is_driven() -> None:
    belt = Belt().at(0, quiet_ms=2000)
    assert quiet(belt, 79, True) == [0] * 400
    assert steps_until(F_TACH, quiet(belt, 80, True)) in (0, 111)


def test_the_period_counts_only_once_the_command_was_steady_for_2_s() -> None:
    belt = Belt().at(600)
    for _ in range(150):
        belt.watch.tach_lost(600, True, 10)
    belt.watch.tach_lost(600, False, 10)
    assert steps_until(F_TACH, quiet(belt, 600, True)) == 199


def test_a_coarse_sensor_has_no_more_than_2_s() -> None:
    belt = Belt(um_per_pulse=1_000_000).at(100)
    for _ in range(200):
        belt.watch.tach_lost(100, True, 10)
    assert steps_until(F_TACH, quiet(belt, 100, True)) == 199


def test_what_is_not_driven_for_a_moment_is_judged_anew() -> None:
    belt = Belt().at(0, quiet_ms=2000)
    for _ in range(150):
        assert belt.watch.tach_lost(100, False, 10) == 0
    belt.watch.tach_lost(0, False, 10)
    assert steps_until(F_TACH, quiet(belt, 100, False)) == 199


def test_stopwatches_never_outgrow_a_small_number() -> None:
    belt = Belt().at(600)
    belt.watch.begin_stop(600)
    belt.watch.lags(LAST)
    belt.watch.lags(LAST)
    for _ in range(2):
        belt.watch.tach_lost(600, True, LAST)
    assert belt.watch._ramp_ms == belt.watch._driven_ms == belt.watch._steady_ms == LAST
