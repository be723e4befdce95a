"""Limits at the edge of what they still take."""

import math
from dataclasses import replace

import pytest

from tests.safety.test_limits import machine
from treadctl.model import Range
from treadctl.safety.limits import TIERS, narrowed, tightest


def test_a_very_gentle_slowing_is_a_limit_too() -> None:
    gentle = replace(TIERS["A"], max_deceleration_kmh_s=0.05)
    assert tightest(TIERS["B"], gentle).max_deceleration_kmh_s == 0.05


@pytest.mark.parametrize(("high_kmh", "limit_kmh"), [(0.8, 0.8), (0.79, 3.5)])
def test_a_machine_that_just_reaches_the_first_speed_narrows_and_one_below_it_is_absurd(
    high_kmh: float, limit_kmh: float
) -> None:
    limits = narrowed(TIERS["A"], machine(Range(0.5, high_kmh, 0.1)))
    assert limits.max_speed_kmh == limit_kmh


def test_a_range_from_minus_infinity_is_absurd() -> None:
    assert narrowed(TIERS["A"], machine(Range(-math.inf, 2.0, 0.1))) == TIERS["A"]
