"""A workout made to fit a tier: slower, flatter, shorter, never more. Pure.

Each change is told in a sentence. What comes out keeps the rules of session.rules, which check it
once more; what a rule asks for in addition, a slow beginning and end, is added at low speeds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from treadctl.safety.limits import TIERS
from treadctl.session.imports.stretch import Stretch
from treadctl.session.rules import MAX_END_SPEED_KMH, MIN_COOL_DOWN_MINUTES, MIN_COOL_DOWN_SHARE
from treadctl.session.segments import MIN_SEGMENT_MINUTES, MIN_SPEED_KMH, Tier

EASY_KMH = 2.0  # where the file says nothing: every tier of ours has slower and faster walks
WARM_KMH, WARM_MINUTES = 1.5, 2.0
COOL_KMH, STEP_KMH = 1.5, 0.1
MOST_SEGMENTS = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One segment of the profile to be."""

    name: str
    minutes: float
    speed_kmh: float
    inclination_percent: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """The parts, and what was changed, a sentence each. No parts: nothing could be walked."""

    parts: tuple[Part, ...]
    changes: tuple[str, ...]


def fitted(stretches: Sequence[Stretch], tier: Tier) -> Fitted:
    """The longest beginning of the workout that fits `tier`, with what the rules ask for."""
    changes: list[str] = []
    walked = [part for one in stretches for part in _walked(one, tier, changes)]
    whole = _joined(walked, changes)
    most_minutes = TIERS[tier].max_session_s / 60.0
    minutes = _total(whole)
    while whole and minutes >= MIN_SEGMENT_MINUTES:
        more: list[str] = []
        parts = _with_ends(_apart(_cut(whole, minutes), tier, more), more)
        if parts and _total(parts) <= most_minutes and len(parts) <= MOST_SEGMENTS:
            if minutes < _total(whole):
                more.append(
                    f"only the first {minutes:g} minutes are used: with a slow beginning and end "
                    f"tier {tier} allows {most_minutes:g}."
                )
            return Fitted(tuple(parts), tuple(dict.fromkeys(changes + more)))
        minutes = math.ceil(minutes * 2 - 1) / 2  # the next half minute down
    return Fitted((), tuple(dict.fromkeys(changes)))


def _walked(stretch: Stretch, tier: Tier, changes: list[str]) -> list[Part]:
    """The stretch within the tier's speeds and slopes; nothing where nobody walks."""
    limits, at = TIERS[tier], f"line {stretch.line}:"
    asked_kmh = stretch.speed_kmh
    if asked_kmh is None:
        asked_kmh = EASY_KMH
        changes.append(f"{at} no speed is given; {EASY_KMH} km/h is used.")
    speed_kmh = _down(min(asked_kmh, limits.max_speed_kmh), STEP_KMH)
    if speed_kmh < MIN_SPEED_KMH:
        changes.append(f"{at} a walk has no pauses; this one was left out.")
        return []
    if asked_kmh > limits.max_speed_kmh:
        changes.append(f"{at} {asked_kmh:.1f} km/h became {speed_kmh}, as tier {tier} allows.")
    elif speed_kmh < asked_kmh - 1e-6:
        changes.append("speeds are rounded down to 0.1 km/h.")
    asked_percent = stretch.inclination_percent
    percent = _down(min(max(asked_percent, 0.0), limits.max_inclination_percent), 0.1)
    if asked_percent < 0.0:
        changes.append(f"{at} a slope downhill of {asked_percent:g} % became flat.")
    elif asked_percent > limits.max_inclination_percent:
        changes.append(f"{at} {asked_percent:g} % became {percent:g}, as tier {tier} allows.")
    return [Part(stretch.name, stretch.seconds / 60.0, speed_kmh, percent)]


def _joined(parts: Sequence[Part], changes: list[str]) -> list[Part]:
    """Equal neighbours as one; what is too short for a segment goes with the slower neighbour."""
    found: list[Part] = []
    for part in parts:
        before = found[-1] if found else None
        if before is not None and (
            _same(before, part) or min(before.minutes, part.minutes) < MIN_SEGMENT_MINUTES
        ):
            if not _same(before, part):
                changes.append("what is shorter than half a minute goes with its slower neighbour.")
            longer = before if before.minutes >= part.minutes else part
            found[-1] = Part(
                longer.name,
                before.minutes + part.minutes,
                min(before.speed_kmh, part.speed_kmh),
                min(before.inclination_percent, part.inclination_percent),
            )
        else:
            found.append(part)
    return found


def _cut(parts: Sequence[Part], minutes: float) -> list[Part]:
    """The first `minutes`, but for a last part that would be too short."""
    found, left = [], minutes
    for part in parts:
        length = round(min(part.minutes, left), 3)
        if length >= MIN_SEGMENT_MINUTES:
            found.append(replace(part, minutes=length))
        left -= length
    return found


def _apart(parts: Sequence[Part], tier: Tier, changes: list[str]) -> list[Part]:
    """Slopes with time to change, and never together with a rise of the speed."""
    rate, found, slope = TIERS[tier].inclination_rate_percent_s, list[Part](), 0.0
    for part in parts:
        tilt = part.inclination_percent
        rises = not found or part.speed_kmh > found[-1].speed_kmh
        if tilt > slope and rises:
            changes.append("where speed and slope rose together, the slope comes half a minute on.")
            flat = replace(part, minutes=MIN_SEGMENT_MINUTES, inclination_percent=slope)
            rest = part.minutes - MIN_SEGMENT_MINUTES
            found.append(flat)
            if rest < MIN_SEGMENT_MINUTES:
                continue
            part = replace(part, minutes=rest)  # noqa: PLW2901 - what is left of it
        needed = math.ceil(abs(tilt - slope) / rate / 30.0) * MIN_SEGMENT_MINUTES
        if part.minutes < needed:
            changes.append("a slope that had too little time to change got it.")
            part = replace(part, minutes=needed)  # noqa: PLW2901 - the same, longer
        found.append(part)
        slope = tilt
    return found


def _with_ends(parts: list[Part], changes: list[str]) -> list[Part]:
    """With a slow flat beginning, and an end that is long and slow enough."""
    if not parts:
        return []
    first = parts[0]
    if first.speed_kmh > MAX_END_SPEED_KMH or first.inclination_percent > 0.0:
        changes.append(f"{WARM_MINUTES:g} slow minutes were added at the beginning.")
        parts = [Part("warm", WARM_MINUTES, WARM_KMH, 0.0), *parts]
    fastest_kmh = max(part.speed_kmh for part in parts)
    cool_kmh = _down(min(COOL_KMH, fastest_kmh - STEP_KMH), STEP_KMH)
    if cool_kmh < MIN_SPEED_KMH:
        return []
    missing = _missing_cool_down(parts, fastest_kmh)
    last = parts[-1]
    if last.speed_kmh > MAX_END_SPEED_KMH or last.inclination_percent > 0.0:
        missing = max(missing, MIN_COOL_DOWN_MINUTES)
    if missing > 0.0:
        changes.append(f"{missing:g} slow minutes were added at the end.")
        parts = [*parts, Part("cool", missing, min(cool_kmh, last.speed_kmh), 0.0)]
    return parts


def _missing_cool_down(parts: Sequence[Part], fastest_kmh: float) -> float:
    """How many minutes more the end needs, in half minutes; the addition counts in the whole."""
    full = max(index for index, part in enumerate(parts) if part.speed_kmh == fastest_kmh)
    slower, total = _total(parts[full + 1 :]), _total(parts)
    share = (MIN_COOL_DOWN_SHARE * total - slower) / (1.0 - MIN_COOL_DOWN_SHARE)
    missing = max(MIN_COOL_DOWN_MINUTES - slower, share)
    return math.ceil(max(0.0, missing) * 2 - 1e-9) / 2


def _total(parts: Sequence[Part]) -> float:
    return sum(part.minutes for part in parts)


def _same(one: Part, other: Part) -> bool:
    return (one.speed_kmh, one.inclination_percent) == (
        other.speed_kmh,
        other.inclination_percent,
    )


def _down(value: float, step: float) -> float:
    """On the grid, never above."""
    return round(math.floor(value / step + 1e-6) * step, 3)
