"""Is there a way to press stop? A wired button, or a page whose input still works. Pure."""

import math
from dataclasses import dataclass

DOUBT_S, LIMIT_S = 2.0, 5.0


@dataclass(slots=True)
class StopInput:
    """The walker's stop. With a wired button the page may come and go."""

    wired: bool = False
    _screen_at: float = -math.inf

    def screen_alive(self, now: float) -> None:
        """The page showed that its input works."""
        self._screen_at = now

    def at_hand(self, now: float) -> bool:
        """Enough to start, and to get faster."""
        return self.wired or now - self._screen_at <= DOUBT_S

    def lost(self, now: float) -> bool:
        """Gone for so long that the belt must stop."""
        return not self.wired and now - self._screen_at > LIMIT_S
