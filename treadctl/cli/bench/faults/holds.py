"""Was anything asked of the belt that must not be? Judged by the bytes that arrived."""

import math
from collections.abc import Iterator
from itertools import pairwise

from treadctl.cli.bench.faults.bounds import (
    REACTION_S,
    SETTLED_S,
    TICK_S,
    period_s,
)
from treadctl.cli.bench.faults.reasons import TOO_FAST
from treadctl.cli.bench.faults.record import SPEED, STOP, Record, Ride
from treadctl.cli.bench.faults.speed import commanded_kmh
from treadctl.cli.story import ALIVE_S
from treadctl.model import Limits
from treadctl.safety import (
    console,
    freshness,
    heart,
    ramp,
    stop_input,
    targets,
    unit_key,
)
from treadctl.session import rises
from treadctl.session.plan import Plan, plan

Broken = Iterator[tuple[str, float]]
"""(invariant, when)"""

_FAR_BACK = 20  # writes: a ramp that is too fast shows over fewer


def forbidden_writes(record: Record) -> Broken:
    """Each write that no rule allows."""
    planned = plan(record.session.profile, record.session.tier)
    yield from _behind_a_stop(record)
    yield from _not_stopped_first(record)
    for ride in record.rides:
        yield from _first_speed(record, ride)
        yield from _ceiling(record, ride, planned)
        yield from _true_speed(record, ride, planned)
        yield from _too_soon(record, ride, planned)
        yield from _ramp(record, ride, planned.limits)
        yield from _together(ride)
        yield from _against_the_console(record, ride)
        for at in _rising(ride):
            yield from _in_doubt(record, ride, at)


def _behind_a_stop(record: Record) -> Broken:
    for at, data in record.writes:
        if data[0] == SPEED and record.ride_at(at) is None:
            yield "behind_a_stop", at


def _not_stopped_first(record: Record) -> Broken:
    """After a restart, and after a link lost for long, a stop is the first thing written."""
    for died_at in record.times("restart"):
        ours = any(begins < died_at for begins in record.starts)
        still = record.track.lowest_kmh(died_at - SETTLED_S, died_at + 2 * SETTLED_S) > 0.0
        first = next((data for at, data in record.writes if at > died_at), None)
        if ours and still and first is not None and first[0] != STOP:
            yield "restart", died_at


def _first_kmh(record: Record) -> float:
    return record.session.model.speed_centi[0] / 100


def _first_speed(record: Record, ride: Ride) -> Broken:
    lowest_kmh = _first_kmh(record)
    if lowest_kmh > targets.HIGHEST_FIRST_SPEED_KMH:
        yield "first_speed", ride.begins
    limits = plan(record.session.profile, record.session.tier).limits
    if ride.speeds and ride.speeds[0][1] > max(limits.first_speed_kmh, lowest_kmh) + 1e-6:
        yield "first_speed", ride.speeds[0][0]


def _ceiling(record: Record, ride: Ride, planned: Plan) -> Broken:
    model, limits = record.session.model, planned.limits
    fastest = min(limits.max_speed_kmh, model.speed_centi[1] / 100)
    fastest = max(limits.first_speed_kmh, _first_kmh(record), fastest)
    steepest = limits.max_inclination_percent
    yield from (("ceiling", at) for at, kmh in ride.speeds if kmh > fastest + 1e-6)
    yield from (("ceiling", at) for at, percent in _steeper_each(ride) if percent > steepest + 1e-6)


def _true_speed(record: Record, ride: Ride, planned: Plan) -> Broken:
    """With nothing wrong that makes a belt fast, it is never faster than its limit."""
    if record.session.model.takes_mph or record.times(*TOO_FAST):
        return
    fastest = max(planned.limits.max_speed_kmh, planned.limits.first_speed_kmh, _first_kmh(record))
    if record.track.highest_kmh(ride.begins, min(ride.ends, record.ended_at)) > fastest + 1e-3:
        yield "true_speed", ride.begins


def _too_soon(record: Record, ride: Ride, planned: Plan) -> Broken:
    """Nothing is asked for before the plan has come to it, and its rise was announced."""
    walks_from = record.track.moves_at(ride.begins) + rises.ANNOUNCE_S
    slowest = max(planned.limits.first_speed_kmh, _first_kmh(record))
    for at, kmh in ride.speeds[1:]:
        reached = [one.speed_kmh for one in planned.steps if one.start_s <= at - walks_from + 1e-6]
        if kmh > max([*reached, slowest]) + 1e-6:
            yield "plan", at
    for at, percent in _steeper_each(ride):
        steps = [one for one in planned.steps if one.start_s <= at - walks_from + 1e-6]
        if percent > max((one.inclination_percent for one in steps), default=0.0) + 1e-6:
            yield "plan", at


def _ramp(record: Record, ride: Ride, limits: Limits) -> Broken:
    """Over no stretch of time did the target change by more than its rate allows."""
    model = record.session.model
    step_kmh, step_percent = model.speed_centi[2] / 100, (model.inclination_deci or (0, 0, 5))[2]
    up, down = limits.max_acceleration_kmh_s, limits.max_deceleration_kmh_s
    tilt = limits.inclination_rate_percent_s
    yield from _steeper(ride.speeds, up, down, step_kmh)
    yield from _steeper(ride.slopes, tilt, tilt, step_percent / 10)


def _steeper(
    written: tuple[tuple[float, float], ...], up_per_s: float, down_per_s: float, step: float
) -> Broken:
    for index, (at, value) in enumerate(written):
        for before_at, before in written[max(0, index - _FAR_BACK) : index]:
            per_s = up_per_s if value > before else down_per_s
            allowed = per_s * (at - before_at + REACTION_S) + max(step, per_s * ramp.CATCH_UP_S)
            if abs(value - before) > allowed + 1e-6:
                yield "ramp", at
                return


def _rising(ride: Ride) -> Iterator[float]:
    for written in (ride.speeds, ride.slopes):
        yield from (at for (_, before), (at, value) in pairwise(written) if value > before)


def _steeper_each(ride: Ride) -> Iterator[tuple[float, float]]:
    """Each slope that was asked for and is above the one before."""
    slopes = [(ride.begins, ride.from_percent), *ride.slopes]
    yield from (after for before, after in pairwise(slopes) if after[1] > before[1])


def _together(ride: Ride) -> Broken:
    """Speed and inclination never rise together."""
    faster = [at for (_, before), (at, kmh) in pairwise(ride.speeds) if kmh > before]
    for at, _ in _steeper_each(ride):
        if any(abs(at - other) < targets.APART_S - TICK_S for other in faster):
            yield "apart", at


def _against_the_console(record: Record, ride: Ride) -> Broken:
    """Once somebody set another speed at the console, nothing is written but a stop."""
    moves_at = record.track.moves_at(ride.begins)
    step_kmh = record.session.model.speed_centi[2] / 100
    for one in record.happened:
        told_at, set_kmh = one.at_s, one.value or 0.0
        heard = moves_at + 2 * period_s(record) < told_at < ride.ends
        if (
            one.name != "console-speed"
            or not heard
            or not record.linked(told_at - SETTLED_S, told_at + REACTION_S)
        ):
            continue
        since = told_at - console.ECHO_S - 1.0
        lately = [kmh for at, kmh in ride.speeds if since < at <= told_at]
        lately += [commanded_kmh(ride, since, 0.0, _first_kmh(record))]
        none_of_ours = all(
            abs(set_kmh - kmh) > step_kmh + console.ROUNDING_KMH and not _as_miles(set_kmh, kmh)
            for kmh in lately
        )
        after = [at for at, _ in (*ride.speeds, *ride.slopes) if at > told_at + REACTION_S]
        if none_of_ours and after:
            yield "console_speed", min(after)


def _as_miles(set_kmh: float, ours_kmh: float) -> bool:
    ratio = set_kmh / ours_kmh if ours_kmh else 0.0
    return any(low - 0.01 <= ratio <= high + 0.01 for low, high in unit_key.MILES_PER_KM)


def _heart_unknown_at(record: Record, at: float) -> float:
    """Since when nobody can know the walker's heart rate; infinite while somebody can.

    A new process has heard neither the rate before nor the times between beats, so it sees both
    only as a rate that does not change.
    """
    off_at = min(record.times("hr-off"), default=math.inf)
    fixed_at = min(record.times("hr-frozen"), default=math.inf)
    anew_at = max((one for one in record.times("restart") if one < at), default=-math.inf)
    if anew_at > min(off_at, fixed_at):
        off_at, fixed_at = math.inf, anew_at
    return min([*record.times("hr-lost"), off_at, fixed_at + heart.FROZEN_S])


def _in_doubt(record: Record, ride: Ride, at: float) -> Broken:
    """Nothing rises on old telemetry, without a page, without a heart rate, or unasked."""
    told = max((one for one in record.told_at if one <= at - REACTION_S / 4), default=-math.inf)
    if at - told > freshness.DOUBT_PERIODS * period_s(record) + TICK_S and not record.times(
        "telemetry-frozen", "garbage", "truncate", "duplicate"
    ):
        yield "doubt", at
    page_s = stop_input.DOUBT_S + ALIVE_S + TICK_S
    if not record.session.wired and any(
        at > gone + page_s for gone in record.times("screen-dead", "edges-dead")
    ):
        yield "doubt", at
    if at > _heart_unknown_at(record, at) + heart.FRESH_S + 1.0:
        yield "heart_rate_lost", at
    went_on = [one.at for one in record.claims("went_on")]
    for down, _ in record.downs:
        if ride.begins <= down < at and not any(down < tap <= at for tap in went_on):
            yield "go_on", at
