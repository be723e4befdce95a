"""How long each stop may take to arrive: the published limits, and what a radio adds to them."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from simulators.faults import Event as Happening
from treadctl.cli.bench.faults.record import Record, Ride
from treadctl.safety import (
    clock,
    freshness,
    frozen,
    heart,
    link,
    orders,
    origin,
    speed_watch,
    stop_input,
)

REACTION_S = 0.1  # a write under way, and the stop's own
SETTLED_S = 4.0  # after the link is back: found, described, subscribed and heard
TICK_S = orders.TICK_S
AT_ONCE_S = REACTION_S + 1e-3
ON_A_NEW_LINK_S = link.RECONNECT_PAUSE_TO_STOP_S + 2 * REACTION_S

SPOILED = ("garbage", "truncate", "duplicate")
SPOILED_RECORDS = 10
BLINDING = ("telemetry-silence", "telemetry-frozen", "mph-shown")


def period_s(record: Record) -> float:
    """No telemetry period that the controller observed is longer than this."""
    model = record.session.model
    longest_s = model.telemetry_period_s + (0.5 if model.lost_frames else 0.1)
    if record.session.noisy or record.times(*SPOILED):
        longest_s += 0.4
    return max(longest_s, 1.0) if record.times("restart") else longest_s


def grain_kmh(record: Record) -> float:
    """How far a shown speed may be from the true one."""
    return record.session.model.speed_grain_centi / 100 + 0.02


def seen(record: Record, since: float, until: float) -> bool:
    """True if the controller was told the true speed all the time between two moments."""
    if record.session.noisy or not record.linked(since - SETTLED_S, until):
        return False
    lately = since - SPOILED_RECORDS * record.session.model.telemetry_period_s
    spoiled = any(lately <= at <= until for at in record.times(*SPOILED))
    return not spoiled and all(at > until for at in record.times(*BLINDING))


def _silence_s(record: Record, _one: Happening) -> float:
    limit_s = max(freshness.SILENCE_LIMIT_S, freshness.SILENCE_PERIODS * period_s(record))
    return limit_s + TICK_S + REACTION_S


def _page_s(_record: Record, _one: Happening) -> float:
    return stop_input.LIMIT_S + TICK_S + REACTION_S


def _heart_s(_record: Record, _one: Happening) -> float:
    return heart.OVER_FOR_S + heart.FRESH_S + TICK_S + REACTION_S


def _at_once(_record: Record, _one: Happening) -> float:
    return AT_ONCE_S


def _stuck_s(record: Record, one: Happening) -> float:
    ride = record.ride_at(one.at_s)
    told = (at for at in record.told_at if ride is not None and ride.begins < at < one.at_s)
    if ride is not None and not any(record.track.kmh(at) > 0.0 for at in told):
        return ride.begins - one.at_s + origin.START_LIMIT_S + TICK_S + REACTION_S
    return speed_watch.STUCK_FOR_S + 5 * period_s(record) + REACTION_S


def _frozen_s(record: Record, one: Happening) -> float:
    """Each counter is missed after a time, or a way at the speed that is repeated."""
    kmh = max(record.track.kmh(one.at_s), 0.1)
    way_m = frozen.TIMES_LONGEST * 2 * record.session.model.distance_grain_m
    way_s = max(frozen.FROZEN_S, way_m) / (kmh / 3.6)
    pause_s = 0.0  # what was lost on the way is the longest pause that a counter ever made
    if record.times(*SPOILED):
        pause_s = SPOILED_RECORDS * record.session.model.telemetry_period_s
    if record.downs:
        pause_s = max(pause_s, clock.RETURN_LIMIT_S + SETTLED_S)
    return max(way_s, 2 * frozen.FROZEN_S) + frozen.TIMES_LONGEST * pause_s + 3.0


PROMISES: Mapping[str, Callable[[Record, Happening], float]] = MappingProxyType(
    {
        "pain": _at_once,
        "button-press": _at_once,
        "user-stop": _at_once,
        "shutdown": _at_once,
        "safety-key": _at_once,
        "console-stop": _at_once,
        "control-lost": _at_once,
        "button-lost": _at_once,
        "screen-dead": _page_s,
        "edges-dead": _page_s,
        "telemetry-silence": _silence_s,
        "telemetry-frozen": _frozen_s,
        "stuck-belt": _stuck_s,
        "hr": _heart_s,
    }
)
"""What happens on a belt that we drive: how soon a stop must have arrived."""

BY_PERSON = ("pain", "button-press", "user-stop")
"""These stop a belt that somebody at the console took over, too."""


class Due(NamedTuple):
    """A stop for a ride that must have arrived `by` then."""

    invariant: str
    ride: Ride
    since: float
    by: float


def taken_over_at(record: Record, ride: Ride) -> float:
    """When somebody at the console may have taken a ride over.

    A console whose unit is changed looks like that, unless the belt rests at its target.
    """
    times = record.times("console-speed")
    restless = bool(record.times("speed-jump", "runaway"))
    for at in record.times("mph-shown"):
        since = at - speed_watch.LAG_S - 2 * period_s(record)
        until = at + speed_watch.LAG_S + speed_watch.MILES_FOR_S + 2 * period_s(record)
        if restless or any(since <= when <= until for when, _ in ride.speeds):
            times.append(at)
    return min((at for at in times if at >= ride.begins), default=math.inf)


def ours(record: Record, ride: Ride, until: float) -> bool:
    dead = any(ride.begins <= at <= until for at in record.times("restart"))
    return not dead and taken_over_at(record, ride) > until
