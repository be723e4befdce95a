"""How a value is looked at: as it is, as a class, by the bounds it has passed, or not at all."""

import math
from collections.abc import Callable
from typing import Any

from tests.proof.worlds import Topic, World
from treadctl.safety.phase import Phase
from treadctl.safety.ramp import Ramp
from treadctl.safety.supervisor import Supervisor

NEAR_S = 0.005
RECORD, PAGE, HEART = "record", "page", "heart"


class View:
    """One look at a supervisor: what the rules of the table may ask, and the bounds they met.

    `bounds` has (time, what keeps on moving it away) for each bound that is still to come.
    `awaited`: an answer to a command is. `rises`: something is to rise. `exactly`: no classes, but
    how far away a bound is and how fast a belt; what nobody reads before it is written anew is
    merged all the same.
    """

    def __init__(
        self,
        rules: Supervisor,
        world: World,
        now: float,
        *,
        awaited: bool,
        exactly: bool = False,
    ) -> None:
        self.rules, self.world, self.now, self.awaited = rules, world, now, awaited
        self.exactly = exactly
        self.bounds: list[tuple[float, str]] = []
        self.commanded = rules.drive._commanded if rules.drive else None
        targets = rules.targets
        self.rises = targets is not None and (rising(targets.speed) or rising(targets.inclination))

    def until(self, at: float, source: str = "") -> object:
        """Whether `at` is passed; exactly: how far it is, until then."""
        ahead = at - self.now > -NEAR_S
        if ahead:
            self.bounds.append((at, source))
        return (round(at - self.now, 6),) if ahead and self.exactly else not ahead


def rising(ramp: Ramp) -> bool:
    """Whether more is wished for than was asked."""
    return ramp.commanded is not None and ramp.goal > ramp.commanded


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


def only(when: Callable[[View], bool], rule: Rule) -> Rule:
    """What says nothing but `when`."""
    return lambda value, owner, view: when(view) and rule(value, owner, view)


def driving(view: View) -> bool:
    """A walk is on."""
    return view.rules.driving


def wished(view: View) -> bool:
    """Something is to rise, so that doubt counts."""
    return view.rises or view.exactly


def in_world(*topics: Topic) -> Callable[[View], bool]:
    """One of these can happen in this world."""
    return lambda view: any(topic in view.world.topics for topic in topics)


def in_miles(view: View) -> bool:
    """A belt could count in miles, and that would make a difference."""
    return view.world.counts_miles


def refused(view: View) -> bool:
    """A stop that is said again can be refused."""
    return view.world.has(Topic.REFUSALS)


def locked(view: View) -> bool:
    """A latched stop waits."""
    return view.rules.latched is not None or view.exactly


def at_rest(view: View) -> bool:
    """No walk is on, and no stop under way."""
    return view.rules.phase is Phase.IDLE


def free(view: View) -> bool:
    """No walk is on, and nothing stands in the way of one."""
    return (at_rest(view) and view.rules.latched is None) or view.exactly
