"""The rules that hold between the parts of a profile.

A broken rule raises PydanticCustomError with the field's path in `ctx["where"]`, so that the door
can name its line. All of them are design choices; what a tier allows is in safety.limits.
"""

from collections.abc import Mapping, Sequence

from pydantic_core import PydanticCustomError

from treadctl.model import Limits
from treadctl.safety.limits import TIERS
from treadctl.session.segments import MIN_SPEED_KMH, Segment, Stricter, Tier, Variable

MAX_END_SPEED_KMH = 2.5
MIN_COOL_DOWN_MINUTES = 2.0
MIN_COOL_DOWN_SHARE = 0.15
PRACTICE_KMH, PRACTICE_MINUTES = 1.0, 1.0


def broken(where: tuple[str | int, ...], text: str) -> PydanticCustomError:
    """Return the error for a rule broken at `where`."""
    return PydanticCustomError("profile_rule", "{text}", {"where": where, "text": text})


def check_segments(tier: Tier, segments: Sequence[Segment]) -> None:
    """Check each segment, each boundary and the whole against the tier."""
    limits = TIERS[tier]
    for index, segment in enumerate(segments):
        _check_caps(tier, index, segment)
        before = segments[index - 1] if index else None
        _check_boundary(limits, index, before, segment)
    _check_ends(segments)
    _check_total(tier, sum(one.minutes for one in segments), ("segments",))
    _check_cool_down(segments)


def _check_caps(tier: Tier, index: int, segment: Segment) -> None:
    limits = TIERS[tier]
    if segment.speed_kmh > limits.max_speed_kmh:
        raise broken(
            ("segments", index, "speed_kmh"),
            f"{segment.speed_kmh} is above tier {tier}'s {limits.max_speed_kmh} km/h; lower it.",
        )
    if segment.inclination_percent > limits.max_inclination_percent:
        raise broken(
            ("segments", index, "inclination_percent"),
            f"{segment.inclination_percent} is above tier {tier}'s"
            f" {limits.max_inclination_percent} %; lower it.",
        )
    if segment.speed_kmh < MIN_SPEED_KMH and tier != "R":
        raise broken(
            ("segments", index, "speed_kmh"),
            f"{segment.speed_kmh} is below {MIN_SPEED_KMH} km/h, and a walk has no pauses;"
            " raise it or leave the segment out.",
        )


def _check_boundary(limits: Limits, index: int, before: Segment | None, after: Segment) -> None:
    if (
        before is not None
        and after.speed_kmh > before.speed_kmh
        and after.inclination_percent > before.inclination_percent
    ):
        raise broken(
            ("segments", index, "inclination_percent"),
            "speed and inclination both rise here; give one of them a segment of its own.",
        )
    needed_s = _ramp_s(limits, before, after)
    if needed_s > after.minutes * 60.0:
        raise broken(
            ("segments", index, "minutes"),
            f"{after.minutes} is too short for a change that takes {needed_s:.0f} s; lengthen it.",
        )


def _ramp_s(limits: Limits, before: Segment | None, after: Segment) -> float:
    rise_kmh = after.speed_kmh - (before.speed_kmh if before else 0.0)
    rate = limits.max_acceleration_kmh_s if rise_kmh > 0 else limits.max_deceleration_kmh_s
    tilt = after.inclination_percent - (before.inclination_percent if before else 0.0)
    return max(abs(rise_kmh) / rate, abs(tilt) / limits.inclination_rate_percent_s)


def _check_ends(segments: Sequence[Segment]) -> None:
    for index, place in ((0, "first"), (len(segments) - 1, "last")):
        segment = segments[index]
        if segment.speed_kmh > MAX_END_SPEED_KMH:
            raise broken(
                ("segments", index, "speed_kmh"),
                f"{segment.speed_kmh} is above {MAX_END_SPEED_KMH} km/h in the {place} segment;"
                " lower it.",
            )
        if segment.inclination_percent > 0.0:
            raise broken(
                ("segments", index, "inclination_percent"),
                f"{segment.inclination_percent} is a slope in the {place} segment; set it to 0.",
            )


def _check_total(tier: Tier, minutes: float, where: tuple[str | int, ...]) -> None:
    most = TIERS[tier].max_session_s / 60.0
    if minutes > most + 1e-9:
        raise broken(
            where, f"{minutes:g} minutes in all are above tier {tier}'s {most:g}; shorten the walk."
        )


def _check_cool_down(segments: Sequence[Segment]) -> None:
    """The share is of the length as written; a longer variable block keeps the minutes."""
    slower = sum(segment.minutes for segment in segments[last_at_full_speed(segments) + 1 :])
    total = sum(segment.minutes for segment in segments)
    needed = max(MIN_COOL_DOWN_MINUTES, MIN_COOL_DOWN_SHARE * total)
    if slower < needed - 1e-9:
        raise broken(
            ("segments", len(segments) - 1, "minutes"),
            f"{slower:g} minutes follow the last segment at full speed; make it {needed:g}.",
        )


def last_at_full_speed(segments: Sequence[Segment]) -> int:
    """The number of the last segment at the walk's highest speed; what follows is its end."""
    fastest = max(segment.speed_kmh for segment in segments)
    return max(i for i, segment in enumerate(segments) if segment.speed_kmh == fastest)


def check_practice(first: Segment) -> None:
    """Check that the stop is tried out on a slow belt, in a minute without another change."""
    if first.speed_kmh > PRACTICE_KMH or first.minutes < PRACTICE_MINUTES:
        raise broken(
            ("practise_stop",),
            f"the stop is tried out in a first minute at {PRACTICE_KMH} km/h or less;"
            " make the first segment so, or leave this out.",
        )


def check_check_ins(check_ins_min: Sequence[float], segments: Sequence[Segment]) -> None:
    """Check that the questions come in order and inside the walk."""
    total = sum(segment.minutes for segment in segments)
    for index, at_min in enumerate(check_ins_min):
        if not 0.0 < at_min <= total:
            raise broken(
                ("check_ins_min", index),
                f"{at_min} is outside the walk of {total:g} minutes; move it inside.",
            )
        if index and at_min <= check_ins_min[index - 1]:
            raise broken(
                ("check_ins_min", index), f"{at_min} is not after the one before it; sort them."
            )


def check_variable(tier: Tier, variable: Variable, segments: Sequence[Segment]) -> None:
    """Check that the walk keeps the rules at the block's shortest and longest."""
    found = [i for i, segment in enumerate(segments) if segment.name == variable.segment]
    if len(found) != 1:
        raise broken(
            ("variable", "segment"),
            f"{variable.segment!r} names {len(found)} segments; name exactly one.",
        )
    index = found[0]
    block = segments[index]
    if not variable.min_minutes <= block.minutes <= variable.max_minutes:
        raise broken(
            ("variable", "min_minutes"),
            f"{variable.min_minutes:g} to {variable.max_minutes:g} does not hold the segment's"
            f" own {block.minutes:g} minutes; widen it.",
        )
    needed_s = _ramp_s(TIERS[tier], segments[index - 1] if index else None, block)
    if needed_s > variable.min_minutes * 60.0:
        raise broken(
            ("variable", "min_minutes"),
            f"{variable.min_minutes} is too short for a change that takes {needed_s:.0f} s;"
            " raise it.",
        )
    longest = sum(segment.minutes for segment in segments) - block.minutes + variable.max_minutes
    _check_total(tier, longest, ("variable", "max_minutes"))


def check_tiers(tiers: Mapping[Tier, Stricter]) -> None:
    """Check that a profile only narrows what a tier allows."""
    for tier, stricter in tiers.items():
        for key in ("max_speed_kmh", "max_inclination_percent"):
            given, most = getattr(stricter, key), getattr(TIERS[tier], key)
            if given is not None and given > most:
                raise broken(
                    ("tiers", tier, key),
                    f"{given} is above tier {tier}'s own {most}, and a profile can only be"
                    " stricter; lower it.",
                )
