"""What is looked at of a stop, of what comes behind one, and of those who watch."""

import math

from tests.proof.look import (
    PAGE,
    RECORD,
    Rule,
    View,
    at_rest,
    clock,
    free,
    refused,
    wished,
)
from tests.proof.worlds import Topic
from treadctl.model import StopCause
from treadctl.safety.freshness import Freshness
from treadctl.safety.halt import LEAST_REPEATS, REPEAT_S, SLOW_REPEAT_S, Halt
from treadctl.safety.heart import HeartWatch
from treadctl.safety.lockout import Lockout
from treadctl.safety.origin import Origin
from treadctl.safety.phase import Phase
from treadctl.safety.stop_input import StopInput

SILENCE_S = 3.5


def record_age(value: float | None, owner: Freshness, view: View) -> object:
    """The age of the last record, by what is doubt and what is silence, while either counts."""
    rules, periods_s = view.rules, 2.5 * view.world.period_s
    if value is None:
        return None
    if rules.driving:
        doubt = wished(view) and view.until(value + periods_s, RECORD)
        return doubt, view.until(value + owner.silence_limit_s, RECORD)
    if rules.known.standing_since is None:
        return True
    stopping = rules.phase is Phase.STOPPING
    limits_s = (periods_s,) if stopping else (periods_s, owner.silence_limit_s)
    return clock(*limits_s, source=RECORD)(value, owner, view)


# -- a stop -----------------------------------------------------------------------------------


def asked_at(value: float, owner: Halt, view: View) -> object:
    """The deadlines of a stop, while they count."""
    if not alarm_may_come(owner):
        return None
    slowing, standing = owner.slowing_deadline, owner.standing_deadline
    places = [view.until(standing), view.until(2 * standing - value)]
    if not math.isinf(slowing) and owner.slowed_at is None:
        places.append(view.until(slowing))
        places.append(owner._heard_at >= slowing)
    return tuple(places), owner._heard_at >= standing


def alarm_may_come(halt: Halt) -> bool:
    """Whether a stop can still come to its alarm."""
    return halt.may_move and halt.alarmed_at is None


def may_count(halt: Halt, view: View) -> bool:
    """Whether what is told can bring the alarm nearer; exactly: now or once the belt moves."""
    return halt.alarmed_at is None if view.exactly else alarm_may_come(halt)


def before_alarm(rule: Rule) -> Rule:
    """What only decides whether the alarm comes."""
    return lambda value, owner, view: may_count(owner, view) and rule(value, owner, view)


def lowest_kmh(value: float, owner: Halt, view: View) -> object:
    """Whether the belt was seen to move since the stop: the first speed counts as a fall."""
    return alarm_may_come(owner) and (value if view.exactly else math.isinf(value))


def asked_again_at(value: float, owner: Halt, view: View) -> object:
    """Whether the stop may be said again, while its answer can raise the alarm."""
    if owner.alarmed_at is not None or not view.exactly:
        return None
    pause_s = REPEAT_S if owner._written <= LEAST_REPEATS else SLOW_REPEAT_S
    return view.until(value + pause_s)


def repeats(value: int, owner: Halt, view: View) -> object:
    """How often it was said again, up to where that becomes slower."""
    counts = may_count(owner, view) and refused(view)
    return counts and (min(value, LEAST_REPEATS + 1) if view.exactly else value > LEAST_REPEATS)


def rejections_that_count(value: int, owner: Halt, view: View) -> object:
    """How often a stop was refused, while that can raise the alarm."""
    slows = owner.slowed_at is not None and not view.exactly
    return may_count(owner, view) and not slows and min(value, 2)


def stop_heard_at(value: float, owner: Halt, view: View) -> object:
    """Whether a stop is in silence, where it will not be anyway by the time that matters."""
    until = max(value, owner.asked_at) + SILENCE_S
    slowing = owner.slowing_deadline if owner.slowed_at is None else math.inf
    due = min(slowing, owner.standing_deadline)
    if not alarm_may_come(owner) or until < due:
        return True
    return view.until(until, RECORD)


def fell_at(value: float, owner: Halt, view: View) -> object:
    """When a stopped belt fell last, where it is not too long ago anyway when that matters."""
    until = value + 1.0 + 2 * view.world.period_s
    if not alarm_may_come(owner) or (owner.slowed_at is None and until < owner.standing_deadline):
        return True
    return value == -math.inf or view.until(until)


# -- behind it --------------------------------------------------------------------------------


def latched(value: StopCause | None, _owner: Lockout, view: View) -> object:
    """Whether a stop waits for a person; a belt that moves then is stopped for the same cause. One
    that was interrupted may move unseen; exactly: one that its key stopped may answer "failed".
    """
    unseen = value is StopCause.INTERRUPTED and view.world.has(Topic.RETURN)
    key = value is StopCause.SAFETY_KEY and refused(view) and view.exactly
    return value if unseen or key else value is not None


def acknowledged_at(value: float, owner: Lockout, view: View) -> object:
    """How long ago that was, while a start has to wait for it."""
    return free(view) and clock(3.0)(value, owner, view)


def ours_at(value: float, owner: Origin, view: View) -> object:
    """How long ago we started the belt, while it may still begin to move."""
    return (view.rules.phase is Phase.STARTING or free(view)) and clock(15.0)(value, owner, view)


def at_console(value: bool, _owner: Origin, view: View) -> object:
    """Who started a belt while no walk is on; elsewhere the zeros that end it come first."""
    return at_rest(view) and value


def halted(value: bool, _owner: Origin, view: View) -> object:
    """Whether a belt that we do not drive is said to stop already; a stop takes that along."""
    return value and view.rules.phase in (Phase.IDLE, Phase.CONSOLE)


# -- the stop input ---------------------------------------------------------------------------


def page_at(value: float, owner: StopInput, view: View) -> object:
    """How long ago the page was alive, while that lets a belt start, rise or go on."""
    if view.rules.phase is Phase.STOPPING:  # behind one that latched it takes 6 s to a start
        return view.rules.latched is None and clock(2.0, source=PAGE)(value, owner, view)
    if view.rules.driving and not owner.wired:
        return clock(2.0, 5.0, source=PAGE)(value, owner, view)
    read = at_rest(view) or (wished(view) and owner._walk_has_screen)
    return read and clock(2.0, source=PAGE)(value, owner, view)


def while_held(value: bool, owner: StopInput, _view: View) -> object:
    """Whether a button that is down went down as a test."""
    return owner._held and value


def of_test(rule: Rule) -> Rule:
    """What only matters where the button is tried before each start."""
    return lambda value, owner, view: owner.needs_test and rule(value, owner, view)


# -- the heart --------------------------------------------------------------------------------


def over_for(value: float | None, owner: HeartWatch, view: View) -> object:
    """How long the heart has been above its ceiling."""
    if value is None:
        return None
    return owner._over_at - value >= 5.0, view.until(value + 5.0)


def same_for(value: float, owner: HeartWatch, view: View) -> object:
    """For how long the heart rate was the same, and whether the last one showed that already."""
    frozen = owner._at is not None and owner._at - value >= 60.0
    return frozen, view.until(value + 60.0)


def bpm_class(value: int | None, owner: HeartWatch, view: View) -> object:
    """A heart rate, by the ceiling and the margin below it."""
    ceiling = owner.ceiling_bpm
    if view.exactly:
        return value
    if value is None or ceiling is None:
        return value is None
    return (value > ceiling) + (value > ceiling - 5)
