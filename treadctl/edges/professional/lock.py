"""How often a wrong code may be tried: ten times, then not for a quarter of an hour. Pure.

It is counted for this machine, not for each screen, and starts anew with the service.
"""

from dataclasses import dataclass, replace

from treadctl.errors import Refused

MOST_TRIES = 10
LOCKED_S = 15 * 60.0


@dataclass(frozen=True, slots=True)
class Lock:
    """The wrong tries so far. `until`: loop time; None while the lock is open."""

    wrong: int = 0
    until: float | None = None

    def trying(self, now: float) -> "Lock":
        """The lock with one more try counted. Raises Refused while it is locked."""
        if self.until is not None and now < self.until:
            minutes = max(1, round((self.until - now) / 60))
            raise Refused(f"Too many wrong codes. Try again in {minutes} minutes.")
        before = Lock() if self.until is not None else self
        counted = replace(before, wrong=before.wrong + 1)
        return replace(counted, until=now + LOCKED_S) if counted.wrong >= MOST_TRIES else counted

    def refusal(self) -> Refused:
        """What is said of a try that was wrong."""
        left = MOST_TRIES - self.wrong
        if left <= 0:
            return Refused("That code is wrong. The page is locked for 15 minutes.")
        return Refused(f"That code is wrong. You can try {left} more.")
