"""What the readings of a calibration say."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.drivers.bridge_fits import (
    Sample,
    coast_down_m_s2,
    distance_m,
    duty_line,
    mm_per_pulse,
)
from treadctl.errors import BadInput

KMH_PER_MPH = 1.609344


def at_steady(speed_kmh: float, for_s: float) -> list[Sample]:
    return [Sample(n / 10, speed_kmh) for n in range(round(for_s * 10) + 1)]


def test_ten_metres_at_3_6_km_h_are_ten_metres() -> None:
    assert distance_m(at_steady(3.6, 10.0)) == pytest.approx(10.0)
    assert distance_m([]) == distance_m([Sample(0.0, 3.0)]) == 0.0


def test_a_pulse_is_as_much_belt_as_the_turns_show() -> None:
    # the bridge took a pulse for 165 mm and measured 10 m; four turns of 2.8 m are 11.2 m
    assert mm_per_pulse(165.0, at_steady(3.6, 10.0), 2800.0, 4) == pytest.approx(184.8)


def test_without_a_measured_belt_the_wire_is_named() -> None:
    with pytest.raises(BadInput, match="wire of the tachometer"):
        mm_per_pulse(165.0, at_steady(0.0, 10.0), 2800.0, 4)


def test_the_line_of_a_published_machine_is_found_from_its_points() -> None:
    # NessDan's treadmill-api (GitHub, 2021): duty % = 13.93 + 6.50 x mph, unloaded
    points = [Sample(mph, mph * KMH_PER_MPH, 13.93 + 6.50 * mph) for mph in (1.0, 2.0, 3.0, 4.0)]
    line = duty_line(points)
    assert line.dead_zone_percent == pytest.approx(13.93)
    assert line.percent_per_kmh == pytest.approx(6.50 / KMH_PER_MPH)


@given(st.floats(5, 25), st.floats(1, 10), st.lists(st.floats(0.5, 8), min_size=3, unique_by=round))
def test_any_straight_line_is_found_again(dead: float, slope: float, speeds: list[float]) -> None:
    line = duty_line([Sample(0.0, kmh, dead + slope * kmh) for kmh in speeds])
    assert line.percent_per_kmh == pytest.approx(slope, rel=1e-3)
    assert line.dead_zone_percent == pytest.approx(dead, abs=0.05)


def test_two_speeds_make_no_line_and_a_falling_one_is_no_motor() -> None:
    with pytest.raises(BadInput, match="needs 3 speeds"):
        duty_line([Sample(0.0, 1.0, 20.0), Sample(0.0, 2.0, 25.0), Sample(0.0, 0.0, 10.0)])
    with pytest.raises(BadInput, match="makes this belt no faster"):
        duty_line([Sample(0.0, kmh, 30.0 - kmh) for kmh in (1.0, 2.0, 3.0)])


def coasting(m_s2: float, from_kmh: float = 4.0, period_s: float = 0.1) -> list[Sample]:
    count = math.ceil(from_kmh / 3.6 / m_s2 / period_s) + 20
    times = [n * period_s for n in range(count)]
    return [Sample(at, max(0.0, from_kmh - m_s2 * 3.6 * at)) for at in times]


@pytest.mark.parametrize("m_s2", [0.3, 0.8, 1.0, 1.4])
def test_a_steady_coast_down_is_measured_as_it_is(m_s2: float) -> None:
    assert coast_down_m_s2(coasting(m_s2)) == pytest.approx(m_s2, rel=1e-6)


def test_the_hardest_half_second_counts_and_not_the_mean() -> None:
    gentle = coasting(0.3, 6.0)[:10]
    last = gentle[-1]
    hard = [Sample(last.at + one.at, one.speed_kmh) for one in coasting(2.0, last.speed_kmh)[1:]]
    assert coast_down_m_s2(gentle + hard) > 1.8


def test_a_belt_that_stood_at_once_was_not_measured() -> None:
    with pytest.raises(BadInput, match="Cut it at a higher speed"):
        coast_down_m_s2([Sample(0.0, 2.0), Sample(0.1, 0.0), Sample(0.2, 0.0)])


def test_a_belt_that_speeds_up_brakes_not_at_all() -> None:
    assert coast_down_m_s2([Sample(n / 10, 1.0 + n) for n in range(10)]) == 0.0
