"""What the history knows of a walk, in the words of the rules. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from treadctl.edges.recorder.kept import utc
from treadctl.model import StopCause
from treadctl.session.check_in import Comfort, Verdict
from treadctl.session.person.diary import PastWalk, Zone

Json = Mapping[str, Any]
Row = tuple[str, int, Json, Sequence[Json]]
"""Profile, its start in ms since 1970, session summary, and its events in order."""

_ZONES = {Verdict.CONTINUE: Zone.FINE, Verdict.HOLD: Zone.EASY, Verdict.FINISH: Zone.RED}
_WORSE = (Zone.FINE, Zone.EASY, Zone.RED)


def past_walks(rows: Iterable[Row]) -> tuple[PastWalk, ...]:
    """The walks of one walker, the oldest first.

    The pain at the next start, on a later day, is how a walk was felt afterwards.
    """
    walks = [_walk(*row) for row in rows]
    for number, (one, after) in enumerate(pairwise(walks)):
        if after.day > one.day:
            walks[number] = replace(one, next_pain=after.start_pain)
    return tuple(walks)


def _walk(profile: str, started_utc_ms: int, summary: Json, events: Sequence[Json]) -> PastWalk:
    names = {one["event"] for one in events}
    cause = summary.get("stopped_by")
    start_pain = next((one.get("pain") for one in events if one["event"] == "started"), None)
    zones = [Zone.RED if cause == StopCause.PAIN else Zone.FINE, *_zones(events, start_pain)]
    return PastWalk(
        day=utc(started_utc_ms).astimezone().date(),
        profile=profile,
        completed=cause == StopCause.FINISHED and "cool_down" not in names,
        minutes=summary["duration_s"] / 60.0,
        zone=max(zones, key=_WORSE.index),
        start_pain=start_pain,
        peak_pain=_peak(events, start_pain),
        peak_speed_kmh=summary.get("peak_speed_kmh"),
    )


def _zones(events: Sequence[Json], start_pain: int | None) -> Iterator[Zone]:
    comfort = Comfort(start_pain)
    for one in events:
        match one:
            case {"event": "check_in_answered", "pain": int(pain)}:
                yield _ZONES[comfort.number(pain)]
            case {"event": "check_in_answered", "more": bool(more)}:
                yield _ZONES[comfort.compared(more=more)]


def _peak(events: Sequence[Json], start_pain: int | None) -> int | None:
    """None where it is not known: "more" has no number, and nor has a pain that stopped a walk."""
    if start_pain is None or any(
        one.get("more") or one.get("cause") == StopCause.PAIN for one in events
    ):
        return None
    told: list[int] = [
        one["pain"] for one in events if one["event"] == "check_in_answered" and "pain" in one
    ]
    return max([start_pain, *told])
