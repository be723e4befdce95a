"""K1, the relay in the safety-key loop: closed only while code is alive to say so each step."""

from firmware_bridge.ticks import longer
from firmware_bridge.wire import F_NO_CLOSE, F_WELD

FEEDBACK_MS = 100


class Relay:
    """`wanted` goes to its enable pin; `alive` is the level that the charge pump needs to change.

    Neither alone closes it. `wanted` opens it at once, a missing beat within 100 ms.
    """

    def __init__(self) -> None:
        self.wanted = False
        self.alive = False
        self.closed = False
        self._disagrees_ms = 0

    def want(self, closed: bool) -> None:
        """Close or open it from the next output on."""
        if closed != self.wanted:
            self.wanted = closed
            self._disagrees_ms = 0

    def step(self, closed: bool, dt_ms: int) -> int:
        """Take what the mirror contact says; return the fault it shows, or 0."""
        self.closed = closed
        if closed == self.wanted:
            self._disagrees_ms = 0
            return 0
        self._disagrees_ms = longer(self._disagrees_ms, dt_ms)
        if self._disagrees_ms <= FEEDBACK_MS:
            return 0
        return F_WELD if closed else F_NO_CLOSE

    def beat(self) -> None:
        """Give the charge pump its edge. Called by the control step and by nothing else."""
        self.alive = self.wanted and not self.alive
