"""Caps on one walk."""

import math

import pytest

from treadctl.safety.limits import TIERS
from treadctl.session.caps import NO_CAPS, Caps, tighter


def test_without_caps_limits_stay_as_they_are() -> None:
    assert NO_CAPS.keep(TIERS["B"]) == TIERS["B"]


def test_a_cap_above_a_limit_changes_nothing() -> None:
    assert Caps(max_speed_kmh=9.0, max_inclination_percent=9.0).keep(TIERS["A"]) == TIERS["A"]


def test_a_cap_below_a_limit_takes_its_place_and_leaves_the_others() -> None:
    kept = Caps(max_speed_kmh=2.0).keep(TIERS["A"])
    assert (kept.max_speed_kmh, kept.max_inclination_percent) == (2.0, 2.0)
    assert kept.max_session_s == TIERS["A"].max_session_s


def test_a_cap_that_is_no_number_loosens_nothing() -> None:
    assert Caps(max_speed_kmh=math.nan).keep(TIERS["A"]) == TIERS["A"]


@pytest.mark.parametrize(
    ("caps", "minutes"),
    [
        (Caps(), 20),
        (Caps(minutes=14), 14),
        (Caps(minutes=36), 30),
        (Caps(max_minutes=15), 15),
        (Caps(max_minutes=25), 20),
        (Caps(minutes=28, max_minutes=25), 25),
    ],
)
def test_a_walk_of_20_minutes_is_as_long_as_today_s_length_and_the_caps_say(
    caps: Caps, minutes: float
) -> None:
    assert caps.length_minutes(20, 30) == minutes


def test_the_tighter_of_two_is_the_smaller_of_each() -> None:
    one = Caps(minutes=20, max_speed_kmh=3.0)
    two = Caps(minutes=12, max_inclination_percent=1.0)
    assert tighter(one, two) == Caps(12, None, 3.0, 1.0)
    assert tighter() == NO_CAPS
