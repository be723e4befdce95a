"""What keeps one walk shorter, slower or flatter than its profile and tier allow. Pure.

A cap never loosens anything: what it does not name stays as it is.
"""

from dataclasses import dataclass, fields, replace

from treadctl.model import Limits
from treadctl.safety.limits import tightest


@dataclass(frozen=True, slots=True)
class Caps:
    """Caps on one walk; None where there is none.

    `minutes` is today's length, within what the profile can be stretched to and the tier allows;
    `max_minutes` is the longest it may be, whatever else says so.
    """

    minutes: float | None = None
    max_minutes: float | None = None
    max_speed_kmh: float | None = None
    max_inclination_percent: float | None = None

    def keep(self, limits: Limits) -> Limits:
        """Return `limits` with these caps kept too."""
        given = {
            "max_speed_kmh": self.max_speed_kmh,
            "max_inclination_percent": self.max_inclination_percent,
        }
        known = {key: value for key, value in given.items() if value is not None}
        return tightest(limits, replace(limits, **known))

    def length_minutes(self, written: float, longest: float) -> float:
        """How long a walk is that was written for `written` minutes; a tier allows `longest`."""
        wanted = written if self.minutes is None else min(self.minutes, longest)
        return wanted if self.max_minutes is None else min(wanted, self.max_minutes)


NO_CAPS = Caps()


def tighter(*caps: Caps) -> Caps:
    """Return, field by field, the smallest value given."""
    found = {}
    for field in fields(Caps):
        given = [value for one in caps if (value := getattr(one, field.name)) is not None]
        found[field.name] = min(given, default=None)
    return Caps(**found)
