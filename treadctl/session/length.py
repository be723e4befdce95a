"""How a profile is made longer or shorter for today. Pure.

Its variable segment takes up the difference. What is shorter still has every stretch shortened
alike, but for the end: that keeps its two minutes at least. All of it is a design choice.
"""

from collections.abc import Sequence

from treadctl.session.profile import Profile
from treadctl.session.rules import MIN_COOL_DOWN_MINUTES, MIN_COOL_DOWN_SHARE, last_at_full_speed
from treadctl.session.segments import Segment

SHORTEST_MINUTES = 8.0  # that of the shortest walk shipped: less is no walk with a slow end


def lengths(profile: Profile, minutes: float) -> tuple[float, ...]:
    """The minutes of each segment, together no more than `minutes` or SHORTEST_MINUTES.

    A walk that cannot be made as long as that is as long as it can be.
    """
    written = _stretched(profile, minutes)
    wanted = max(minutes, SHORTEST_MINUTES)
    return _squeezed(profile.segments, written, wanted) if sum(written) > wanted else written


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


def _squeezed(
    segments: Sequence[Segment], written: tuple[float, ...], minutes: float
) -> tuple[float, ...]:
    end = last_at_full_speed(segments) + 1
    share = minutes / sum(written)
    least = max(MIN_COOL_DOWN_MINUTES, MIN_COOL_DOWN_SHARE * minutes)
    ending = min(sum(written[end:]), max(least, sum(written[end:]) * share))
    before, after = (minutes - ending) / sum(written[:end]), ending / sum(written[end:])
    return (*(one * before for one in written[:end]), *(one * after for one in written[end:]))
