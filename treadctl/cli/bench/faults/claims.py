"""Is what the controller said true? Its words are held against the belt's own physics."""

from collections.abc import Iterator
from itertools import pairwise

from treadctl.cli.alarm import MAY_BE_MOVING
from treadctl.cli.bench.faults.bounds import (
    BLINDING,
    REACTION_S,
    TICK_S,
    grain_kmh,
    period_s,
    seen,
    taken_over_at,
)
from treadctl.cli.bench.faults.reasons import REASONS
from treadctl.cli.bench.faults.record import Record, Ride
from treadctl.model import BeltState
from treadctl.safety import clock, freshness, halt
from treadctl.session import rises
from treadctl.session.plan import plan

Broken = Iterator[tuple[str, float]]
"""(invariant, when)"""

# A belt that cannot be heard for a while is as alarming as one that does not stop.
HAMPERS_A_STOP = (
    *("ignore-stop", "reject-stop", "late-stop", "speed-jump"),
    *("link-loss", "telemetry-silence", "telemetry-frozen", "garbage", "truncate"),
)
SLOWEST_M_S2 = halt.SLOWEST_STOP_M_S2


def false_claims(record: Record) -> Broken:
    """(invariant, when) for each thing that was said and is not so, or not said and is so."""
    yield from _standing(record)
    yield from _never_known(record)
    yield from _false_alarms(record)
    yield from _false_reasons(record)
    yield from _exit_code(record)
    for ride in record.rides:
        yield from _missing_alarm(record, ride)
        yield from _seldom_repeated(record, ride)


def _standing(record: Record) -> Broken:
    """Whoever is told that the belt stands may step off."""
    track, slack = record.track, grain_kmh(record)
    for one in record.claims("standing"):
        if track.kmh(one.at) > slack and not _blind(record, one.at):
            yield "standing", one.at
    silent_s = max(freshness.SILENCE_LIMIT_S, freshness.SILENCE_PERIODS * period_s(record))
    for (since, belt), (until, _) in pairwise([*record.shown, (record.ended_at, None)]):
        if belt is not BeltState.STANDING or _blind(record, until):
            continue
        moves_at = max(since, track.moves_at(since))
        limit_s = silent_s + 2 * TICK_S
        by = moves_at + limit_s
        if by < until and track.lowest_kmh(moves_at + 0.5, by) > slack:
            yield "standing", by


def _blind(record: Record, at: float) -> bool:
    return any(when <= at for when in record.times(*BLINDING))


def _never_known(record: Record) -> Broken:
    """A belt that stood for long, in plain sight, is said to stand."""
    since = record.ended_at - 10.0
    stands = record.track.highest_kmh(since, record.ended_at) == 0.0
    stands &= not any(at > since for at in (*record.stops, *record.starts))
    said = bool(record.shown) and record.shown[-1][1] is BeltState.STANDING
    if stands and not said and not record.rides_under_way and seen(record, since, record.ended_at):
        yield "never_said_to_stand", record.ended_at


def _false_alarms(record: Record) -> Broken:
    for one in record.claims("alarm"):
        hampered = any(at <= one.at for at in record.times(*HAMPERS_A_STOP))
        if not hampered and not record.session.noisy:
            yield "false_alarm", one.at


def _false_reasons(record: Record) -> Broken:
    """A walk is stopped for nothing but what truly happened, or its end."""
    for one in record.claims("stop_requested"):
        cause = str(one.data["cause"])
        if cause == "finished" and _too_early(record, one.at):
            yield "finished_early", one.at
        names = REASONS[cause]
        if not names:
            continue
        happened = any(at <= one.at + REACTION_S for at in record.times(*names))
        tapped = cause == "user" and any(tap.act == "stop" for tap in record.taps)
        miles = cause == "unit_mismatch" and record.session.model.takes_mph
        # One garbled record can look like a belt that is too fast: it errs on the safe side.
        garbled = record.session.noisy and "runaway" in names
        if not (happened or tapped or miles or garbled):
            yield f"stopped_for_nothing:{cause}", one.at


def _too_early(record: Record, at: float) -> bool:
    """True if the walk had not come to its end, and no answer of the walker's was its reason."""
    ride = next((one for one in reversed(record.rides) if one.begins < at), None)
    if ride is None or record.times("answer", "no-answer"):
        return False
    planned = plan(record.session.profile, record.session.tier)
    return at < record.track.moves_at(ride.begins) + rises.ANNOUNCE_S + planned.duration_s - 1.0


def _exit_code(record: Record) -> Broken:
    """Exit code 3 says that the belt may still be moving; no other code may hide it."""
    at, slack = record.ended_at, grain_kmh(record)
    if not record.closed:
        yield "never_closed", at
    moving = record.track.kmh(at) > slack and not _blind(record, at)
    by_console = any(when > record.track.stands_at(0.0) for when in record.times("console-speed"))
    if moving and record.starts and record.code != MAY_BE_MOVING and not by_console:
        yield "exit_code", at
    stood = record.track.highest_kmh(at - 10.0, at) == 0.0
    if record.code == MAY_BE_MOVING and stood and seen(record, at - 10.0, at):
        yield "exit_code_cries_wolf", at


def _missing_alarm(record: Record, ride: Ride) -> Broken:
    """A belt that does not slow, or stand, in the time allowed: the walker must be told."""
    asked_at = _asked_at(record, ride)
    track, period = record.track, period_s(record)
    if asked_at >= record.ended_at:
        return
    kmh = track.kmh(asked_at)
    blind_s = freshness.SILENCE_LIMIT_S + 2 * TICK_S + model_period(record)
    slowing_s = halt.SLOWING_LIMIT_S + 2 * period + blind_s
    fastest = max([kmh, *(asked for _, asked in ride.speeds[-3:])])
    standing_s = 2 * (fastest / 3.6 / SLOWEST_M_S2 + halt.STANDING_LIMIT_S + 2 * period) + blind_s
    lowest_kmh = record.session.model.speed_centi[0] / 100
    limits = [(standing_s, track.stands_at(asked_at) - asked_at > standing_s)]
    never_slows = track.lowest_kmh(asked_at, asked_at + slowing_s) > kmh - halt.SLOWING_KMH / 2
    limits.append((slowing_s, never_slows and kmh > lowest_kmh + halt.NEAR_MINIMUM_KMH + 0.05))
    for limit_s, late in limits:
        by = asked_at + limit_s
        told = any(ride.begins <= one.at <= by for one in record.claims("alarm"))
        if late and by < record.ended_at and not told and not _restarted(record, asked_at, by):
            yield "missing_alarm", by


def _asked_at(record: Record, ride: Ride) -> float:
    """When this ride was stopped: by a stop that arrived, or for a link that was lost for long."""
    lost = [
        down + clock.RETURN_LIMIT_S + TICK_S
        for down, up in record.downs
        if ride.begins <= down < min(ride.ends, taken_over_at(record, ride))
        and up - down > clock.RETURN_LIMIT_S + 1.0
    ]
    return min([ride.ends, *lost])


def _restarted(record: Record, since: float, until: float) -> bool:
    """A new process counts from its own stop; and a new walk is another matter."""
    anew = record.times("restart", "console-speed") + record.starts
    return any(since - 1.0 <= at <= until for at in anew)


def model_period(record: Record) -> float:
    """The machine's telemetry period, in seconds."""
    return record.session.model.telemetry_period_s


def _seldom_repeated(record: Record, ride: Ride) -> Broken:
    """Until the belt slows, the stop is said again four times a second."""
    track, at = record.track, ride.ends
    kmh = track.kmh(at) if at < record.ended_at else 0.0
    falling = ride.speeds and at - ride.speeds[-1][0] < 4.0  # a target that the belt still nears
    if (
        kmh < 0.3
        or falling
        or record.times("telemetry-frozen", "runaway", "speed-jump", "console-speed")
    ):
        return
    slows = [when for when in _looks(at, at + 5.0) if track.kmh(when) < kmh - halt.SLOWING_KMH]
    until = min([*slows, at + 5.0, record.ended_at])
    if not record.linked(at - 0.5, until) or _restarted(record, at, until):
        return
    expected = 1 + int((until - at - REACTION_S) / (halt.REPEAT_S + 0.01))
    if sum(at <= when <= until for when in record.stops) < expected:
        yield "repeat", until


def _looks(since: float, until: float) -> list[float]:
    return [since + step * 0.05 for step in range(1, int((until - since) / 0.05))]
