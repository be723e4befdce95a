"""A belt that is truly faster than it was asked to be: when must a stop have arrived? Pure."""

from collections.abc import Iterator
from itertools import pairwise

from treadctl.cli.bench.faults.bounds import (
    REACTION_S,
    Due,
    grain_kmh,
    ours,
    period_s,
    seen,
    taken_over_at,
)
from treadctl.cli.bench.faults.record import Record, Ride
from treadctl.safety import speed_watch


def commanded_kmh(ride: Ride, at: float, within_s: float, first_kmh: float) -> float:
    """The highest speed asked for in the time before `at`, and what held before that."""
    speeds = [(ride.begins, first_kmh), *ride.speeds]
    before = [kmh for when, kmh in speeds if when <= at - within_s]
    lately = [kmh for when, kmh in speeds if at - within_s < when <= at]
    return max([*before[-1:], *lately], default=first_kmh)


def by_speed(record: Record, ride: Ride) -> Iterator[Due]:
    """A belt that is truly faster than it was asked to be, and said so."""
    until = min(ride.ends, taken_over_at(record, ride), record.ended_at)
    model, track, grain = record.session.model, record.track, grain_kmh(record)
    lag_s = speed_watch.LAG_S + 2 * period_s(record)
    first_kmh = max(0.8, model.speed_centi[0] / 100)
    if track.highest_kmh(ride.begins, until) <= first_kmh + speed_watch.RUNAWAY_KMH:
        return
    shown: _Shown = []
    for at in record.told_at:
        if ride.begins <= at < until and (shown or track.kmh(at) > 0.0):
            over_kmh = track.kmh(at) - commanded_kmh(ride, at, lag_s, first_kmh) - grain
            shown.append((at, track.kmh(at), over_kmh))
    for invariant, since, by in (*_jumps(shown, grain), *_excess(shown), *_runs(shown, grain)):
        late = by + model.telemetry_period_s + REACTION_S
        if seen(record, since - 1.0, late) and ours(record, ride, late):
            yield Due(invariant, ride, since, late)


_Shown = list[tuple[float, float, float]]
"""(when, km/h, km/h above what was asked for)"""


def _jumps(shown: _Shown, grain: float) -> Iterator[tuple[str, float, float]]:
    for (_, before, _), (at, kmh, over) in pairwise(shown):
        if over > speed_watch.OVER_KMH and kmh - before >= speed_watch.JUMP_KMH + grain:
            yield "speed_jump", at, at


def _excess(shown: _Shown) -> Iterator[tuple[str, float, float]]:
    since: float | None = None
    for at, _, over in shown:
        if over <= speed_watch.OVER_KMH:
            since = None
            continue
        since = at if since is None else since
        if over > speed_watch.OVER_AT_ONCE_KMH or at - since >= speed_watch.OVER_FOR_S:
            yield "overspeed", since, at


def _runs(shown: _Shown, grain: float) -> Iterator[tuple[str, float, float]]:
    for (_, first, _), (_, second, _), (at, third, over) in zip(
        shown, shown[1:], shown[2:], strict=False
    ):
        rises_kmh = third - first if first < second < third else 0.0
        if over > speed_watch.RUNAWAY_KMH and rises_kmh >= speed_watch.RUNAWAY_RISE_KMH + grain:
            yield "runaway", at, at
