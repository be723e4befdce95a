"""Did each stop arrive in time? Judged by what truly happened and by what the machine received."""

import math
from collections.abc import Iterator

from simulators.faults import Event as Happening
from simulators.physics import KMH_PER_MPH
from treadctl.cli.bench.faults.bounds import (
    BY_PERSON,
    ON_A_NEW_LINK_S,
    PROMISES,
    REACTION_S,
    SETTLED_S,
    SPOILED,
    SPOILED_RECORDS,
    TICK_S,
    Due,
    ours,
    period_s,
    seen,
)
from treadctl.cli.bench.faults.record import Record, Ride
from treadctl.cli.bench.faults.speed import by_speed
from treadctl.cli.story import RESTART_S
from treadctl.safety import clock, drive, heart, odometer, origin
from treadctl.session import check_in, rises, session
from treadctl.session.plan import plan


def late_stops(record: Record) -> Iterator[tuple[str, float]]:
    """(invariant, when) for each stop that did not come in time."""
    for due in dues(record):
        if due.by < min(due.ride.ends, record.ended_at):
            yield due.invariant, due.by
    yield from _unheard_presses(record)


def dues(record: Record) -> Iterator[Due]:
    """Each stop that is due, whatever came of it."""
    for one in record.happened:
        yield from _by_happening(record, one)
    yield from _by_link(record)
    yield from _by_silence(record)
    for ride in record.rides:
        yield from _by_time(record, ride)
        yield from by_speed(record, ride)
        yield from _by_unit(record, ride)


def _by_happening(record: Record, one: Happening) -> Iterator[Due]:
    ride = record.ride_at(one.at_s)
    if ride is None or one.name not in PROMISES or not _matters(record, one):
        return
    by = one.at_s + PROMISES[one.name](record, one)
    if one.name in BY_PERSON:
        back_at = max((up for _, up in record.downs if up <= one.at_s + REACTION_S), default=0.0)
        by = max(by, back_at + ON_A_NEW_LINK_S)
        dead = any(at <= one.at_s <= at + RESTART_S + SETTLED_S for at in record.times("restart"))
        if not dead and record.linked(one.at_s, by):
            yield Due(one.name, ride, one.at_s, by)
    elif record.linked(one.at_s - SETTLED_S, by) and ours(record, ride, by):
        yield Due(one.name, ride, one.at_s, by)


def _unheard_presses(record: Record) -> Iterator[tuple[str, float]]:
    """Each press of the button is a stop, on a standing belt too."""
    for at in record.times("button-press"):
        by = at + PROMISES["button-press"](record, Happening(at, "button-press"))
        awake = record.linked(at - RESTART_S - SETTLED_S, by) and by < record.ended_at
        if awake and not any(at <= stop <= by for stop in record.stops):
            yield "button-press", by


WELL_ABOVE_BPM = 150.0  # any walker's ceiling here, and the beats that come and go
_NO_MORE_HEARD = ("hr-lost", "hr-off", "hr-frozen")


def _matters(record: Record, one: Happening) -> bool:
    match one.name:
        case "button-lost":
            return record.session.wired
        case "screen-dead" | "edges-dead":
            return not record.session.wired
        case "hr":
            known_s = heart.OVER_FOR_S + heart.FRESH_S
            gone = any(at < one.at_s + known_s for at in record.times(*_NO_MORE_HEARD))
            lasts = not any(0.0 < at - one.at_s < 15.0 for at in record.times("hr"))
            return (one.value or 0.0) >= WELL_ABOVE_BPM and lasts and not gone
        case "telemetry-frozen":
            spoiled = record.times("garbage", "truncate", "duplicate", "telemetry-silence")
            return _counted(record, one.at_s) and not any(at > one.at_s for at in spoiled)
        case "stuck-belt":
            return seen(record, one.at_s, one.at_s + 10.0)
    return True


def _counted(record: Record, at: float) -> bool:
    """True if the belt had a steady speed, and its counters had been seen to count before."""
    ride = record.ride_at(at)
    if ride is None or not seen(record, at - 20.0, at - 0.01):
        return False
    moved_s = at - record.track.moves_at(ride.begins)
    steady = record.track.highest_kmh(at - 3.0, at) - record.track.lowest_kmh(at - 3.0, at) < 0.01
    ticks_m = 6.0 * record.session.model.distance_grain_m
    return steady and moved_s > 20.0 and moved_s * 0.8 / 3.6 > ticks_m


def _by_link(record: Record) -> Iterator[Due]:
    for down, up in record.downs:
        ride = record.ride_at(down)
        if ride is None:
            continue
        restarted = any(down <= at <= up for at in record.times("restart"))
        by = up + ON_A_NEW_LINK_S
        if not record.linked(up + 1e-3, by):
            continue
        if restarted:
            yield Due("interrupted", ride, down, by)
        elif up - down > clock.RETURN_LIMIT_S + TICK_S and ours(record, ride, by):
            yield Due("link_lost", ride, down, by)


def _by_silence(record: Record) -> Iterator[Due]:
    limits_s = {
        "on": session.STEP_ON_LIMIT_S,
        "pain": check_in.STOP_S,
        "go_on": drive.GO_ON_LIMIT_S,
    }
    for asked_at, question in unanswered(record):
        ride = record.ride_at(asked_at)
        if ride is None or question not in limits_s:
            continue
        by = asked_at + limits_s[question] + 2 * TICK_S + REACTION_S
        if record.linked(asked_at, by) and ours(record, ride, by):
            yield Due("no_answer", ride, asked_at, by)


def unanswered(record: Record) -> Iterator[tuple[float, str]]:
    """(when, question): what the walker was asked and did not answer."""
    asked = [
        (one.at, str(one.data.get("question", "go_on")))
        for one in record.told
        if one.event in ("asked", "check_in", "link_back")
    ]
    silences = record.times("no-answer")
    for (at, question), before in zip(asked, [0.0, *(at for at, _ in asked)], strict=False):
        if any(before < silence <= at for silence in silences):
            yield at, question


def _by_time(record: Record, ride: Ride) -> Iterator[Due]:
    """A belt that never starts, and a walk that never ends."""
    moves_at = record.track.moves_at(ride.begins)
    by = ride.begins + origin.START_LIMIT_S + TICK_S + REACTION_S
    if moves_at > by and record.linked(ride.begins, by) and ours(record, ride, by):
        yield Due("not_started", ride, ride.begins, by)
    planned = plan(record.session.profile, record.session.tier)
    by = moves_at + rises.ANNOUNCE_S + planned.duration_s + 2 * period_s(record) + 1.0
    by += SPOILED_RECORDS * record.session.model.telemetry_period_s * len(record.times(*SPOILED))
    if record.linked(by - SETTLED_S, by + REACTION_S) and ours(record, ride, by):
        yield Due("finished", ride, moves_at, by)


UNIT_LIMIT_S = 60.0
_UNITS = ("mph", "mph-shown")


def _by_unit(record: Record, ride: Ride) -> Iterator[Due]:
    """A machine that counts in miles from the first, and on which nothing else is wrong."""
    moves_at = record.track.moves_at(ride.begins)
    early = {one.name for one in record.happened if one.name in _UNITS and one.at_s < moves_at}
    if record.session.model.takes_mph:
        early.add("mph")
    if not early or math.isinf(moves_at):
        return
    limit_s = UNIT_LIMIT_S
    if early == set(_UNITS):
        way_m = odometer.LEAST_M + (odometer.LEAST_TICKS + 2) * _grain_m(record) + 10.0
        limit_s += way_m / (0.8 / 3.6)
    by = moves_at + limit_s
    others = [one for one in record.happened if one.at_s < by and one.name not in early]
    if not others and not record.session.noisy:
        yield Due("unit_mismatch", ride, moves_at, by)


def _grain_m(record: Record) -> float:
    return record.session.model.distance_grain_m * KMH_PER_MPH
