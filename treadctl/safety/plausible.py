"""Is this record the machine's word, or noise on the line? Pure.

Real links deliver garbage, and a random frame can carry any speed. One record that no belt could
have produced is set aside; a second one that agrees with it is believed.
"""

from treadctl.model import Telemetry

FASTEST_CHANGE_KMH = 2.0  # between two records; belts change by 0.3-4 km/h in a second
LONGEST_STEP_M = 20  # between two records: 2 s at more than any treadmill's top speed
AGREEMENT_KMH = 0.5


class Plausibility:
    """Remembers the last believed speed and distance, and one suspect."""

    def __init__(self) -> None:
        self._believed_kmh: float | None = None
        self._distance_m: int | None = None
        self._suspect_kmh: float | None = None
        self.set_aside = 0

    def accepts(self, record: Telemetry) -> bool:
        """True if `record` is to be believed. A record without a speed is judged by distance."""
        if self._fits(record) or self._repeats_the_suspect(record):
            if record.speed_kmh is not None:
                self._believed_kmh, self._suspect_kmh = record.speed_kmh, None
            if record.distance_m is not None:
                self._distance_m = record.distance_m
            return True
        if record.speed_kmh is not None:
            self._suspect_kmh = record.speed_kmh
        self.set_aside += 1
        return False

    def _fits(self, record: Telemetry) -> bool:
        return self._distance_fits(record.distance_m) and self._speed_fits(record.speed_kmh)

    def _distance_fits(self, distance_m: int | None) -> bool:
        if self._distance_m is None or distance_m is None:
            return True
        return distance_m == 0 or 0 <= distance_m - self._distance_m <= LONGEST_STEP_M

    def _speed_fits(self, speed_kmh: float | None) -> bool:
        if self._believed_kmh is None or speed_kmh is None:
            return True
        return abs(speed_kmh - self._believed_kmh) <= FASTEST_CHANGE_KMH

    def _repeats_the_suspect(self, record: Telemetry) -> bool:
        return (
            self._suspect_kmh is not None
            and record.speed_kmh is not None
            and abs(record.speed_kmh - self._suspect_kmh) <= AGREEMENT_KMH
        )
