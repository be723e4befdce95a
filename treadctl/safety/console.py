"""Did somebody at the console change the speed? Pure.

Some machines tell (Fitness Machine Status 05, FTMS 1.0 table 4.16), and most of these tell our
own targets too. The others only show a belt that is slower than it was. A belt that gets faster
without a word is never put down to the console: that is a runaway.
"""

from dataclasses import dataclass

from treadctl.safety.commanded import Commanded

ECHO_S = 5.0  # how late a machine may repeat a target of ours
LEAST_CHANGE_KMH = 0.3
SLOWER_FOR_S = 3.0
ROUNDING_KMH = 0.05


@dataclass(slots=True)
class ConsoleWatch:
    """Watches one walk. `step_kmh`: the machine's own grid, to which it rounds targets."""

    step_kmh: float
    _floor_kmh: float = 0.0
    _slower_since: float | None = None

    def lowered(self, speed_kmh: float) -> None:
        """We asked for a speed; the belt may fall that far."""
        self._floor_kmh = min(self._floor_kmh, speed_kmh)

    def told(self, target_kmh: float, commanded: Commanded, now: float) -> bool:
        """True if a target that the machine tells of is none of ours."""
        ours, slack_kmh = commanded.within(ECHO_S, now), self.step_kmh + ROUNDING_KMH
        return not min(ours) - slack_kmh <= target_kmh <= max(ours) + slack_kmh

    def slower(self, speed_kmh: float, commanded: Commanded, at: float, period_s: float) -> bool:
        """True once a belt that had reached a speed ran slower, unasked, for SLOWER_FOR_S + 2 T.

        A belt that stands is another matter.
        """
        _, asked_kmh = commanded.last
        self._floor_kmh = max(self._floor_kmh, min(speed_kmh, asked_kmh))
        change_kmh = max(LEAST_CHANGE_KMH, 1.5 * self.step_kmh)
        if speed_kmh == 0 or speed_kmh > self._floor_kmh - change_kmh:
            self._slower_since = None
            return False
        if self._slower_since is None:
            self._slower_since = at
        return at - self._slower_since >= SLOWER_FOR_S + 2 * period_s
