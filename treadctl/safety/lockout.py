"""What keeps a belt from being started again after a stop, until a person has looked. Pure."""

import math
from dataclasses import dataclass

from treadctl.errors import Refused
from treadctl.model import STOP_TABLE, StopCause
from treadctl.safety.known import Known

STAND_BEFORE_ACKNOWLEDGE_S = 3.0
ACKNOWLEDGE_TO_START_S = 3.0


@dataclass(slots=True)
class Lockout:
    """`cause` is the latched stop that waits for a person, None if none does.

    `alarmed`: that stop called for the safety key, and nobody has confirmed that either.
    """

    cause: StopCause | None = None
    alarmed: bool = False
    _acknowledged_at: float = -math.inf

    def __post_init__(self) -> None:
        self.alarmed |= self.cause is StopCause.NOT_STOPPING

    def stopped(self, cause: StopCause) -> None:
        """A stop was asked for. The first cause that latches stays."""
        if self.cause is None and STOP_TABLE[cause].latched:
            self.cause = cause

    def alarm(self) -> None:
        """A belt did not stop in time: whatever it was stopped for, a person must look."""
        self.stopped(StopCause.NOT_STOPPING)
        self.alarmed = True

    def acknowledge(self, known: Known, now: float) -> None:
        """A person looked at the belt and says so. Raises Refused before it stood for 3 s."""
        if self.cause is None:
            raise Refused("There is nothing to confirm.")
        if not known.stands(now, STAND_BEFORE_ACKNOWLEDGE_S):
            raise Refused("Wait until the belt has stood still for three seconds.")
        self.cause, self.alarmed = None, False
        self._acknowledged_at = now

    def check(self, now: float) -> None:
        """Raises Refused while a start is too early."""
        self.check_confirmed()
        if now - self._acknowledged_at < ACKNOWLEDGE_TO_START_S:
            raise Refused("Wait three seconds, then start.")

    def check_confirmed(self) -> None:
        """Raises Refused while a latched stop waits for a person."""
        if self.cause is not None:
            raise Refused("First confirm the last stop at the machine.")
