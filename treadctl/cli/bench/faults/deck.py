"""Was the deck of a standing belt moved by a tap alone, and was it level before each walk?"""

import math
from collections.abc import Iterator

from treadctl.cli.bench.faults.bounds import BLINDING, REACTION_S
from treadctl.cli.bench.faults.record import LEVEL, LEVELLED_WITHIN_S, SLOPE, Record, percent
from treadctl.safety.deck import LEAST_SLOPE_PERCENT, LEVEL_LIMIT_S, STAND_BEFORE_LEVEL_S

SETS_MOVING = ("console-speed", "speed-jump", "runaway")

Broken = Iterator[tuple[str, float]]
"""(invariant, when)"""


def wrong_decks(record: Record) -> Broken:
    """Each move of a deck that no plan and no tap asked for, and each walk off level."""
    for at, data in record.writes:
        if data[0] == SLOPE and (record.ride_at(at) is None or record.tapped_level(at, data)):
            yield from _without_a_walk(record, at, data)
    for ride in record.rides[1:]:
        if ride.begins < _sloped_until(record, ride.begins):
            yield "slope_at_start", ride.begins


def _without_a_walk(record: Record, at: float, data: bytes) -> Broken:
    taps = record.level_taps(at)
    by_tap = bool(taps) and at - taps[-1] <= LEVELLED_WITHIN_S
    again = any(data == LEVEL and taps[-1:] < [when] < [at] for when, data in record.writes)
    if data != LEVEL or not by_tap or again:
        yield "deck_unasked", at
    if any(when < at for when in record.times(*BLINDING)):
        return  # the machine itself says that its belt stands
    if record.track.highest_kmh(at - STAND_BEFORE_LEVEL_S, at) > 0.0:
        yield "deck_of_a_moving_belt", at
    until = min((one for one in record.starts if one > at), default=record.ended_at)
    drive = record.session.model.drive
    since = at - drive.countdown_s - drive.dead_time_s - REACTION_S
    theirs = any(since <= when <= until for when in record.times(*SETS_MOVING))
    if not theirs and record.track.highest_kmh(at, until) > 0.0:
        yield "deck_moves_the_belt", at


def _sloped_until(record: Record, begins: float) -> float:
    """Until when the deck must have been off level before a ride, by the slopes that it was asked
    for and its own pace; -inf if it may have been level, or a tap for it came to nothing.
    """
    model = record.session.model
    if model.inclination_deci is None or SLOPE in model.failing_ops:
        return -math.inf
    low, high, step = (value / 10 for value in model.inclination_deci)
    tells = any("inclination" in fields for fields in model.notifications)
    if not tells or not low <= 0 < high:
        return -math.inf
    slopes = [(at, data) for at, data in record.writes if at < begins and data[0] == SLOPE]
    asked = [(at, percent(data)) for at, data in slopes if data != LEVEL]
    if not asked:
        return -math.inf
    asked_at, slope = asked[-1]
    least = slope - step - max(LEAST_SLOPE_PERCENT, step / 2)  # a stop leaves a step undone
    levels = [at for at, _ in slopes if at > asked_at]
    if least <= 0 or (levels and begins - levels[-1] > LEVEL_LIMIT_S):
        return -math.inf
    return levels[0] + least / model.drive.incline_percent_s if levels else math.inf
