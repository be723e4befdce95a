"""What an importer finds: stretches as the file means them, before any rule of ours. Pure."""

import math
from dataclasses import dataclass, replace

from treadctl.session.imports.markup import Element

LONGEST_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """One part of a workout. `speed_kmh` None: the file says nothing about the belt's speed."""

    line: int
    name: str
    seconds: float
    speed_kmh: float | None = None
    inclination_percent: float = 0.0


@dataclass(frozen=True, slots=True)
class Workout:
    """A whole workout. `notes`: what of the file could not be used, a sentence each."""

    title: str
    stretches: tuple[Stretch, ...]
    notes: tuple[str, ...]


def number(element: Element, *names: str) -> float | None:
    """The first of these attributes that is a finite number; None without one."""
    for name in names:
        try:
            value = float(element.attributes[name])
        except (KeyError, ValueError):
            continue
        if math.isfinite(value):
            return value
    return None


def ramp(whole: Stretch, first_kmh: float | None) -> list[Stretch]:
    """`whole` as a change from `first_kmh` to its speed, in steps of at least a minute.

    One stretch where nothing changes.
    """
    last_kmh = whole.speed_kmh
    if first_kmh is None or last_kmh is None or first_kmh == last_kmh:
        return [whole]
    steps = max(1, min(4, int(whole.seconds // 60)))
    rise_kmh, seconds = (last_kmh - first_kmh) / steps, whole.seconds / steps
    speeds_kmh = [first_kmh + rise_kmh * (n + 0.5) for n in range(steps)]
    return [replace(whole, seconds=seconds, speed_kmh=speed) for speed in speeds_kmh]
