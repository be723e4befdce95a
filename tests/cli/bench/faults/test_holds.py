"""Writes that no rule allows are seen."""

import pytest

from tests.cli.bench.faults.doctored import invariants, pressed, pressed_at, set_speed, written


def test_nothing_is_written_behind_a_stop() -> None:
    assert invariants(written(pressed_at() + 3.0, set_speed(0.8))) == {"behind_a_stop"}


@pytest.mark.parametrize(
    ("kmh", "broken"), [(6.0, {"ramp", "plan"}), (12.0, {"ramp", "plan", "ceiling"})]
)
def test_a_speed_that_nobody_planned_is_seen(kmh: float, broken: set[str]) -> None:
    first = pressed().rides[0].begins
    assert broken <= invariants(written(first + 4.0, set_speed(kmh)))


def test_a_first_speed_that_is_too_fast_is_seen() -> None:
    assert "first_speed" in invariants(written(pressed().rides[0].begins + 0.1, set_speed(1.0)))


def test_a_slope_that_rises_with_the_speed_is_seen() -> None:
    faster_at = pressed().rides[0].speeds[1][0]
    assert "apart" in invariants(written(faster_at + 1.0, b"\x03\x05\x00"))
