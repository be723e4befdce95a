"""What one walk will ask of the belt, minute by minute. Pure: time is an argument.

A plan is a profile made fit for one walker: the tighter of the walker's tier and the profile's
own, what the profile keeps stricter for that tier, the caps on this walk, and its length today.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from treadctl.errors import BadInput
from treadctl.model import Limits
from treadctl.safety.limits import TIERS, tightest
from treadctl.session.caps import NO_CAPS, Caps
from treadctl.session.length import lengths
from treadctl.session.profile import Profile
from treadctl.session.segments import Segment, Tier

MAX_CHECK_IN_GAP_S = 600.0  # a design choice: nobody walks longer between two questions


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of the walk, in seconds from its start; the ramp to its speed is inside it."""

    name: str
    start_s: float
    end_s: float
    speed_kmh: float
    inclination_percent: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one walk, end to end, and the limits they keep. `calm`: no offer of more."""

    profile: str
    limits: Limits
    steps: tuple[Step, ...]
    check_ins_s: tuple[float, ...]
    calm: bool = False

    @property
    def duration_s(self) -> float:
        return self.steps[-1].end_s

    @property
    def distance_m(self) -> float:
        """How far the belt goes at the planned speeds, ramps left out."""
        return sum(step.speed_kmh / 3.6 * (step.end_s - step.start_s) for step in self.steps)

    def at(self, elapsed_s: float) -> Step:
        """Return the step under way; the first before the start, the last after the end."""
        later = (step for step in self.steps if elapsed_s < step.end_s)
        return next(later, self.steps[-1])


def plan(profile: Profile, tier: Tier | None = None, caps: Caps = NO_CAPS) -> Plan:
    """Return the walk for a walker in `tier` (None: the profile's own), with `caps` kept.

    Questions move with the stretches they are in. Raises BadInput if the profile is switched
    off, or if the walk is longer than the walker's tier allows.
    """
    if not profile.enabled:
        raise BadInput(f"{profile.name} is switched off: {profile.disabled_reason}")
    limits = caps.keep(_limits(profile, tier or profile.tier))
    longest = limits.max_session_s / 60
    wanted = caps.length_minutes(profile.duration_s / 60, longest)
    steps = tuple(_steps(profile.segments, lengths(profile, wanted), limits))
    if steps[-1].end_s > limits.max_session_s + 1e-6:
        raise BadInput(
            f"{profile.name} takes {steps[-1].end_s / 60:g} minutes and tier {tier} allows"
            f" {longest:g}; choose a shorter walk."
        )
    asked = sorted({round(at_s, 6) for at_s in _check_ins(profile, steps)})
    walked = tuple(step for step in steps if step.end_s > step.start_s)
    return Plan(profile.name, limits, walked, tuple(_filled(asked)), profile.calm)


def _limits(profile: Profile, tier: Tier) -> Limits:
    limits = tightest(TIERS[profile.tier], TIERS[tier])
    stricter = profile.tiers.get(tier)
    if stricter is None:
        return limits
    given = stricter.model_dump(exclude_none=True)
    return tightest(limits, replace(limits, **given))


def _steps(segments: Sequence[Segment], minutes: Sequence[float], limits: Limits) -> Iterator[Step]:
    start_s = 0.0
    for segment, long in zip(segments, minutes, strict=True):
        end_s = start_s + long * 60.0
        speed_kmh = min(segment.speed_kmh, limits.max_speed_kmh)
        slope = min(segment.inclination_percent, limits.max_inclination_percent)
        yield Step(segment.name, start_s, end_s, speed_kmh, slope)
        start_s = end_s


def _check_ins(profile: Profile, steps: Sequence[Step]) -> Iterator[float]:
    """Yield the questions' times: each as far into its stretch as it is written to be."""
    for minute in profile.check_ins_min:
        start_s = 0.0
        for segment, step in zip(profile.segments, steps, strict=True):
            written_s = segment.minutes * 60.0
            into = (minute * 60.0 - start_s) / written_s
            if into <= 1.0 or step is steps[-1]:
                yield step.start_s + into * (step.end_s - step.start_s)
                break
            start_s += written_s


def _filled(times: list[float]) -> Iterator[float]:
    """Yield `times`, with gaps above MAX_CHECK_IN_GAP_S split evenly."""
    for before, after in pairwise(times):
        parts = ceil((after - before) / MAX_CHECK_IN_GAP_S - 1e-9)
        yield from (before + (after - before) * part / parts for part in range(parts))
    yield from times[-1:]
