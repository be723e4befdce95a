"""What a professional agreed with a walker: it can make a walk less, never more. Pure.

An agreement stands beside the rules and the walker's own answers, and whichever is tighter holds.
The two gentlest walks cannot be withheld: they are what is left on a sore day.
"""

from dataclasses import dataclass
from datetime import date

from treadctl.session.caps import Caps
from treadctl.session.segments import Tier

ALWAYS_ALLOWED = frozenset({"first-steps", "gentle-start"})

Walks = tuple[tuple[str, Tier], ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """One agreement, dated and initialled. What is None was not spoken of.

    `profiles` are the only walks allowed, beside ALWAYS_ALLOWED. `usual_pain` is 0-10. `ladder`
    is the plan to keep to where it asks for less than the walker's own.
    """

    by: str
    on: date
    profiles: tuple[str, ...] | None = None
    max_speed_kmh: float | None = None
    max_inclination_percent: float | None = None
    max_minutes: float | None = None
    ladder: str | None = None
    usual_pain: int | None = None

    @property
    def caps(self) -> Caps:
        """What it keeps every walk to."""
        slope = self.max_inclination_percent
        return Caps(None, self.max_minutes, self.max_speed_kmh, slope)


def allowed(agreed: Agreed | None, walks: Walks) -> Walks:
    """Those of `walks` that the agreement allows, in the same order."""
    if agreed is None or agreed.profiles is None:
        return walks
    kept = ALWAYS_ALLOWED | frozenset(agreed.profiles)
    return tuple((name, tier) for name, tier in walks if name in kept)


def usual(own: float | None, agreed: Agreed | None) -> float | None:
    """The usual pain that today's is held against: the lower of what is known."""
    known = (own, None if agreed is None else agreed.usual_pain)
    return min((one for one in known if one is not None), default=None)
