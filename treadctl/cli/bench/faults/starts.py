"""Was each Start a person's? Judged by the bytes, by what truly happened and by who tapped what."""

from collections.abc import Iterator

from treadctl.cli.bench.faults.bounds import BLINDING, REACTION_S, TICK_S, period_s
from treadctl.cli.bench.faults.record import Record, Tap
from treadctl.safety.lockout import ACKNOWLEDGE_TO_START_S, STAND_BEFORE_ACKNOWLEDGE_S
from treadctl.session.cues import COUNTDOWN_S

LATCHING = ("pain", "button-press", "safety-key", "restart")
"""After these on a belt that moves, a person has to confirm."""

LATCHING_OURS = ("control-lost", "button-lost", "stuck-belt")
"""The same, unless somebody at the console has taken the belt over."""

Broken = Iterator[tuple[str, float]]


def wrong_starts(record: Record) -> Broken:
    """(invariant, when) for each Start that nobody asked for, or asked for too early."""
    for index, begins in enumerate(record.starts):
        if _moves(record, begins):
            yield "start_on_a_moving_belt", begins
        if record.session.wired and any(at < begins for at in record.times("button-lost")):
            yield "start_without_a_button", begins
        tap = _tap_for(record, begins)
        if tap is None and index:
            yield "start_by_nobody", begins
        latched_at = _latched_at(record, begins)
        if latched_at is not None:
            yield from _confirmed(record, latched_at, begins, tap)


def _moves(record: Record, at: float) -> bool:
    if any(when < at for when in record.times(*BLINDING)):
        return False  # the machine itself says that its belt stands
    since = record.track.stands_at(at)
    lately = at - 2.5 * period_s(record) - TICK_S
    return since > at and record.track.lowest_kmh(lately, at) > 0.0


def _tap_for(record: Record, begins: float) -> Tap | None:
    """The start tap whose countdown ends at `begins`: those before it were refused."""
    earliest = begins - COUNTDOWN_S - 4 * TICK_S - REACTION_S
    latest = begins - COUNTDOWN_S + TICK_S
    taps = [one for one in record.taps if one.act == "start" and one.fresh]
    return next((one for one in reversed(taps) if earliest <= one.at <= latest), None)


def _latched_at(record: Record, begins: float) -> float | None:
    """When the last thing happened that a person has to confirm before this Start."""
    theirs = min(record.times("console-speed"), default=begins)
    times = [*record.times(*LATCHING), *(at for at in record.times(*LATCHING_OURS) if at < theirs)]
    truly = [at for at in times if at < begins and _driven(record, at, begins)]
    claimed = [one.at for one in record.claims("latched") if one.at < begins]
    return max([*truly, *claimed], default=None)


def _driven(record: Record, at: float, before: float) -> bool:
    ride = record.ride_at(at)
    return ride is not None and ride.begins < before and record.track.kmh(at) > 0.0


def _confirmed(record: Record, latched_at: float, begins: float, tap: Tap | None) -> Broken:
    taps = [
        one.at
        for one in record.taps
        if one.act == "acknowledge" and one.fresh and latched_at <= one.at < begins
    ]
    if not taps:
        yield "latch", begins
        return
    started_at = tap.at if tap is not None else begins - COUNTDOWN_S
    early = [at for at in taps if at <= started_at - ACKNOWLEDGE_TO_START_S + 1e-3]
    stood = [
        at for at in early if record.track.highest_kmh(at - STAND_BEFORE_ACKNOWLEDGE_S, at) < 0.2
    ]
    if not stood:
        yield "lockout", begins
