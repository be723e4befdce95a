"""Is this record the machine's word, or noise on the line? Pure.

Real links deliver garbage, and a random frame can carry any speed. One record that no belt could
have produced is set aside; a second one that agrees with it is believed.
"""

from treadctl.model import Telemetry

FASTEST_CHANGE_KMH = 2.0  # between two records; belts change by 0.3-4 km/h in a second
LONGEST_STEP_M = 170  # a FitLogic T12B counts in steps of 100 m, others in tenths of a mile
AGREEMENT_KMH = 0.5
RUNAWAY_CHANGE_KMH = 5.0  # a suspect that goes on the same way is no noise: noise goes anywhere


class Plausibility:
    """Remembers the last believed speed and distance, and one suspect of each."""

    def __init__(self) -> None:
        self._believed_kmh: float | None = None
        self._distance_m: int | None = None
        self._suspect_kmh: float | None = None
        self._suspect_m: int | None = None
        self.set_aside = 0

    def accepts(self, record: Telemetry) -> bool:
        """True if `record` is to be believed: both its speed and its distance fit what was
        believed, or the record that was set aside last.
        """
        speed_kmh, distance_m = record.speed_kmh, record.distance_m
        if self._speed_fits(speed_kmh) and self._distance_fits(distance_m):
            self._believe(speed_kmh, distance_m)
            return True
        self._suspect_kmh = self._suspect_kmh if speed_kmh is None else speed_kmh
        self._suspect_m = self._suspect_m if distance_m is None else distance_m
        self.set_aside += 1
        return False

    def _believe(self, speed_kmh: float | None, distance_m: int | None) -> None:
        if speed_kmh is not None:
            self._believed_kmh, self._suspect_kmh = speed_kmh, None
        if distance_m is not None:
            self._distance_m, self._suspect_m = distance_m, None

    def _speed_fits(self, speed_kmh: float | None) -> bool:
        if self._believed_kmh is None or speed_kmh is None:
            return True
        agrees = self._suspect_kmh is not None and (
            abs(speed_kmh - self._suspect_kmh) <= AGREEMENT_KMH
            or 0
            < (speed_kmh - self._suspect_kmh) * _sign(self._suspect_kmh - self._believed_kmh)
            <= RUNAWAY_CHANGE_KMH
        )
        return agrees or abs(speed_kmh - self._believed_kmh) <= FASTEST_CHANGE_KMH

    def _distance_fits(self, distance_m: int | None) -> bool:
        if self._distance_m is None or distance_m in (None, 0):
            return True
        return _follows(distance_m, self._distance_m) or _follows(distance_m, self._suspect_m)


def _sign(number: float) -> int:
    return 1 if number > 0 else -1


def _follows(distance_m: int, before_m: int | None) -> bool:
    return before_m is not None and 0 <= distance_m - before_m <= LONGEST_STEP_M
