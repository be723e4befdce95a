"""The tier table, and that limits can only be narrowed."""

import math
from dataclasses import astuple, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.model import Limits, Machine, Range
from treadctl.safety.limits import (
    ABSOLUTE_MAX_INCLINATION_PERCENT,
    ABSOLUTE_MAX_SPEED_KMH,
    TIERS,
    narrowed,
    tightest,
)

ANY = st.floats(allow_nan=True, allow_infinity=True)
ANY_LIMITS = st.builds(Limits, *[ANY] * len(fields(Limits)))
ANY_RANGE = st.none() | st.builds(Range, ANY, ANY, ANY)


def machine(speed: Range | None = None, slope: Range | None = None) -> Machine:
    return Machine("Test", "test", speed_kmh=speed, inclination_percent=slope)


@pytest.mark.parametrize(
    ("tier", "row"),
    [
        ("A", (3.5, 0.1, 0.2, 2.0, 0.05, 0.8, 1800.0)),
        ("B", (5.0, 0.2, 0.3, 3.0, 0.1, 0.8, 2400.0)),
        ("C", (6.0, 0.2, 0.3, 5.0, 0.1, 0.8, 2400.0)),
        ("R", (2.0, 0.05, 0.1, 0.0, 0.05, 0.8, 900.0)),
    ],
)
def test_the_tier_table_holds_these_numbers(tier: str, row: tuple[float, ...]) -> None:
    assert astuple(TIERS[tier]) == row


def test_no_tier_exceeds_the_absolute_ceiling() -> None:
    assert max(row.max_speed_kmh for row in TIERS.values()) == ABSOLUTE_MAX_SPEED_KMH
    steepest = max(row.max_inclination_percent for row in TIERS.values())
    assert steepest == ABSOLUTE_MAX_INCLINATION_PERCENT


def test_the_tightest_takes_each_field_from_whoever_is_stricter() -> None:
    slow = replace(TIERS["C"], max_speed_kmh=1.5)
    assert tightest(TIERS["A"], slow) == replace(TIERS["A"], max_speed_kmh=1.5)


def test_the_tightest_of_nothing_is_the_absolute_ceiling() -> None:
    assert tightest() == TIERS["C"]


def test_a_value_that_is_no_number_does_not_widen() -> None:
    odd = replace(TIERS["A"], max_speed_kmh=math.nan)
    assert tightest(odd, TIERS["B"]).max_speed_kmh == 5.0
    assert tightest(TIERS["B"], odd).max_speed_kmh == 5.0


@pytest.mark.parametrize("never", [0.0, -0.2])
def test_a_belt_is_never_forbidden_to_slow_down(never: float) -> None:
    stuck = replace(TIERS["A"], max_deceleration_kmh_s=never)
    assert tightest(stuck).max_deceleration_kmh_s == 0.3


@given(st.lists(ANY_LIMITS, max_size=4))
def test_whatever_is_passed_the_ceiling_holds(passed: list[Limits]) -> None:
    for value, ceiling in zip(astuple(tightest(*passed)), astuple(TIERS["C"]), strict=True):
        assert 0.0 <= value <= ceiling


def test_a_machine_s_own_range_narrows() -> None:
    walking_pad = machine(Range(1.0, 4.0, 0.1), Range(0.0, 1.5, 0.5))
    limits = narrowed(TIERS["C"], walking_pad)
    assert (limits.max_speed_kmh, limits.max_inclination_percent) == (4.0, 1.5)


def test_a_machine_that_can_only_go_downhill_gets_no_uphill() -> None:
    assert narrowed(TIERS["C"], machine(slope=Range(-3.0, 0.0, 1.0))).max_inclination_percent == 0.0


@pytest.mark.parametrize(
    "speed",
    [
        None,
        Range(0.0, 0.0, 0.0),
        Range(1.0, 20.0, 0.1),
        Range(8.0, 1.0, 0.1),
        Range(0.01, 0.2, 0.01),  # a machine that is a factor of 100 off
        Range(0.0, math.inf, 0.1),
        Range(0.0, math.nan, 0.1),
        Range(math.nan, 3.0, 0.1),
    ],
)
def test_a_missing_zero_wide_or_absurd_speed_range_changes_nothing(speed: Range | None) -> None:
    assert narrowed(TIERS["B"], machine(speed)) == TIERS["B"]


@pytest.mark.parametrize("slope", [None, Range(0.0, 0.0, 0.0), Range(-5.0, -1.0, 0.5)])
def test_a_missing_or_absurd_inclination_range_changes_nothing(slope: Range | None) -> None:
    assert narrowed(TIERS["B"], machine(slope=slope)) == TIERS["B"]


@given(ANY_RANGE, ANY_RANGE, st.sampled_from(sorted(TIERS)))
def test_nothing_a_machine_says_widens(speed: Range | None, slope: Range | None, tier: str) -> None:
    got = narrowed(TIERS[tier], machine(speed, slope))
    for value, before in zip(astuple(got), astuple(TIERS[tier]), strict=True):
        assert 0.0 <= value <= before
