"""What one walk will ask of the belt, minute by minute. Pure: time is an argument.

A plan is a profile made fit for one walker: the tighter of the walker's tier and the profile's
own, what the profile keeps stricter for that tier, and the length chosen for today.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from treadctl.errors import BadInput
from treadctl.model import Limits
from treadctl.safety.limits import TIERS, tightest
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
    """The steps of one walk, end to end, and the limits they keep."""

    profile: str
    limits: Limits
    steps: tuple[Step, ...]
    check_ins_s: tuple[float, ...]

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


def plan(profile: Profile, tier: Tier | None = None, main_minutes: float | None = None) -> Plan:
    """Return the walk for a walker in `tier` (None: the profile's own).

    `main_minutes` sets the variable segment's length (None: as written); questions inside it
    move with it. Raises BadInput if the profile is switched off or has no such length, or if
    the walk is longer than the walker's tier allows.
    """
    if not profile.enabled:
        raise BadInput(f"{profile.name} is switched off: {profile.disabled_reason}")
    limits = _limits(profile, tier or profile.tier)
    block = _variable_index(profile, main_minutes)
    segments = list(profile.segments)
    if main_minutes is not None:
        segments[block] = segments[block].model_copy(update={"minutes": main_minutes})
    steps = tuple(_steps(segments, limits))
    if steps[-1].end_s > limits.max_session_s + 1e-6:
        raise BadInput(
            f"{profile.name} takes {steps[-1].end_s / 60:g} minutes and tier {tier} allows"
            f" {limits.max_session_s / 60:g}; choose a shorter walk."
        )
    return Plan(profile.name, limits, steps, _check_ins(profile, block, steps[block]))


def _limits(profile: Profile, tier: Tier) -> Limits:
    limits = tightest(TIERS[profile.tier], TIERS[tier])
    stricter = profile.tiers.get(tier)
    if stricter is None:
        return limits
    given = stricter.model_dump(exclude_none=True)
    return tightest(limits, replace(limits, **given))


def _variable_index(profile: Profile, main_minutes: float | None) -> int:
    """Return which segment's length may be chosen; 0 where none may and none was."""
    variable = profile.variable
    if variable is None:
        if main_minutes is not None:
            raise BadInput(f"{profile.name} has one length only; leave the minutes out.")
        return 0
    if main_minutes is not None and not (
        variable.min_minutes <= main_minutes <= variable.max_minutes
    ):
        raise BadInput(
            f"{main_minutes:g} minutes are not possible in {profile.name}; choose"
            f" {variable.min_minutes:g} to {variable.max_minutes:g}."
        )
    return [segment.name for segment in profile.segments].index(variable.segment)


def _steps(segments: list[Segment], limits: Limits) -> Iterator[Step]:
    start_s = 0.0
    for segment in segments:
        end_s = start_s + segment.minutes * 60.0
        speed_kmh = min(segment.speed_kmh, limits.max_speed_kmh)
        slope = min(segment.inclination_percent, limits.max_inclination_percent)
        yield Step(segment.name, start_s, end_s, speed_kmh, slope)
        start_s = end_s


def _check_ins(profile: Profile, block: int, made: Step) -> tuple[float, ...]:
    """Return the questions' times: inside the block in proportion, after it by its change."""
    written_s = profile.segments[block].minutes * 60.0
    stretch = (made.end_s - made.start_s) / written_s
    times = []
    for minute in profile.check_ins_min:
        into_s = minute * 60.0 - made.start_s
        if into_s > written_s:
            into_s += made.end_s - made.start_s - written_s
        elif into_s > 0.0:
            into_s *= stretch
        times.append(made.start_s + into_s)
    return tuple(_filled(times))


def _filled(times: list[float]) -> Iterator[float]:
    """Yield `times`, with gaps above MAX_CHECK_IN_GAP_S split evenly."""
    for before, after in pairwise(times):
        parts = ceil((after - before) / MAX_CHECK_IN_GAP_S - 1e-9)
        yield from (before + (after - before) * part / parts for part in range(parts))
    yield from times[-1:]
