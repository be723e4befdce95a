"""After a stop was asked for: say it again, watch the belt, know when to call for the key. Pure.

The limits are what three measured machines need and no more: a UREVO E1L took 3.75 s from
1.93 km/h (blak3r/treadspan), a JFTM Omega Z 1.8-4.0 s from 0.8 km/h
(Belgian-Coder/treadmill-runner), a FitLogic T12B 4 s from 3.0 km/h (vlad-rey/treadmill-hub).
"""

import math
from dataclasses import dataclass, field

from treadctl.commissioned import UNCOMMISSIONED, Commissioned
from treadctl.model import Answer, StopCause
from treadctl.safety.freshness import SILENCE_LIMIT_S
from treadctl.safety.known import ZEROS_TO_STAND

REPEAT_S = 0.25
LEAST_REPEATS = 20
SLOW_REPEAT_S = 1.0
SLOWING_LIMIT_S = 1.0
SLOWEST_STOP_M_S2 = 0.2
STANDING_LIMIT_S = 2.0
MEASURED_STOP_MARGIN = 1.3
SLOWING_KMH = 0.1
FALLS_TO_SLOW = 2  # one record may be noise: until a second one agrees, the stop is said again
NEAR_MINIMUM_KMH = 0.3
REJECTIONS_TO_ALARM = 2


@dataclass(slots=True)
class Halt:
    """One stop, from the asking to the standing belt.

    `from_kmh` is the fastest the belt may be when asked, `speed_kmh` the last one measured.
    """

    cause: StopCause
    asked_at: float
    from_kmh: float
    period_s: float
    minimum_kmh: float
    commissioned: Commissioned = UNCOMMISSIONED
    speed_kmh: float | None = None
    may_move: bool = True
    accepted: bool = False
    stood_at: float | None = None
    slowed_at: float | None = None
    alarmed_at: float | None = None
    _peak_kmh: float = 0.0
    _heard_at: float = field(default=-math.inf)
    _fell_at: float = field(default=-math.inf)
    _lowest_kmh: float = math.inf
    _asked_again_at: float = field(default=-math.inf)
    _written: int = 0
    _falls: int = 0
    _rejections: int = 0
    _zeros: int = 0

    def __post_init__(self) -> None:
        # Not from_kmh: a belt still on its way up to its target would seem to slow.
        self._peak_kmh = self.speed_kmh or 0.0
        self._asked_again_at = self.asked_at

    def heard(self, speed_kmh: float, at: float) -> None:
        """One believed speed, measured after the stop was asked for."""
        self._take_first(speed_kmh, at)
        falls = self.speed_kmh is not None and speed_kmh < self.speed_kmh
        self._falls = self._falls + 1 if falls else 0
        self.speed_kmh = speed_kmh
        self._heard_at = at
        self._peak_kmh = max(self._peak_kmh, speed_kmh)
        self._zeros = self._zeros + 1 if speed_kmh == 0 else 0
        if speed_kmh > 0 and speed_kmh <= self._lowest_kmh - SLOWING_KMH:
            self._lowest_kmh, self._fell_at = speed_kmh, at
        if self._holds(speed_kmh, at):
            self.slowed_at, self._peak_kmh = None, speed_kmh
        if self.slowed_at is None and 0 < speed_kmh <= self._peak_kmh - SLOWING_KMH:
            self.slowed_at = at
        if self._zeros >= ZEROS_TO_STAND and self.stood_at is None:
            self.stood_at = at
            self.slowed_at = self.slowed_at or at
        elif speed_kmh > 0:
            self.stood_at = None

    def _holds(self, speed_kmh: float, at: float) -> bool:
        """True if a belt that seemed to slow does not: the peak was noise, or braking gave up.

        Near its lowest speed a belt may rest before it stands.
        """
        fast = speed_kmh > self.minimum_kmh + NEAR_MINIMUM_KMH
        fell_s = at - self._fell_at
        return self.slowed_at is not None and fast and fell_s > SLOWING_LIMIT_S + 2 * self.period_s

    def _take_first(self, speed_kmh: float, at: float) -> None:
        """A belt that nobody could vouch for may be faster than was thought, or move at all."""
        if speed_kmh > 0 and not self.may_move:
            self.may_move, self.asked_at, self.from_kmh = True, at, speed_kmh
        elif self.speed_kmh is None:
            self.from_kmh = max(self.from_kmh, speed_kmh)

    def lost(self) -> None:
        """The link is gone: a zero before it and one behind it make no two in a row."""
        self._zeros = 0

    def answered(self, answer: Answer) -> None:
        """What the machine said to a stop. "Failed" is success once one was accepted, or at 0."""
        nothing_to_do = self.accepted or self.speed_kmh == 0
        if answer is Answer.ACCEPTED:
            self.accepted, self._rejections = True, 0
        elif answer is not Answer.SILENT and not (answer is Answer.FAILED and nothing_to_do):
            self._rejections += 1

    def written(self, at: float) -> None:
        """A stop reached the machine's radio. Only those count: a lost link shortens nothing.

        So there is a machine, and its belt may move until it is heard.
        """
        self._written += 1
        if self.speed_kmh is None and not self.may_move:
            self.may_move, self.asked_at = True, at + SILENCE_LIMIT_S

    def due(self, now: float) -> bool:
        """True if a stop is to be written again now; whoever asks writes it."""
        slows = self.slowed_at is not None and self._falls >= FALLS_TO_SLOW
        if self.stood_at is not None or (slows and self.alarmed_at is None):
            return False
        pause_s = REPEAT_S if self._written <= LEAST_REPEATS else SLOW_REPEAT_S
        if now - self._asked_again_at < pause_s - 1e-6:
            return False
        self._asked_again_at = now
        return True

    def overdue(self, now: float, *, linked: bool) -> bool:
        """True, once, when the belt should have been seen to slow or to stand and was not."""
        if self.alarmed_at is not None or self.stood_at is not None or not self.may_move:
            return False
        moves = self.speed_kmh is not None and self.speed_kmh > 0
        rejected = moves and self._rejections >= REJECTIONS_TO_ALARM
        never_slowed = self.slowed_at is None and (
            rejected or self._seen_past(self.slowing_deadline, now, linked=linked)
        )
        late = never_slowed or (
            self._seen_past(self.standing_deadline, now, linked=linked)
            and not self._still_slowing(now)
        )
        if late:
            self.alarmed_at = now
        return late

    def _seen_past(self, deadline: float, now: float, *, linked: bool) -> bool:
        """True behind `deadline`, once a record came after it, or none can be waited for."""
        if now <= deadline:
            return False
        since = max(self._heard_at, self.asked_at)
        return not linked or self._heard_at >= deadline or now - since > SILENCE_LIMIT_S

    def _still_slowing(self, now: float) -> bool:
        """A belt that brakes gently, and goes on braking, has twice the time."""
        allowed_s = self.standing_deadline - self.asked_at
        fell_s = now - (self._heard_at if self.speed_kmh == 0 else self._fell_at)
        falls = fell_s <= SLOWING_LIMIT_S + 2 * self.period_s
        return falls and now <= self.asked_at + 2 * allowed_s

    @property
    def slowing_deadline(self) -> float:
        """By when slowing must be seen; infinite so near the minimum that only standing counts."""
        if self.from_kmh <= self.minimum_kmh + NEAR_MINIMUM_KMH:
            return math.inf
        return self.asked_at + SLOWING_LIMIT_S + 2 * self.period_s

    @property
    def standing_deadline(self) -> float:
        """By when the belt must be measured standing."""
        measured_s = self.commissioned.stop_within_s(self.from_kmh)
        if measured_s is None:
            allowed_s = self.from_kmh / 3.6 / SLOWEST_STOP_M_S2 + STANDING_LIMIT_S
        else:
            allowed_s = MEASURED_STOP_MARGIN * measured_s
        return self.asked_at + allowed_s + 2 * self.period_s
