"""Whether the belt does what it should: each rule at its edge."""

import pytest

from firmware_bridge.settings import KEYLOOP, Settings
from firmware_bridge.tach import Tach
from firmware_bridge.ticks import LAST
from firmware_bridge.watch import Watch
from firmware_bridge.wire import F_OVERSPEED, F_TACH, F_TRACKING


class Belt:
    """A watch over a tach whose numbers are set by hand."""

    def __init__(self, **changes: int) -> None:
        self.settings = Settings(**changes)
        self.tach = Tach(self.settings.um_per_pulse)
        self.watch = Watch(self.settings, self.tach)

    def at(self, speed_ckmh: int, quiet_ms: int = 0) -> "Belt":
        """Show this speed."""
        self.tach.speed_ckmh, self.tach.quiet_ms = speed_ckmh, quiet_ms
        return self


def steps_until(fault: int, found: list[int]) -> int:
    """Return how many steps passed without a fault; from then on there is this one."""
    calm = found.index(fault)
    assert found == [0] * calm + [fault] * (len(found) - calm)
    return calm


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


@pytest.mark.parametrize(
    ("after_ms", "speed_ckmh", "fault"),
    [(1005, 700, 0), (1006, 700, F_TRACKING), (1600, 592, 0), (1600, 593, F_TRACKING)],
)
def test_the_plan_of_a_stop_is_kept_to_the_millisecond(
    after_ms: int, speed_ckmh: int, fault: int
) -> None:
    belt = Belt().at(600)
    belt.watch.begin_stop(600)
    assert belt.at(speed_ckmh).watch.lags(after_ms) == fault


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


def lag(belt: Belt, speeds_ckmh: list[int]) -> list[int]:
    """Let a stop go on, with one pulse at each of these speeds, 100 ms apart."""
    found = []
    for speed_ckmh in speeds_ckmh:
        belt.tach.speed_ckmh = speed_ckmh
        belt.tach.quiet_ms = 0
        found.append(belt.watch.lags(100))
    return found


def test_a_belt_that_keeps_its_speed_in_a_stop_is_a_fault() -> None:
    belt = Belt().at(600)
    belt.watch.begin_stop(600)
    # 1 s of patience, then 1.0 km/h at 1.8 km/h/s
    assert steps_until(F_TRACKING, lag(belt, [600] * 40)) == 15


def test_a_belt_that_slows_as_planned_is_none() -> None:
    belt = Belt().at(600)
    belt.watch.begin_stop(600)
    speeds = [max(600 - 18 * n, 0) for n in range(60)]
    assert lag(belt, speeds) == [0] * 60


def test_the_plan_begins_at_the_greater_of_speed_and_command() -> None:
    for command_ckmh, speed_ckmh in ((600, 500), (500, 600)):
        belt = Belt().at(speed_ckmh)
        belt.watch.begin_stop(command_ckmh)
        assert lag(belt, [700] * 9) == [0] * 9
        assert lag(belt, [701]) == [F_TRACKING]


def test_a_stop_s_plan_ends_at_standing() -> None:
    belt = Belt().at(100)
    belt.watch.begin_stop(100)
    lag(belt, [0] * 40)
    assert lag(belt, [100]) == [0]
    assert lag(belt, [101]) == [F_TRACKING]


def test_only_a_pulse_proves_that_a_belt_lags() -> None:
    belt = Belt().at(600, quiet_ms=10)
    belt.watch.begin_stop(600)
    assert [belt.watch.lags(10) for _ in range(500)] == [0] * 500


def test_a_second_stop_has_a_plan_of_its_own() -> None:
    belt = Belt().at(600)
    belt.watch.begin_stop(600)
    lag(belt, [0] * 40)
    belt.at(600).watch.begin_stop(600)
    assert steps_until(F_TRACKING, lag(belt, [600] * 40)) == 15


@pytest.mark.parametrize(
    ("changes", "speed_ckmh", "cap_ms"),
    [
        ({}, 600, 5333),
        ({"role": KEYLOOP}, 600, 10_333),
        ({"role": KEYLOOP, "um_per_pulse": 0, "max_ckmh": 900}, 0, 14_500),
    ],
)
def test_the_time_for_a_stop_ends_2_s_after_the_plan(
    changes: dict[str, int], speed_ckmh: int, cap_ms: int
) -> None:
    belt = Belt(**changes).at(speed_ckmh)
    belt.watch.begin_stop(0)
    belt.at(0)
    belt.watch.lags(cap_ms)
    assert not belt.watch.ramp_over()
    belt.watch.lags(1)
    assert belt.watch.ramp_over()


def test_a_treadmill_s_own_stop_is_given_longer() -> None:
    belt = Belt(role=KEYLOOP).at(600)
    belt.watch.begin_stop(0)
    # 1 s of patience, then 1.0 km/h at 0.72 km/h/s
    assert steps_until(F_TRACKING, lag(belt, [600] * 40)) == 24


def test_stopwatches_never_outgrow_a_small_number() -> None:
    belt = Belt().at(600)
    belt.watch.begin_stop(600)
    belt.watch.lags(LAST)
    belt.watch.lags(LAST)
    for _ in range(2):
        belt.watch.tach_lost(600, True, LAST)
    assert belt.watch._ramp_ms == belt.watch._driven_ms == belt.watch._steady_ms == LAST
