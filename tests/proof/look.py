"""How a value is looked at: as it is, as a class, by the bounds it has passed, or not at all."""

import math
from collections.abc import Callable
from typing import Any

from tests.proof.worlds import Topic, World
from treadctl.safety.commanded import Commanded
from treadctl.safety.console import ConsoleWatch
from treadctl.safety.freshness import Freshness
from treadctl.safety.frozen import Counter
from treadctl.safety.halt import Halt
from treadctl.safety.heart import HeartWatch
from treadctl.safety.known import Known
from treadctl.safety.lockout import Lockout
from treadctl.safety.origin import Origin
from treadctl.safety.plausible import Plausibility
from treadctl.safety.ramp import Ramp
from treadctl.safety.speed_watch import SpeedWatch
from treadctl.safety.supervisor import Phase, Supervisor

NEAR_S = 0.005
RECORD, PAGE, HEART = "record", "page", "heart"


class View:
    """One look at a supervisor: what the rules of the table may ask, and the bounds they met.

    `bounds` has (time, what keeps on moving it away) for each bound that is still to come.
    `awaited`: an answer to a command is.
    """

    def __init__(self, rules: Supervisor, world: World, now: float, *, awaited: bool) -> None:
        self.rules, self.world, self.now, self.awaited = rules, world, now, awaited
        self.bounds: list[tuple[float, str]] = []
        self.commanded = rules.drive._commanded if rules.drive else None

    def until(self, at: float, source: str = "") -> bool:
        """Whether `at` is passed."""
        ahead = at - self.now > -NEAR_S
        if ahead:
            self.bounds.append((at, source))
        return not ahead


Rule = Callable[[Any, Any, View], object]
"""The part of the key for (a value, the object that has it, the look)."""


def exact(value: Any, _owner: Any, _view: View) -> object:
    """The value itself."""
    return value


def merged(_value: Any, _owner: Any, _view: View) -> object:
    """Nothing."""
    return None


def there(value: Any, _owner: Any, _view: View) -> object:
    """Whether there is one."""
    return value is not None


def up_to(most: int) -> Rule:
    """A count, up to the last that matters."""
    return lambda value, _owner, _view: min(value, most)


def clock(
    *limits_s: float,
    source: str = "",
    when: Callable[[View], bool] = lambda _view: True,
) -> Rule:
    """How long ago, by the limits it is held against; whether at all, unless `when`."""

    def rule(value: float | None, _owner: Any, view: View) -> object:
        if value is None or value == -math.inf or not when(view):
            return value is not None and value != -math.inf
        return tuple([view.until(value + limit_s, source) for limit_s in limits_s])

    return rule


def by_period(fixed_s: float, periods: float, *more: float, source: str = "") -> Rule:
    """As `clock`, with one limit that goes with the telemetry period."""

    def rule(value: float | None, owner: Any, view: View) -> object:
        limits_s = (fixed_s + periods * view.world.period_s, *more)
        return clock(*limits_s, source=source)(value, owner, view)

    return rule


def record_age(value: float | None, owner: Freshness, view: View) -> object:
    """The age of the last record, by what is doubt and what is silence."""
    return by_period(0.0, 2.5, owner.silence_limit_s, source=RECORD)(value, owner, view)


def speed(value: float | None, _owner: Any, view: View) -> object:
    """A measured speed, among what was asked for and the bounds around that."""
    if value is None or value == 0 or view.commanded is None:
        return value if not value else 1
    _, asked_kmh = view.commanded.last
    over = value - max(view.commanded.within(3.0 + 2 * view.world.period_s, view.now))
    ratio = value / asked_kmh
    above = sum(over > bound for bound in (0.3, 0.5, 0.8))
    return above, 0.85 <= ratio <= 1.15, 1.55 <= ratio <= 1.67, 0.60 <= ratio <= 0.64


def lately_written(value: Any, owner: Commanded, view: View) -> object:
    """What was asked for lately, as far as it is still held against the belt."""
    at, last_kmh = owner.last
    lag_s = 3.0 + 2 * view.world.period_s
    highest = max(owner.within(lag_s, view.now))
    if len(value) < 2:
        return last_kmh
    if not view.world.has(Topic.NOTICES):
        return last_kmh, highest, view.until(at + lag_s)
    echo = owner.within(5.0, view.now)
    age = view.until(at + lag_s), view.until(at + 5.0)
    return last_kmh, highest, min(echo), max(echo), age


def suspect_side(value: float | None, owner: Plausibility, _view: View) -> object:
    """Whether the record that was set aside was faster than what is believed."""
    return value is not None and value > (owner._believed_kmh or 0.0)


def floor_steps(value: float, owner: ConsoleWatch, _view: View) -> object:
    """The speed the belt reached, in steps of its grid."""
    return int(value / owner.step_kmh + 1e-6)


def last_rise(value: Any, _owner: SpeedWatch, _view: View) -> object:
    """By how much the belt rose between the last two records."""
    if len(value) < 2:
        return -1
    rise = value[-1] - value[-2]
    return sum(rise >= bound for bound in (1e-9, 0.2, 0.5))


def before_last(value: int | None, _owner: Ramp, view: View) -> object:
    """What was asked for before, while it may be taken back or told again."""
    return (view.awaited or view.world.has(Topic.NOTICES)) and value


def rose_at(value: float, owner: Ramp, view: View) -> object:
    """When it rose last, where the other axis has to wait for that."""
    return view.world.has(Topic.SLOPE) and clock(30.0)(value, owner, view)


def since_step(value: float, owner: Ramp, view: View) -> object:
    """Whether the next step is earned."""
    if owner.commanded is None or owner.goal == owner.commanded:
        return None
    per_s = owner.up_per_s if owner.goal > owner.commanded else owner.down_per_s
    return view.until(value + owner.step / per_s)


def lost_kmh(value: float, owner: Known, view: View) -> object:
    """Whether the belt moved when the link was lost."""
    return (view.rules.drive is not None or owner.lost_at is not None) and value > 0


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


def before_alarm(rule: Rule) -> Rule:
    """What only decides whether the alarm comes."""
    return lambda value, owner, view: alarm_may_come(owner) and rule(value, owner, view)


def rejections_that_count(value: int, owner: Halt, _view: View) -> object:
    """How often a stop was refused, while that can raise the alarm."""
    return alarm_may_come(owner) and owner.slowed_at is None and min(value, 2)


def until_frozen(value: float, owner: Counter, view: View) -> object:
    """Whether a counter has stood for too long."""
    left = max(owner.least, 3.0 * owner.longest) - value
    return owner.trusted and (left < 0 or view.until(view.now + left, RECORD))


def over_for(value: float | None, owner: HeartWatch, view: View) -> object:
    """How long the heart has been above its ceiling."""
    return value and (owner._over_at - value >= 5.0, view.until(value + 5.0))


def bpm_class(value: int | None, owner: HeartWatch, _view: View) -> object:
    """A heart rate, by the ceiling and the margin below it."""
    ceiling = owner.ceiling_bpm
    if value is None or ceiling is None:
        return value is None
    return (value > ceiling) + (value > ceiling - 5)


def driving(view: View) -> bool:
    """A walk is on."""
    return view.rules.driving


def locked(view: View) -> bool:
    """A latched stop waits."""
    return view.rules.latched is not None


def free(view: View) -> bool:
    """No walk is on, and nothing stands in the way of one."""
    return no_walk(view) and not locked(view)


def acknowledged_at(value: float, owner: Lockout, view: View) -> object:
    """How long ago that was, while a start has to wait for it."""
    return free(view) and clock(3.0)(value, owner, view)


def ours_at(value: float, owner: Origin, view: View) -> object:
    """How long ago we started the belt, while it may still begin to move."""
    return (view.rules.phase is Phase.STARTING or free(view)) and clock(15.0)(value, owner, view)


def at_console(value: bool, _owner: Origin, view: View) -> object:
    """Who started a belt while no walk is on; elsewhere the zeros that end it come first."""
    return no_walk(view) and value


def halted(value: bool, _owner: Origin, view: View) -> object:
    """Whether a belt that we do not drive is said to stop already; a stop takes that along."""
    return value and view.rules.phase in (Phase.IDLE, Phase.CONSOLE)


def no_walk(view: View) -> bool:
    """No walk is on, and no stop under way."""
    return view.rules.phase is Phase.IDLE


def of_test(rule: Rule) -> Rule:
    """What only matters where the button is tried before each start."""
    return lambda value, owner, view: owner.needs_test and rule(value, owner, view)
