"""How old is what we know? Pure: `now` is an argument."""

from dataclasses import dataclass

DOUBT_PERIODS = 2.5
SILENCE_PERIODS = 5.0
SILENCE_LIMIT_S = 3.5  # a UREVO E1L capture has a 2.5 s gap at steady speed (blak3r/treadspan)

_SMOOTHING = 0.2
_SHORTEST_S, _LONGEST_S = 0.1, 2.0


@dataclass(slots=True)
class Freshness:
    """The observed telemetry period T, and what follows from it for trust."""

    period_s: float = 1.0  # "typically once per second", FTMS 1.0 section 4.18, until observed
    heard_at: float | None = None

    def heard(self, at: float) -> None:
        """One record came. Repeats that come at once do not count as a period."""
        if self.heard_at is not None and at - self.heard_at >= _SHORTEST_S:
            interval_s = min(at - self.heard_at, _LONGEST_S)
            self.period_s += _SMOOTHING * (interval_s - self.period_s)
        self.heard_at = at

    def age_s(self, now: float) -> float | None:
        """Seconds since the last record; None if there was none on this connection."""
        return None if self.heard_at is None else now - self.heard_at

    def in_doubt(self, now: float) -> bool:
        """Too old to rise on."""
        return self.heard_at is None or now - self.heard_at > DOUBT_PERIODS * self.period_s

    def silent(self, now: float) -> bool:
        """So old that the belt's state is unknown."""
        return self.heard_at is None or now - self.heard_at > self.silence_limit_s

    @property
    def silence_limit_s(self) -> float:
        """Seconds without a record that count as a fault."""
        return max(SILENCE_LIMIT_S, SILENCE_PERIODS * self.period_s)
