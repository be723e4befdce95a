"""How a profile is made longer or shorter for today. Pure.

Its variable segment takes up the difference. What is shorter still has fewer surges, each as long
as it is written; then every stretch is shortened alike, but for the end: that keeps its two minutes
at least. All of it is a design choice.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from treadctl.session.profile import Profile
from treadctl.session.rules import MIN_COOL_DOWN_MINUTES, MIN_COOL_DOWN_SHARE, last_at_full_speed
from treadctl.session.segments import Segment

SHORTEST_MINUTES = 8.0  # that of the shortest walk shipped: less is no walk with a slow end


def lengths(profile: Profile, minutes: float) -> tuple[float, ...]:
    """The minutes of each segment, together no more than `minutes` or SHORTEST_MINUTES; 0 for one
    that is left out.

    A walk that cannot be made as long as that is as long as it can be.
    """
    wanted = max(minutes, SHORTEST_MINUTES)
    fewer = _fewer_surges(profile.segments, _stretched(profile, minutes), wanted)
    return _squeezed(profile.segments, fewer, wanted) if sum(fewer) > wanted else fewer


def title(profile: Profile, minutes: float) -> str:
    """The profile's title for a walk of that length: Easy 20 is Easy 14 at 14 minutes."""
    name, _, number = profile.title.rpartition(" ")
    return f"{name} {minutes:.0f}" if number.isdecimal() else profile.title


def _stretched(profile: Profile, minutes: float) -> tuple[float, ...]:
    written = tuple(segment.minutes for segment in profile.segments)
    variable = profile.variable
    if variable is None:
        return written
    block = [segment.name for segment in profile.segments].index(variable.segment)
    wanted = written[block] + minutes - sum(written)
    fitting = min(max(wanted, variable.min_minutes), variable.max_minutes)
    return (*written[:block], fitting, *written[block + 1 :])


def _fewer_surges(
    segments: Sequence[Segment], written: tuple[float, ...], minutes: float
) -> tuple[float, ...]:
    """Without the last surges, each with the calm stretch before it, as far as that is needed.

    The stretch before the first one stays.
    """
    kept, surges = list(written), _surges(segments)
    for surge in reversed(surges):
        if sum(kept) <= minutes:
            break
        kept[surge] = 0.0
        if surge != surges[0]:
            kept[surge - 1] = 0.0
    return tuple(kept)


def _surges(segments: Sequence[Segment]) -> list[int]:
    """The numbers of the stretches faster than both beside them, where that happens repeatedly."""
    speeds = [segment.speed_kmh for segment in segments]
    up = [after > before for before, after in pairwise(speeds)]
    tops = [at for at in range(1, len(up)) if up[at - 1] and not up[at]]
    often = Counter(speeds[at] for at in tops)
    return [at for at in tops if often[speeds[at]] > 1 and speeds[at + 1] < speeds[at]]


def _squeezed(
    segments: Sequence[Segment], written: tuple[float, ...], minutes: float
) -> tuple[float, ...]:
    end = last_at_full_speed(segments) + 1
    share = minutes / sum(written)
    least = max(MIN_COOL_DOWN_MINUTES, MIN_COOL_DOWN_SHARE * minutes)
    ending = min(sum(written[end:]), max(least, sum(written[end:]) * share))
    before, after = (minutes - ending) / sum(written[:end]), ending / sum(written[end:])
    return (*(one * before for one in written[:end]), *(one * after for one in written[end:]))
