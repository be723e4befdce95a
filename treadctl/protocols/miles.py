"""Miles per hour on the wire, km/h inside. Pure; 1 mph is exactly 1.609344 km/h."""

import math

from treadctl.errors import BadInput

_PER_DECI_MPH = 1_609_344  # in 1e-7 km/h, so that no multiple of 0.1 mph needs rounding


def kmh(deci_mph: int) -> float:
    """Return a speed counted in 0.1 mph as km/h: 40 is 6.437376."""
    return deci_mph * _PER_DECI_MPH / 10_000_000


def deci_mph_at_most(speed_kmh: float) -> int:
    """Return the most 0.1 mph that are no faster than `speed_kmh`; kmh() of it is at most that.

    Raises BadInput if it is not finite.
    """
    if not math.isfinite(speed_kmh):
        raise BadInput(f"A speed must be a finite number, not {speed_kmh}.")
    return math.floor(round(speed_kmh * 10_000_000) / _PER_DECI_MPH)
