"""What was asked of a belt lately. Pure."""

from collections import deque
from dataclasses import dataclass, field

REMEMBERED_S = 10.0


@dataclass(slots=True)
class Commanded:
    """The speeds that were written, in km/h, each with its time; the last one stays."""

    _written: deque[tuple[float, float]] = field(default_factory=deque)

    def add(self, speed_kmh: float, at: float) -> None:
        """A target was written."""
        self._written.append((at, speed_kmh))
        while len(self._written) > 1 and self._written[1][0] <= at - REMEMBERED_S:
            self._written.popleft()

    def within(self, seconds: float, now: float) -> list[float]:
        """The speeds asked for in the last `seconds`, and the one that held before them."""
        since, found = now - seconds, []
        for at, speed_kmh in reversed(self._written):
            found.append(speed_kmh)
            if at <= since:
                break
        return found

    @property
    def last(self) -> tuple[float, float]:
        """(at, km/h) of the newest target."""
        return self._written[-1]
