"""Does the machine hold the speed that it was set to? Pure.

Without check values a digit can change on the way. A set speed that never was what we asked for is
a fault; one that was, and then changed, was changed at the console.
"""

from dataclasses import dataclass

from treadctl.model import Notice, NoticeKind
from treadctl.protocols import miles

TOLERANCE_DECI_MPH = 2
FAULT_S = 3.0


@dataclass(slots=True)
class ReadBack:
    """Watches the set speed of a belt that we drive, in 0.1 mph."""

    _asked: int | None = None
    _held: int | None = None
    _not_held_since: float | None = None

    def asked(self, deci_mph: int, at: float) -> None:
        """The machine took this speed, or may have."""
        self._asked, self._held = deci_mph, None
        if self._not_held_since is None:
            self._not_held_since = at

    def over(self) -> None:
        """The belt is not ours any more: whatever is set does not matter."""
        self._asked = self._held = self._not_held_since = None

    def heard(self, deci_mph: int, at: float) -> Notice | None:
        """The set speed was read at `at`; what has to be told of it, once."""
        if self._asked is None:
            return None
        if abs(deci_mph - self._asked) <= TOLERANCE_DECI_MPH:
            self._held, self._not_held_since = deci_mph, None
            return None
        if self._held is not None:
            changed, self._held = deci_mph != self._held, deci_mph
            return Notice(NoticeKind.TARGET_SPEED_CHANGED, miles.kmh(deci_mph)) if changed else None
        if self._not_held_since is None or at - self._not_held_since <= FAULT_S:
            return None
        self.over()
        return Notice(NoticeKind.CONTROL_LOST)
