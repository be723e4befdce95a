"""The questions about pain in one walk: which is due, which is open, what an answer means. Pure."""

from dataclasses import dataclass

from treadctl.session.acts import Act, Ask
from treadctl.session.check_in import QUESTION, CheckIn, Comfort, Silence, Verdict


@dataclass(slots=True)
class CheckIns:
    """`due_s`: when each is asked, in seconds of the plan, in order."""

    due_s: list[float]
    comfort: Comfort
    _open: CheckIn | None = None

    @property
    def asking(self) -> bool:
        """True while a question waits for its answer."""
        return self._open is not None

    def due_by(self, elapsed_s: float) -> bool:
        """True if one more is to be asked by then."""
        return bool(self.due_s) and self.due_s[0] <= elapsed_s

    def tick(self, elapsed_s: float, now: float) -> list[Act]:
        """Ask the next question if it is due and none is open."""
        if not self.due_s or elapsed_s < self.due_s[0] or self._open is not None:
            return []
        del self.due_s[0]
        self._open = CheckIn(now)
        return [Ask("pain", QUESTION)]

    def silence(self, now: float) -> Silence:
        """What nobody's answer leads to now."""
        return Silence.WAIT if self._open is None else self._open.tick(now)

    def answered(self, *, pain: int | None, more: bool | None) -> Verdict | None:
        """What the answer leads to; None, and the question stays open, if it says nothing."""
        if pain is None and more is None:
            return None
        self._open = None
        if pain is not None:
            return self.comfort.number(pain)
        return self.comfort.compared(more=bool(more))
