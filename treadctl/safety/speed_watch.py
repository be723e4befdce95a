"""Does the belt do what was asked, and nothing else? Pure.

Measured speed is held against the highest speed that was commanded a moment ago, not against the
raw target: belts lag. Source of the limits: 192,000 treadmills were recalled in 2022 for changing
speed by themselves (CPSC recall of the Horizon T101-05); the numbers are design choices.
"""

from collections import deque
from dataclasses import dataclass, field

from treadctl.model import StopCause
from treadctl.safety.commanded import Commanded
from treadctl.safety.unit_key import MILES_PER_KM, SAME_UNIT, UnitKey

LAG_S = 3.0
OVER_AT_ONCE_KMH = 0.8
OVER_KMH, OVER_FOR_S = 0.5, 1.0
JUMP_KMH = 0.5  # between two records
RUNAWAY_KMH, RUNAWAY_RISE_KMH = 0.3, 0.2
STUCK_FOR_S = 3.0
MILES_FOR_S = 2.0


@dataclass(slots=True)
class SpeedWatch:
    """Watches one walk, from the first motion on."""

    commanded: Commanded
    unit_confirmed: bool = False
    unit_key: UnitKey = field(default_factory=UnitKey)
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=3))
    _over_since: float | None = None
    _zero_since: float | None = None
    _odd_since: float | None = None

    def expected_kmh(self, now: float, period_s: float) -> float:
        """The highest speed the belt may show now."""
        return max(self.commanded.within(LAG_S + 2 * period_s, now))

    def explained_by_miles(self, speed_kmh: float) -> bool:
        """True while the unit is not known and miles may be why `speed_kmh` differs."""
        _, target_kmh = self.commanded.last
        ratio = speed_kmh / target_kmh if target_kmh > 0 else 0.0
        return not self.unit_confirmed and any(low <= ratio <= high for low, high in MILES_PER_KM)

    def heard(self, speed_kmh: float, at: float, period_s: float) -> StopCause | None:
        """One believed speed while the belt should move; the cause to stop for, if any."""
        over_kmh = speed_kmh - self.expected_kmh(at, period_s)
        self._recent.append(speed_kmh)
        too_fast = self._too_fast(over_kmh, at)
        if too_fast is not None:
            return self._named(too_fast, speed_kmh, speed_kmh - over_kmh)
        if self._stuck(speed_kmh, at, period_s):
            return StopCause.STUCK_BELT
        if self._counts_in_miles(speed_kmh, at, period_s):
            return StopCause.UNIT_MISMATCH
        return None

    def _too_fast(self, over_kmh: float, at: float) -> StopCause | None:
        over = self._overspeed(over_kmh, at)
        if self._jumped(over_kmh):
            return StopCause.SPEED_JUMP
        if over:
            return StopCause.OVERSPEED
        return StopCause.RUNAWAY if over_kmh > RUNAWAY_KMH and self._rising() else None

    def _named(self, cause: StopCause, speed_kmh: float, expected_kmh: float) -> StopCause:
        """Before the unit is known, an excess that miles explain is put down to miles."""
        in_miles = speed_kmh <= MILES_PER_KM[0][1] * expected_kmh
        return StopCause.UNIT_MISMATCH if in_miles and not self.unit_confirmed else cause

    def _overspeed(self, over_kmh: float, at: float) -> bool:
        if over_kmh <= OVER_KMH:
            self._over_since = None
            return False
        if self._over_since is None:
            self._over_since = at
        return over_kmh > OVER_AT_ONCE_KMH or at - self._over_since >= OVER_FOR_S

    def _jumped(self, over_kmh: float) -> bool:
        if over_kmh <= OVER_KMH or len(self._recent) < 2:
            return False
        return self._recent[-1] - self._recent[-2] >= JUMP_KMH

    def _rising(self) -> bool:
        if len(self._recent) < 3:
            return False
        first, second, third = self._recent
        return first < second < third and third - first >= RUNAWAY_RISE_KMH

    def _stuck(self, speed_kmh: float, at: float, period_s: float) -> bool:
        if speed_kmh > 0:
            self._zero_since = None
            return False
        if self._zero_since is None:
            self._zero_since = at
        return at - self._zero_since >= STUCK_FOR_S + 2 * period_s

    def _counts_in_miles(self, speed_kmh: float, at: float, period_s: float) -> bool:
        lag_s = LAG_S + 2 * period_s
        before_kmh = self._recent[-2] if len(self._recent) > 1 else 0.0
        asked_kmh = self.commanded.within(lag_s, at)
        if self.unit_key.heard(speed_kmh, before_kmh, asked_kmh, at, lag_s):
            return True
        if not (self.unit_key.in_miles or self._rests_in_miles(speed_kmh, at - lag_s)):
            self._odd_since = None
            return False
        if self._odd_since is None:
            self._odd_since = at
        return at - self._odd_since >= MILES_FOR_S

    def _rests_in_miles(self, speed_kmh: float, since: float) -> bool:
        """True while a belt whose unit is not known, and that was asked for nothing new `since`
        then, is as far from that as miles explain. One that did as it was asked shows the unit.
        """
        written_at, target_kmh = self.commanded.last
        if self.unit_confirmed or target_kmh <= 0 or written_at > since:
            return False
        ratio = speed_kmh / target_kmh
        self.unit_confirmed = SAME_UNIT[0] <= ratio <= SAME_UNIT[1]
        return any(low <= ratio <= high for low, high in MILES_PER_KM)
