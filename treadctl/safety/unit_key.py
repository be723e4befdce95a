"""Was the unit key of the console pressed in the middle of a walk? Pure.

From then on the machine tells miles, and may take them, too: its number falls by 1.609 from one
record to the next while the belt goes on as before, and the next target would make the belt faster
by as much. So nothing is to be written while that may be why a number fell. A target that was
written between the key and the next record can hide the fall: then the distance shows it, later.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MILES_PER_KM = ((1.55, 1.67), (0.60, 0.64))  # measured / target when units are mixed up
SAME_UNIT = (0.85, 1.15)
CLIMB_KMH = 0.1  # a belt that was slowed down on purpose does not speed up again by itself

_LOW, _HIGH = MILES_PER_KM[1]


@dataclass(slots=True)
class UnitKey:
    """Watches one walk. `in_miles`: the number fell to miles and has stayed there."""

    in_miles: bool = False
    _from_kmh: float | None = None
    _lowest_kmh: float = 0.0
    _until: float = 0.0

    @property
    def suspected(self) -> bool:
        """True while a number that fell at once may be in miles."""
        return self._from_kmh is not None

    def heard(
        self, kmh: float, before_kmh: float, asked_kmh: Sequence[float], at: float, lag_s: float
    ) -> bool:
        """One speed behind another; `asked_kmh`: of the belt in the last `lag_s`, newest first.

        True if it fell and climbs again though nothing is written: a target that was on its way
        was taken for miles. A number that is back at once was noise.
        """
        if self._from_kmh is None and _falls(kmh, before_kmh, asked_kmh):
            self._from_kmh, self.in_miles = min(before_kmh, _least_due_kmh(asked_kmh)), True
            self._lowest_kmh, self._until = kmh, at + lag_s
        if self._from_kmh is None:
            return False
        self.in_miles &= kmh <= _HIGH * max(asked_kmh)
        over = at > self._until and not self.in_miles
        if over or not _LOW <= kmh / self._from_kmh < SAME_UNIT[0]:
            self._from_kmh, self.in_miles = None, False
            return False
        self._lowest_kmh = min(self._lowest_kmh, kmh)
        return not self.in_miles and kmh >= self._lowest_kmh + CLIMB_KMH


def _falls(kmh: float, before_kmh: float, asked_kmh: Sequence[float]) -> bool:
    """True if a belt that did as it was asked falls so far, in one record and unasked, that miles
    may be why. One that brakes falls less from one record to the next.
    """
    due_kmh = min(before_kmh, _least_due_kmh(asked_kmh))
    return before_kmh >= SAME_UNIT[0] * min(asked_kmh) and kmh < _HIGH / SAME_UNIT[0] * due_kmh


def _least_due_kmh(asked_kmh: Sequence[float]) -> float:
    """The lowest that was asked for since the highest: a belt may be on its way down to it."""
    return min(asked_kmh[: asked_kmh.index(max(asked_kmh)) + 1])
