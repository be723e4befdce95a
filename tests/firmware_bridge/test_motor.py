"""Duty and speed: how they rise, are kept and fall."""

import itertools

import pytest

from firmware_bridge.motor import STOP_DECEL, Motor
from firmware_bridge.settings import Settings

SETTINGS = Settings()


def moving(speed_ckmh: int = 600, **changes: int) -> Motor:
    """A motor that has reached its target."""
    motor = Motor(Settings(**changes))
    motor.target_ckmh = speed_ckmh
    while not motor.steady:
        motor.drive(10, 50, 50)
    return motor


def test_a_new_motor_is_off() -> None:
    motor = Motor(SETTINGS)
    assert (motor.duty, motor.command_ckmh, motor.target_ckmh) == (0, 0, 0)
    assert motor.steady


@pytest.mark.parametrize(
    ("speed_ckmh", "duty"), [(0, 0), (80, 11246), (100, 11776), (600, 25011), (1200, 40893)]
)
def test_each_speed_has_its_duty_on_the_line_that_was_measured(speed_ckmh: int, duty: int) -> None:
    assert moving(speed_ckmh).duty == duty


def test_speed_rises_and_falls_as_fast_as_allowed_and_no_faster() -> None:
    motor = moving(100)
    motor.target_ckmh = 200
    for _ in range(199):
        motor.drive(10, 50, 180)
    assert motor.command_ckmh == 199
    assert not motor.steady
    motor.drive(10, 50, 180)
    assert motor.command_ckmh == 200
    assert motor.steady
    motor.target_ckmh = 20
    for _ in range(99):
        motor.drive(10, 50, 180)
    assert not motor.steady
    motor.drive(10, 50, 180)
    assert motor.command_ckmh == 20


def test_a_change_of_0_01_km_h_each_second_is_not_lost() -> None:
    motor = moving(100)
    motor.target_ckmh = 102
    for _ in range(100):
        motor.drive(10, 1, 1)
    assert motor.command_ckmh == 101
    assert motor.duty == 9129 + 2647 * 1010 // 1000


def test_the_duty_never_exceeds_what_the_board_takes() -> None:
    assert moving(1200, duty_per_kmh=8000).duty == 55_705
    motor = moving(1200, max_duty=20_000)
    assert motor.duty == 20_000


def test_the_duty_is_trimmed_by_what_the_belt_is_off() -> None:
    motor = moving(600)
    motor.trim(1000, 500)
    motor.drive(10, 50, 50)
    assert motor.duty == 25_011 + 700
    motor.trim(2000, 700)
    motor.drive(10, 50, 50)
    assert motor.duty == 25_011 - 700


def test_a_new_motor_is_not_trimmed() -> None:
    motor = moving(600)
    motor.trim(857, 599)
    motor.drive(10, 50, 50)
    assert motor.duty == 25_011 + 5


def test_a_ramp_that_nobody_began_drives_nothing() -> None:
    motor = moving(600, dead_zone_duty=0)
    motor.slow(10)
    assert motor.duty == 0


@pytest.mark.parametrize(("speed_ckmh", "duty"), [(0, 25_011 + 6_554), (1200, 25_011 - 6_554)])
def test_the_trim_has_its_limits(speed_ckmh: int, duty: int) -> None:
    motor = moving(600)
    motor.trim(60_000, speed_ckmh)
    motor.drive(10, 50, 50)
    assert motor.duty == duty


def test_a_duty_below_zero_is_zero() -> None:
    motor = moving(80, dead_zone_duty=0, duty_per_kmh=500)
    motor.trim(60_000, 1200)
    motor.drive(10, 50, 50)
    assert motor.duty == 0


def test_the_trim_is_forgotten_at_standstill() -> None:
    motor = moving(100)
    motor.trim(60_000, 0)
    motor.target_ckmh = 0
    while not motor.steady:
        motor.drive(10, 50, 50)
    assert motor.duty == 0
    motor.target_ckmh = 600
    while not motor.steady:
        motor.drive(10, 50, 50)
    assert motor.duty == 25_011


def test_a_stop_ramps_at_half_a_metre_per_second_each_second() -> None:
    assert STOP_DECEL == 180
    motor = moving(600)
    motor.begin_stop()
    duties = []
    for _ in range(333):
        motor.slow(10)
        duties.append(motor.duty)
    assert all(later < before for before, later in itertools.pairwise(duties))
    assert duties[0] < 25_011
    assert duties[166] == 9129 + (25_011 - 9129) * 299 // 600
    assert motor.command_ckmh == 0
    assert duties[332] > 0
    motor.slow(10)
    assert motor.duty == 0
    motor.slow(10)
    assert motor.duty == 0


def test_a_stop_takes_the_target_away() -> None:
    motor = moving(600)
    motor.begin_stop()
    assert motor.target_ckmh == 0


def test_a_stop_begins_at_the_duty_of_the_moment_whatever_made_it() -> None:
    motor = moving(600)
    motor.trim(10_000, 560)
    motor.drive(10, 50, 50)
    before = motor.duty
    motor.begin_stop()
    motor.slow(10)
    assert before == 25_011 + 2800
    assert motor.duty == 9129 + (before - 9129) * 598 // 600


def test_a_stop_from_within_the_dead_zone_ends_at_once() -> None:
    motor = moving(100)
    motor.trim(60_000, 600)
    motor.drive(10, 50, 50)
    assert 0 < motor.duty < 9129
    motor.begin_stop()
    motor.slow(10)
    assert motor.duty == 0


@pytest.mark.parametrize(("over_ms", "duty"), [(378_142, 0), (378_000, 9129)])
def test_a_stop_from_the_very_edge_of_the_dead_zone_ends_at_once(over_ms: int, duty: int) -> None:
    motor = moving(100)
    motor.trim(over_ms, 101)
    motor.drive(10, 50, 50)
    assert motor.duty == (9130 if duty else 9129)
    motor.begin_stop()
    motor.slow(10)
    assert motor.duty == duty


def test_a_stop_of_what_stands_drives_nothing() -> None:
    motor = Motor(SETTINGS)
    motor.begin_stop()
    motor.slow(10)
    assert motor.duty == 0


def test_a_stop_below_a_hundredth_of_a_kilometre_per_hour_ends_at_once() -> None:
    motor = Motor(SETTINGS)
    motor.target_ckmh = 100
    motor.drive(10, 50, 50)
    motor.drive(0, 50, 50)
    motor.begin_stop()
    motor.slow(1)
    assert motor.duty == 0


def test_off_is_off_at_once_and_stays_off() -> None:
    motor = moving(600)
    motor.trim(1000, 500)
    motor.off()
    assert (motor.duty, motor.command_ckmh, motor.target_ckmh) == (0, 0, 0)
    motor.drive(10, 50, 50)
    assert motor.duty == 0
    motor.slow(10)
    assert motor.duty == 0
    motor.target_ckmh = 600
    while not motor.steady:
        motor.drive(10, 50, 50)
    assert motor.duty == 25_011
