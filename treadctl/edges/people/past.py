"""What the history knows of a walk, in the words of the rules. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from treadctl.edges.recorder.kept import utc
from treadctl.model import StopCause
from treadctl.session.check_in import Comfort, Verdict, judge
from treadctl.session.person.diary import GENTLE_START, PastWalk, Zone
from treadctl.session.person.told import MISTAKE, PRACTICE, told_after

Json = Mapping[str, Any]
Row = tuple[str, int, Json, Sequence[Json], Json]
"""Profile, its start in ms since 1970, session summary, its events in order, and what the walker
said of it once the belt stood."""

_ZONES = {Verdict.CONTINUE: Zone.FINE, Verdict.HOLD: Zone.EASY, Verdict.FINISH: Zone.RED}
_WORSE = (Zone.FINE, Zone.EASY, Zone.RED)


def past_walks(rows: Iterable[Row]) -> tuple[PastWalk, ...]:
    """The walks of one walker, the oldest first.

    The first pain told on a later day, or that at the next start, is how a walk was felt
    afterwards.
    """
    walks = [_walk(*row) for row in rows]
    for number, (one, after) in enumerate(pairwise(walks)):
        if after.day > one.day and one.next_pain is None:
            walks[number] = replace(one, next_pain=after.start_pain)
    return tuple(walks)


def _walk(
    profile: str, started_utc_ms: int, summary: Json, events: Sequence[Json], told: Json
) -> PastWalk:
    names = {one["event"] for one in events}
    cause = summary.get("stopped_by")
    start_pain = next((one.get("pain") for one in events if one["event"] == "started"), None)
    zone = max((Zone.FINE, *_zones(events, start_pain)), key=_WORSE.index)
    minutes = summary["duration_s"] / 60.0
    early = "cool_down" in names and not (minutes >= 1.0 and _may_end(profile, zone))
    walk = PastWalk(
        day=utc(started_utc_ms).astimezone().date(),
        profile=profile,
        completed=cause == StopCause.FINISHED and not early,
        minutes=minutes,
        start_pain=start_pain,
        peak_pain=_peak(events, start_pain, told),
        talked_easily=_talked_easily(events),
        peak_speed_kmh=summary.get("peak_speed_kmh"),
        stopped_for_pain=cause == StopCause.PAIN,
        answered_zone=zone,
    )
    return told_after(walk, told, _end_zone(start_pain, told.get("end_pain")))


def _may_end(profile: str, zone: Zone) -> bool:
    """True for a walk that may be finished at any time with full credit: the shortest one, unless
    it was finished because it hurt.
    """
    return profile == GENTLE_START and zone is not Zone.RED


def _end_zone(start_pain: int | None, end_pain: int | None) -> Zone:
    if start_pain is None or end_pain is None:
        return Zone.FINE
    return _ZONES[judge(end_pain, start_pain)]


def _talked_easily(events: Sequence[Json]) -> bool | None:
    """False if talking was hard once; None if it was not asked, or not answered."""
    told = [bool(one["yes"]) for one in events if one["event"] == "talk_answered"]
    return all(told) if told else None


def _zones(events: Sequence[Json], start_pain: int | None) -> Iterator[Zone]:
    comfort = Comfort(start_pain)
    for one in events:
        match one:
            case {"event": "check_in_answered", "pain": int(pain)}:
                yield _ZONES[comfort.number(pain)]
            case {"event": "check_in_answered", "more": bool(more)}:
                yield _ZONES[comfort.compared(more=more)]


def _peak(events: Sequence[Json], start_pain: int | None, told: Json) -> int | None:
    """None where it is not known: "more" has no number, and nor has a pain that stopped a walk.

    The number that is asked for once the belt stands, right after, makes up for it. A press by
    mistake is no pain.
    """
    end_pain, hurt = told.get("end_pain"), told.get("quality") not in (MISTAKE, PRACTICE)
    stopped = hurt and any(one.get("cause") == StopCause.PAIN for one in events)
    unknown = stopped or any(one.get("more") for one in events)
    if start_pain is None or (unknown and end_pain is None):
        return None
    numbers: list[int] = [
        one["pain"] for one in events if one["event"] == "check_in_answered" and "pain" in one
    ]
    return max([start_pain, end_pain or 0, *numbers])
