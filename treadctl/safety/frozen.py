"""Does the machine measure, or repeat itself? Pure.

A controller whose radio half hangs, or half works, can send the same record for ever. While a belt
moves, time and distance go on; once they were seen to, they must.
"""

from dataclasses import dataclass

from treadctl.model import Telemetry

FROZEN_S = 5.0
TIMES_LONGEST = 3.0
TICKS_TO_TRUST = 3  # a counter that moved less often is no clock


@dataclass(slots=True)
class Counter:
    """One counter of the machine and the longest it took between two of its ticks.

    `spent` is what passes meanwhile: seconds for elapsed time, measured metres for distance.
    """

    least: float
    value: int | None = None
    longest: float = 0.0
    ticks: int = 0
    spent: float = 0.0

    def heard(self, value: int | None, spent: float) -> None:
        """One record, `spent` after the last."""
        self.spent += spent
        if value is None or value == self.value:
            return
        if self.value is not None:
            self.ticks += 1
            self.longest = max(self.longest, self.spent if self.ticks > 1 else 0.0)
        self.value, self.spent = value, 0.0

    @property
    def trusted(self) -> bool:
        """True if it ticked often enough to be missed."""
        return self.ticks >= TICKS_TO_TRUST

    @property
    def stands(self) -> bool:
        """True if it has not ticked for far longer than it ever took."""
        return self.spent > max(self.least, TIMES_LONGEST * self.longest)


class FrozenWatch:
    """Watches one walk."""

    def __init__(self) -> None:
        self._elapsed = Counter(FROZEN_S)
        self._distance = Counter(FROZEN_S)  # metres: 5 s at walking pace
        self._at: float | None = None
        self._speed_kmh: float | None = None

    def heard(self, record: Telemetry) -> bool:
        """One believed record; True if every counter that can be trusted stands while the belt
        is said to move, at one and the same speed.
        """
        speed_kmh, moved_s = record.speed_kmh or 0.0, 0.0
        if self._at is not None and speed_kmh > 0:
            moved_s = record.at - self._at
        if speed_kmh != self._speed_kmh:
            self._elapsed.spent = self._distance.spent = 0.0
        self._at, self._speed_kmh = record.at, speed_kmh
        self._elapsed.heard(record.elapsed_s, moved_s)
        self._distance.heard(record.distance_m, moved_s * speed_kmh / 3.6)
        trusted = [one for one in (self._elapsed, self._distance) if one.trusted]
        return bool(trusted) and all(one.stands for one in trusted)
