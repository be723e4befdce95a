"""Does the distance agree with the speed? Pure.

A console that counts in miles and says kilometres shows it here even where its speed is just what
was asked for: at the speed that it tells, a belt covers 1.61 times too much ground.
"""

from dataclasses import dataclass

from treadctl.safety.unit_key import MILES_PER_KM

LEAST_M = 60.0
LEAST_TICKS = 3


@dataclass(slots=True)
class Odometer:
    """Holds the machine's own distance against the speed it tells, from tick to tick."""

    _distance_m: int | None = None
    _start_m: int | None = None
    _ticks: int = 0
    _by_speed_m: float = 0.0
    _at: float | None = None

    def heard(self, speed_kmh: float, distance_m: int | None, at: float) -> bool:
        """One believed record; True once the two disagree by what miles explain."""
        if self._at is not None:
            self._by_speed_m += speed_kmh / 3.6 * (at - self._at)
        self._at = at
        if distance_m is None or distance_m == self._distance_m:
            return False
        begins = self._distance_m is None or distance_m < self._distance_m
        ticked, self._distance_m = not begins, distance_m
        if begins or self._start_m is None:  # only from its first tick on is it exact
            self._start_m = distance_m if ticked else None
            self._by_speed_m, self._ticks = 0.0, 0
            return False
        self._ticks += 1
        return self._disagrees(distance_m - self._start_m)

    def _disagrees(self, covered_m: int) -> bool:
        if self._by_speed_m < LEAST_M or self._ticks < LEAST_TICKS:
            return False
        ratio = covered_m / self._by_speed_m
        return any(low <= ratio <= high for low, high in MILES_PER_KM)
