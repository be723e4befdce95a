"""How fast, how steep and how sudden a belt may ever be: the tier table, and ways to narrow it.

A tier says how careful a walk is: A gentle, B standard, C unlocked, R backwards with a helper.
No public source states a whole table like this one: every number is a design choice of this
project. Where a public source bounds one, it is named beside it.
"""

import math
from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType

from treadctl.model import Limits, Machine, Range

ABSOLUTE_MAX_SPEED_KMH = 6.0  # a brisk walk; people break into a run somewhere above it
ABSOLUTE_MAX_INCLINATION_PERCENT = 5.0

# CADENCE-Adults started 61 to 85 year olds at 0.5 mph (doi:10.1186/s12966-023-01543-w).
_FIRST_SPEED_KMH = 0.8

# Rises and falls stay far below 0.5 m/s2 (1.8 km/h/s), about where a person who stands still
# tips over. Standing adults kept their feet at 1.0 m/s2 and had to step at 2.5 m/s2
# (doi:10.3389/fbioe.2021.680883), and walkers who want to stop may be neither young nor ready.
# Inclination: 0.5 % in 5 s, in 10 s where it matters more. The heart-rate loop of one maker of
# medical treadmills raises a slope by at most 1 % in 20 s (h/p/cosmos manual MCU5, page 50).
TIERS: Mapping[str, Limits] = MappingProxyType(
    {
        # Older adults were comfortable on a treadmill at 0.98 m/s, 3.5 km/h (PMC7855876).
        "A": Limits(
            max_speed_kmh=3.5,
            max_acceleration_kmh_s=0.10,
            max_deceleration_kmh_s=0.20,
            max_inclination_percent=2.0,
            inclination_rate_percent_s=0.05,
            first_speed_kmh=_FIRST_SPEED_KMH,
            max_session_s=30 * 60.0,
        ),
        # Above the 4.2 km/h that people with long-lasting back pain chose (hal-01389120).
        # A walking trial went from 20 to 40 minutes (doi:10.1177/0269215512453353).
        "B": Limits(
            max_speed_kmh=5.0,
            max_acceleration_kmh_s=0.20,
            max_deceleration_kmh_s=0.30,
            max_inclination_percent=3.0,
            inclination_rate_percent_s=0.1,
            first_speed_kmh=_FIRST_SPEED_KMH,
            max_session_s=40 * 60.0,
        ),
        "C": Limits(
            max_speed_kmh=ABSOLUTE_MAX_SPEED_KMH,
            max_acceleration_kmh_s=0.20,
            max_deceleration_kmh_s=0.30,
            max_inclination_percent=ABSOLUTE_MAX_INCLINATION_PERCENT,
            inclination_rate_percent_s=0.1,
            first_speed_kmh=_FIRST_SPEED_KMH,
            max_session_s=40 * 60.0,
        ),
        # 15 minutes of backward walking were comfortable in a small trial (Physiother Quart
        # 2023;31(3):86-93); nobody published a belt speed for it. The slope only ever goes to 0.
        "R": Limits(
            max_speed_kmh=2.0,
            max_acceleration_kmh_s=0.05,
            max_deceleration_kmh_s=0.10,
            max_inclination_percent=0.0,
            inclination_rate_percent_s=0.05,
            first_speed_kmh=_FIRST_SPEED_KMH,
            max_session_s=15 * 60.0,
        ),
    }
)

_CEILING = TIERS["C"]


def tightest(*limits: Limits) -> Limits:
    """Return, field by field, the smallest value given, never above the absolute ceiling.

    A value that is no number is ignored and one below zero counts as zero; but a slowing of
    zero or less is ignored, because a belt that may not slow down is no limit.
    """
    found = {}
    for field in fields(Limits):
        given = [getattr(one, field.name) for one in limits]
        if field.name == "max_deceleration_kmh_s":
            given = [value for value in given if value > 0.0]
        # The ceiling comes first because min() then passes over what is not a number.
        found[field.name] = max(0.0, min(getattr(_CEILING, field.name), *given, math.inf))
    return Limits(**found)


def narrowed(limits: Limits, machine: Machine) -> Limits:
    """Return `limits` no wider than the ranges the machine reported.

    A range that is missing, zero or absurd is ignored; nothing a machine says ever widens.
    The machine's lowest speed is not looked at: whether it suits a walker is the guard's rule.
    """
    speed = machine.speed_kmh
    if speed is not None and _plausible(speed) and speed.high >= limits.first_speed_kmh:
        limits = replace(limits, max_speed_kmh=min(limits.max_speed_kmh, speed.high))
    slope = machine.inclination_percent
    if slope is not None and _plausible(slope):
        steepest = min(limits.max_inclination_percent, slope.high)
        limits = replace(limits, max_inclination_percent=steepest)
    return limits


def _plausible(given: Range) -> bool:
    return -math.inf < given.low < given.high < math.inf and given.high >= 0.0
