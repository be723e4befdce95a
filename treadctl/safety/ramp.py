"""How a target is approached: small steps on the machine's grid, at the tier's rate. Pure.

Works in whole wire units (0.01 km/h, 0.1 %), so that no step is lost to rounding.
"""

import math
from dataclasses import dataclass

from treadctl.model import Range

CATCH_UP_S = 1.0  # after a write that took long, no more than this is made good in one step


@dataclass(slots=True)
class Ramp:
    """One quantity on its way to a goal. `commanded` is what was last written, None before."""

    up_per_s: float
    down_per_s: float
    low: int
    high: int
    step: int
    commanded: int | None = None
    goal: int = 0
    _before: int | None = None
    _again: bool = False
    _unsure: bool = False
    _since: float = 0.0
    _rose_at: float = -math.inf

    def begin(self, value: int, now: float) -> None:
        """Take `value` as written at `now`, and as the goal."""
        self.commanded = self.goal = self.on_grid(value)
        self._since = now

    def aim(self, value: int, now: float) -> int:
        """Set the goal, cut to the range and rounded down to the grid; returns it."""
        goal = self.on_grid(max(self.low, min(self.high, value)))
        if self.commanded is not None:
            was_rising, rises = self.goal > self.commanded, goal > self.commanded
            if self.goal == self.commanded or was_rising != rises:
                self._since = now
        self.goal = goal
        return goal

    def hold(self, now: float) -> None:
        """Let no time count towards a rise; a fall goes on."""
        if self.commanded is not None and self.goal > self.commanded:
            self._since = now

    def settle(self) -> None:
        """A goal above what was written is given up."""
        if self.commanded is not None:
            self.goal = min(self.goal, self.commanded)

    def next(self, now: float) -> int | None:
        """The value to write now, or None. Whoever calls it writes what it returns."""
        if self.commanded is None:
            return None
        again, self._again = self._again and self.goal <= self.commanded, False
        if again or self.goal == self.commanded:
            return self.commanded if again else None
        rising = self.goal > self.commanded
        per_s = self.up_per_s if rising else self.down_per_s
        earned = min(per_s * (now - self._since), max(per_s * CATCH_UP_S, self.step))
        steps = int(earned / self.step + 1e-6)
        if steps < 1:
            return None
        moved = min(steps * self.step, abs(self.goal - self.commanded))
        self._since = now - (earned - moved) / per_s
        self._before, self._unsure = self.commanded, False
        self.commanded += moved if rising else -moved
        if rising:
            self._rose_at = now
        return self.commanded

    @property
    def falling(self) -> bool:
        """True if what was written last is lower than before."""
        before, now = self._before, self.commanded
        return before is not None and now is not None and now < before

    def asked_for(self, value: int) -> bool:
        """True if `value` is, but for rounding, what was written last or before that."""
        ours = (self.commanded, self._before)
        return any(one is not None and abs(value - one) <= self.step for one in ours)

    def take_back(self, now: float) -> None:
        """What `next` gave last was not taken by the machine: it is tried again, a step later."""
        if self._unsure:
            self._again = True  # an earlier one may have been taken: going back would be a rise
        elif self._before is not None:
            self.commanded, self._before = self._before, None
            self._since = now

    def say_again(self) -> None:
        """Nobody knows whether the machine took the last value: say it once more, unless the goal
        is above it by then.
        """
        self._again = self._unsure = True

    def rose_within(self, seconds: float, now: float) -> bool:
        """True if the last rise is less than `seconds` old."""
        return now - self._rose_at < seconds

    def on_grid(self, value: int) -> int:
        """`value` rounded down to the machine's grid, which starts at `low`."""
        return max(self.low, self.low + (value - self.low) // self.step * self.step)


def wire_range(given: Range | None, scale: int, high: float, step: float) -> tuple[int, int, int]:
    """(low, high, step) in wire units: what the machine gave, cut to `high`, else the defaults."""
    if given is None:
        return 0, round(high * scale), round(step * scale)
    top = min(round(given.high * scale), round(high * scale))
    return round(given.low * scale), top, max(1, round(given.step * scale))
