"""What the disk has not taken yet, and what of it was told: in memory, and bounded. Pure."""

from collections import deque
from collections.abc import Iterable

from treadctl.edges.outbox import Entry, Kind
from treadctl.edges.recorder.kept import Kept

MOST_EVENTS, MOST_SAMPLES = 10_000, 20_000


class Backlog:
    """Entries in order. Where there is no room, samples are thinned; the oldest event goes last."""

    def __init__(self) -> None:
        self.lost = dict.fromkeys(Kind, 0)
        self._waiting: deque[Kept] = deque()
        self._counts = dict.fromkeys(Kind, 0)
        self._untold: deque[Entry] = deque()
        self._stored_number = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, kept: Iterable[Kept]) -> None:
        """More is to be stored."""
        for one in kept:
            self._waiting.append(one)
            self._untold.append(one.entry)
            self._counts[one.entry.kind] += 1
        if self._counts[Kind.SAMPLE] > MOST_SAMPLES:
            self._thin()
        if self._counts[Kind.EVENT] > MOST_EVENTS:
            self._drop_oldest_event()

    def batch(self) -> tuple[Kept, ...]:
        """All there is."""
        return tuple(self._waiting)

    def untold(self, *, stored_only: bool) -> list[Entry]:
        """What was not given out by this before, in order."""
        found = []
        while self._untold and not (stored_only and self._untold[0].number > self._stored_number):
            found.append(self._untold.popleft())
        return found

    def saved(self, batch: tuple[Kept, ...]) -> None:
        """The disk has these."""
        if batch:
            self._stored_number = batch[-1].entry.number
        gone = {one.entry.number for one in batch}
        self._keep_only([one for one in self._waiting if one.entry.number not in gone])

    def pending(self, kind: Kind, before: int | None) -> list[Entry]:
        """Those of a kind that are to be stored, in order."""
        found = (one.entry for one in self._waiting if one.stored and one.entry.kind is kind)
        return [one for one in found if before is None or one.number < before]

    def _thin(self) -> None:
        """Every second of the older half of the samples goes."""
        seen, left = 0, []
        for one in self._waiting:
            if one.entry.kind is Kind.SAMPLE:
                seen += 1
                if seen <= MOST_SAMPLES // 2 and seen % 2:
                    self.lost[Kind.SAMPLE] += 1
                    continue
            left.append(one)
        self._keep_only(left)

    def _drop_oldest_event(self) -> None:
        oldest = next(one for one in self._waiting if one.entry.kind is Kind.EVENT)
        self.lost[Kind.EVENT] += 1
        self._keep_only([one for one in self._waiting if one is not oldest])

    def _keep_only(self, left: list[Kept]) -> None:
        self._waiting = deque(left)
        self._counts = {kind: sum(one.entry.kind is kind for one in left) for kind in Kind}
