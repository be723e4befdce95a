"""What is looked at of a walk: what was asked of the belt, and what it does."""

from typing import Any

from tests.proof.look import RECORD, Rule, View, clock, rising
from tests.proof.worlds import Topic
from treadctl.safety.commanded import Commanded
from treadctl.safety.console import ConsoleWatch
from treadctl.safety.drive import Drive
from treadctl.safety.frozen import Counter
from treadctl.safety.known import Known
from treadctl.safety.phase import Phase
from treadctl.safety.plausible import Plausibility
from treadctl.safety.ramp import Ramp
from treadctl.safety.speed_watch import SpeedWatch
from treadctl.safety.targets import Targets
from treadctl.safety.unit_key import SAME_UNIT

LAG_S, LAG_PERIODS = 3.0, 2.0
ECHO_S, SPACING_S, APART_S = 5.0, 0.5, 30.0


def speed(value: float | None, _owner: Any, view: View) -> object:
    """A measured speed, among what was asked for and the bounds around that."""
    if view.exactly:
        return value
    if value is None or value == 0 or view.commanded is None:
        return value if not value else 1
    _, asked_kmh = view.commanded.last
    over = value - max(view.commanded.within(_lag_s(view), view.now))
    ratio = value / asked_kmh
    above = sum(over > bound for bound in (0.3, 0.5, 0.8))
    return above, 0.85 <= ratio <= 1.15, 1.55 <= ratio <= 1.67, 0.60 <= ratio <= 0.64


def _lag_s(view: View) -> float:
    return LAG_S + LAG_PERIODS * view.world.period_s


def lately_written(_value: Any, owner: Commanded, view: View) -> object:
    """What was asked for lately, as far as it is still held against the belt."""
    (at, last_kmh), lag_s = owner.last, _lag_s(view)
    highest_kmh = max(owner.within(lag_s, view.now))
    if highest_kmh != last_kmh:
        rests = view.until(_until_lower(owner, highest_kmh) + lag_s)
    else:
        rests = not _unit_is_watched(view) or view.until(at + lag_s)
    if not view.world.has(Topic.NOTICES):
        return last_kmh, highest_kmh, rests
    echo = owner.within(ECHO_S, view.now)
    told_late = min(echo) == max(echo) or view.until(at + ECHO_S)
    return last_kmh, highest_kmh, rests, min(echo), max(echo), told_late


def _until_lower(owner: Commanded, highest_kmh: float) -> float:
    """When less than that was asked for, for good."""
    lower = owner.last[0]
    for at, speed_kmh in reversed(owner._written):
        if speed_kmh >= highest_kmh:
            return lower
        lower = at
    return lower


def _unit_is_watched(view: View) -> bool:
    drive = view.rules.drive
    known = drive is None or drive._speed.unit_confirmed
    return view.world.has(Topic.SPEEDS) or (view.world.counts_miles and not known)


def suspect_side(value: float | None, owner: Plausibility, view: View) -> object:
    """Whether the record that was set aside was faster than what is believed."""
    if view.exactly:
        return value
    return value is not None and value > (owner._believed_kmh or 0.0)


def floor_steps(value: float, owner: ConsoleWatch, _view: View) -> object:
    """The speed the belt reached, in steps of its grid. From the lowest it cannot fall by 1.5."""
    return max(1, int(value / owner.step_kmh + 1e-6))


def last_rise(value: Any, _owner: SpeedWatch, view: View) -> object:
    """By how much the belt rose between the last two records, and whether it did as it was asked,
    where one can go on from there to more than was asked for, or fall to miles.
    """
    if not (view.world.has(Topic.SPEEDS) or view.world.has(Topic.RETURN)):
        return None
    if view.exactly:
        return tuple(value)
    if len(value) < 2:
        return len(value) - 1
    rise = value[-1] - value[-2]
    asked = [0.0] if view.commanded is None else view.commanded.within(_lag_s(view), view.now)
    did = value[-1] >= SAME_UNIT[0] * min(asked)
    return sum(rise >= bound for bound in (1e-9, 0.2)), did


def while_suspected(rule: Rule) -> Rule:
    """What says nothing of a number that did not fall to miles."""
    return lambda value, owner, view: owner.suspected and rule(value, owner, view)


def before_last(value: int | None, owner: Ramp, view: View) -> object:
    """What was asked for before, while it may be taken back or, of the slope, told again."""
    targets = view.rules.targets
    slope = targets is not None and owner is targets.inclination
    return (view.awaited or (slope and view.world.has(Topic.NOTICES))) and value


def unsure(value: bool, _owner: Ramp, view: View) -> object:
    """Whether an earlier one may have been taken, while the last one may be taken back."""
    return view.awaited and value


def rose_at(value: float, owner: Ramp, view: View) -> object:
    """When it rose last, while the other axis has to wait for that."""
    targets = view.rules.targets
    if targets is None or not view.world.has(Topic.SLOPE):
        return None
    other = targets.speed if owner is targets.inclination else targets.inclination
    return rising(other) and clock(APART_S)(value, owner, view)


def _earned_at(ramp: Ramp) -> float:
    """When the next step is earned."""
    return ramp._since + ramp.step / (ramp.up_per_s if rising(ramp) else ramp.down_per_s)


def _rests(ramp: Ramp) -> bool:
    return ramp.commanded is None or ramp.goal == ramp.commanded


def since_step(value: float, owner: Ramp, view: View) -> object:
    """Whether the next step is earned."""
    return None if _rests(owner) else view.until(_earned_at(owner))


def written_at(value: float, owner: Targets, view: View) -> object:
    """Whether the pause between two writes is over, unless the next step is earned later."""
    over_at = value + SPACING_S
    for ramp in (owner.speed, owner.inclination):
        if ramp._again or not (_rests(ramp) or _earned_at(ramp) >= over_at):
            return view.until(over_at)
    return owner._first_written or view.until(over_at)


def when_lost(value: float, owner: Known, view: View) -> object:
    """Whether the belt moved when the link was lost, until the belt is heard again, and while it
    may be no faster than that.
    """
    drive = view.rules.drive
    held = drive is not None and drive.returned_at is not None
    unheard = owner.speed_kmh is None and view.rules.phase is not Phase.STOPPING
    return (held or unheard) and (value if view.exactly else value > 0)


def returned_at(value: float | None, owner: Drive, view: View) -> object:
    """How long ago a lost link came back, while it is there and nobody said "Go on"."""
    if view.rules.known.linked:
        return clock(30.0)(value, owner, view)
    return value is not None and view.world.has(Topic.RETURN)


def slow_counter(value: float, owner: Counter, view: View) -> object:
    """Whether a counter ticks so slowly that more than the least is waited for."""
    return value if view.exactly else 3.0 * value > owner.least


def until_frozen(value: float, owner: Counter, view: View) -> object:
    """Whether a counter has stood for too long."""
    left = max(owner.least, 3.0 * owner.longest) - value
    return owner.trusted and (left < 0 or view.until(view.now + left, RECORD))
