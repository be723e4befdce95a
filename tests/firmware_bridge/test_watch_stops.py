"""Whether a belt that is being stopped slows as planned."""

import pytest

from firmware_bridge.settings import KEYLOOP
from firmware_bridge.wire import F_TRACKING
from tests.firmware_bridge.watched import Belt, steps_until


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
