"""Who set the belt in motion? Pure."""

import math
from dataclasses import dataclass

from treadctl.model import NoticeKind, StopCause

START_LIMIT_S = 15.0  # consoles count down for up to 6 s; the slowest known driver waits as long


@dataclass(slots=True)
class Origin:
    """Tells a belt that moves because we said so, however late, from one set off at its console."""

    ours_at: float = -math.inf
    at_console: bool = False
    halted: bool = False

    def started(self, now: float) -> None:
        """Start is about to be written."""
        self.ours_at, self.halted = now, False

    def noticed(self, kind: NoticeKind, *, driving: bool) -> None:
        """What the machine said of itself, where that is no stop of a walk of ours."""
        if kind is NoticeKind.STOPPED_BY_USER:
            self.halts()
        elif kind is NoticeKind.STARTED_BY_USER:
            self.console(driving=driving)

    def console(self, *, driving: bool) -> None:
        """The machine says that somebody pressed start at its console; or it repeats our own."""
        self.at_console, self.halted = not driving, False

    def halts(self) -> None:
        """Somebody else stops the belt, or did: it may answer a stop of ours with "failed"."""
        self.halted = True

    def stood(self) -> None:
        """The belt was measured at 0: whatever moves it next is new."""
        self.at_console = self.halted = False

    def waited_long(self, now: float) -> bool:
        """True once a belt that we started should have moved."""
        return now - self.ours_at > START_LIMIT_S

    def judge(self, latched: StopCause | None, at: float) -> StopCause | None:
        """A belt moves though no walk is on; the cause to stop it for, if it is ours to stop."""
        ours = latched is not None or not self.waited_long(at)
        return None if self.at_console or not ours else latched or StopCause.RUNAWAY
