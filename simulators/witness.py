"""What truly happened at a machine: how fast its belt was at any moment, and what came and went."""

import asyncio
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from simulators.ftms_machine import FtmsMachine


class Track:
    """The speed of a belt over time, exact. Built of `Belt.corners`; the last one holds."""

    def __init__(self, corners: Sequence[tuple[float, float]]) -> None:
        self._at = [at for at, _ in corners]
        self._kmh = [kmh for _, kmh in corners]

    def kmh(self, at: float) -> float:
        """The speed at a moment; behind a jump that happens then."""
        after = bisect_right(self._at, at)
        if after == 0 or after == len(self._at):
            return self._kmh[after - 1] if after else self._kmh[0]
        begins, ends = self._at[after - 1], self._at[after]
        share = (at - begins) / (ends - begins)
        return self._kmh[after - 1] + share * (self._kmh[after] - self._kmh[after - 1])

    def highest_kmh(self, since: float, until: float) -> float:
        """The highest speed between two moments."""
        return max(self.kmh(since), self.kmh(until), *self._between(since, until), 0.0)

    def lowest_kmh(self, since: float, until: float) -> float:
        """The lowest speed between two moments."""
        return min(self.kmh(since), self.kmh(until), *self._between(since, until), math.inf)

    def moves_at(self, since: float) -> float:
        """The first moment from `since` on at which the belt moves; infinite if it never does."""
        return self._first(since, moving=True)

    def stands_at(self, since: float) -> float:
        """The first moment from `since` on at which the belt stands; infinite if it never does."""
        return self._first(since, moving=False)

    def _first(self, since: float, *, moving: bool) -> float:
        if (self.kmh(since) > 0.0) is moving:
            return since
        for index in range(bisect_right(self._at, since), len(self._at)):
            if (self._kmh[index] > 0.0) is moving:
                # A belt that begins to move does so at the corner before the first with a speed.
                return max(since, self._at[index - 1]) if moving else self._at[index]
        return math.inf

    def _between(self, since: float, until: float) -> list[float]:
        return self._kmh[bisect_left(self._at, since) : bisect_right(self._at, until)]


class Witness:
    """Watches one machine from now on. `told_at`: when a data record was sent to a client."""

    def __init__(self, machine: FtmsMachine) -> None:
        self.machine = machine
        self.told_at: list[float] = []
        self._loop = asyncio.get_running_loop()
        self._radio = machine.radio
        machine.radio = self._see

    def track(self) -> Track:
        """The belt's speed until now."""
        return Track(self.machine.belt.corners)

    def _see(self, data: bytes) -> Sequence[bytes]:
        now = self._loop.time()
        if not self.told_at or self.told_at[-1] < now:
            self.told_at.append(now)
        return self._radio(data)
