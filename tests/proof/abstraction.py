"""What makes two moments the same to the explorer: a key for each, and the next bound in time.

Every attribute of the rules is in `TABLE`: kept exactly, kept as a class, or merged. A new one that
is not there is an error, so nothing is merged unseen.

Merged without a loss, since nothing reads it before it is written anew (`alike` tries that):

* all of a stop that saw the belt stand: the next stop makes its own (`_halt`);
* the command whose answer is awaited, but for its kind: an answer asks no more (`Explorer`); what
  was asked before it, and whether that is sure, once it cannot be taken back (`before_last`,
  `unsure`);
* how fast a belt was when its link was lost, once it is heard and "Go on" was said (`when_lost`);
* how old a target is, once the unit is known and no higher one counts any more (`lately_written`);
* a rise of 0.5 km/h as against 0.2: the jump was judged with its own record (`last_rise`);
* from when and where a number fell to miles, once that is settled (`while_suspected`);
* the speed a belt reached, below what it would have to fall by to be slower (`floor_steps`);
* silence, and the last fall, of a stopped belt, where either will be past its limit by the first
  deadline that asks for it (`stop_heard_at`, `fell_at`);
* the pause between two writes, where the next step is earned later (`written_at`);
* the age of a record while no walk is on and no belt stands: nothing asks for it there
  (`record_age`); of the page during a stop that latched: a start is 6 s away then (`page_at`);
* when a lost link came back, once it is lost again: that begins anew (`returned_at`);
* whether a stop was accepted before, how often it was said, and how often in a row the belt was
  slower, where none that is said again is refused, or its alarm came (`refused`, `before_alarm`);
* whether the unit is known, where no record could be taken for miles and nothing is wished for
  above what is allowed until then (`in_miles`);
* all of a part that nothing in this world ever tells anything (`in_world`);
* counts beyond the number that matters, and words: the cause of a stop, but for whether it latches
  and whether a belt that moves behind it is stopped in another way (`latched`).

Merged into classes, of which each is tried from its bounds:

* how long ago something was, but for the bounds it has passed of those that the rules hold it
  against (`clock`); what can happen just before and at each bound is tried there and then. Which
  of two clocks comes to its bound first is not in the key;
* what only holds back a rise (the age of a record or of the page, all that makes a heart rate
  known), while no rise is wished for: each is met again once one is (`wished`);
* what only a start or an acknowledgement asks for, while neither can be (`free`, `locked`);
* a measured speed, but for its place among what was asked for and the bounds around that (`speed`);
* how fast a stopped belt was at its slowest, but for whether it moved at all (`lowest_kmh`);
* whether the pause between two stops is over; what was said to them, while no alarm is ahead or the
  belt slows, as if neither ended (`asked_again_at`, `rejections_that_count`, `before_alarm`);
* the key as the cause of a latched stop (`latched`);
* how slowly a counter ticks, but for whether it may stand longer than the least (`slow_counter`);
* the odometer, which takes a minute of steady walking to speak: left to its own tests.

One concrete moment stands for all with its key, the first one found. What another one of the same
class would do is not looked at: the search can miss a path, but what it finds is real.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from tests.proof import look_walk as walk
from tests.proof import look_watch as watch
from tests.proof.copies import attributes
from tests.proof.look import (
    HEART,
    Rule,
    View,
    at_rest,
    by_period,
    clock,
    driving,
    exact,
    in_miles,
    in_world,
    locked,
    merged,
    only,
    refused,
    there,
    up_to,
    wished,
)
from tests.proof.worlds import Topic, World
from treadctl.safety.commanded import Commanded
from treadctl.safety.console import ConsoleWatch
from treadctl.safety.deck import Deck
from treadctl.safety.drive import Drive
from treadctl.safety.freshness import Freshness
from treadctl.safety.frozen import Counter, FrozenWatch
from treadctl.safety.halt import Halt
from treadctl.safety.heart import HeartWatch
from treadctl.safety.known import Known
from treadctl.safety.lockout import Lockout
from treadctl.safety.origin import Origin
from treadctl.safety.phase import Phase
from treadctl.safety.plausible import Plausibility
from treadctl.safety.ramp import Ramp
from treadctl.safety.speed_watch import SpeedWatch
from treadctl.safety.stop_input import StopInput
from treadctl.safety.stopping import Stopping
from treadctl.safety.supervisor import Supervisor
from treadctl.safety.targets import Targets
from treadctl.safety.unit_key import UnitKey


def part(value: Any, _owner: Any, view: View) -> object:
    """All that the table says of an object."""
    if value is None:
        return None
    exacts, rules = _sorted(value)
    return exacts(value), *[rule(getattr(value, name), value, view) for name, rule in rules]


def _halt(value: Halt | None, owner: Stopping, view: View) -> object:
    if value is None or view.rules.phase is Phase.STOPPING:
        return part(value, owner, view)
    return value.stood_at is None and (value.alarmed_at is not None, value.may_move)


def each(rule: Rule, names: str) -> dict[str, Rule]:
    """One rule for several attributes."""
    return dict.fromkeys(names.split(), rule)


def only_deck(names: str, rule: Rule) -> dict[str, Rule]:
    """What only counts where the deck is levelled."""
    return each(only(in_world(Topic.DECK), rule), names)


TABLE: Mapping[type, Mapping[str, Rule]] = {
    Supervisor: each(part, "known deck stopping drive origin")
    | {"stop_input": only(in_world(Topic.BUTTON, Topic.PAGE), part)}
    | {"heart": only(in_world(Topic.HEART), part)}
    | {"phase": exact},
    Stopping: {"lockout": part, "halt": _halt} | each(merged, "commissioned cause stops"),
    Known: {"machine": there, "speed_kmh": walk.speed, "speed_when_lost_kmh": walk.when_lost}
    | {"standing_since": clock(3.0, when=locked), "lost_at": clock(5.0, when=driving)}
    | {"_zeros": up_to(2), "_told_speed": exact}
    | each(part, "freshness _plausibility")
    | only_deck("inclination_percent", exact)
    | each(merged, "distance_m heart_rate_bpm records"),
    Deck: only_deck("asked_at", clock(20.0, when=at_rest))
    | only_deck("wanted awaited refused", exact),
    Freshness: {"period_s": merged, "heard_at": watch.record_age},
    Plausibility: {"_suspect_kmh": walk.suspect_side, "set_aside": merged}
    | each(there, "_believed_kmh _distance_m _suspect_m"),
    Lockout: {"cause": watch.latched, "alarmed": exact, "_acknowledged_at": watch.acknowledged_at},
    StopInput: {"missing": there, "_screen_at": watch.page_at, "_is_test": watch.while_held}
    | {"_tested_at": watch.of_test(clock(40.0, when=at_rest))}
    | {"_walk_has_screen": only(driving, exact), "_edges_gone": merged}
    | each(exact, "wired needs_test _held"),
    HeartWatch: {
        "_at": only(wished, clock(4.0, source=HEART)),
        "_bpm": only(wished, watch.bpm_class),
    }
    | each(only(wished, exact), "_has_rr _alive")
    | {"_same_since": only(wished, watch.same_for), "_good_since": only(wished, clock(8.0))}
    | {"_over_since": watch.over_for, "_without_rr": up_to(3)}
    | each(merged, "ceiling_bpm from_treadmill _over_at"),
    Origin: {
        "ours_at": watch.ours_at,
        "at_console": watch.at_console,
        "halted": watch.halted,
    },
    Halt: {"asked_at": watch.asked_at, "speed_kmh": walk.speed, "may_move": exact}
    | {"accepted": only(refused, watch.before_alarm(exact)), "_falls": only(refused, up_to(2))}
    | {"_rejections": watch.rejections_that_count, "_zeros": up_to(2)}
    | {"_heard_at": watch.stop_heard_at, "_fell_at": watch.fell_at}
    | each(there, "stood_at slowed_at alarmed_at")
    | {"minimum_kmh": watch.before_alarm(exact), "_lowest_kmh": watch.lowest_kmh}
    | {"_asked_again_at": only(refused, watch.asked_again_at), "_written": watch.repeats}
    | each(merged, "cause from_kmh period_s commissioned _peak_kmh"),
    Drive: each(part, "targets _commanded _speed _console")
    | {"_frozen": only(in_world(Topic.COUNTERS), part)}
    | {"returned_at": walk.returned_at, "handed_over": exact}
    | each(merged, "started_at unit_known _odometer"),
    Targets: {"speed": part, "inclination": only(in_world(Topic.SLOPE, Topic.DECK), part)}
    | each(exact, "slope_is_theirs _first_written")
    | {"_written_at": walk.written_at},
    Ramp: {"_before": walk.before_last, "_since": walk.since_step, "_rose_at": walk.rose_at}
    | {"_unsure": walk.unsure}
    | each(exact, "commanded goal _again")
    | each(merged, "up_per_s down_per_s low high step"),
    Commanded: {"_written": walk.lately_written},
    SpeedWatch: {"_over_since": clock(1.0), "_zero_since": by_period(3.0, 2.0)}
    | {"_recent": walk.last_rise, "commanded": merged}
    | {"_odd_since": only(in_miles, clock(2.0))}
    | {"unit_confirmed": only(in_miles, exact), "unit_key": only(in_miles, part)},
    UnitKey: {"_lowest_kmh": walk.while_suspected(exact)}
    | {"_until": walk.while_suspected(clock(0.0))}
    | each(exact, "in_miles _from_kmh"),
    ConsoleWatch: {"_floor_kmh": walk.floor_steps, "_slower_since": by_period(3.0, 2.0)}
    | {"step_kmh": merged},
    FrozenWatch: each(part, "_elapsed _distance") | each(merged, "_at _speed_kmh"),
    Counter: {"value": there, "longest": walk.slow_counter, "ticks": up_to(3)}
    | {"spent": walk.until_frozen, "least": merged},
}


_RULES: dict[type, tuple[tuple[str, Rule], ...]] = {}


def rules_of(value: object) -> tuple[tuple[str, Rule], ...]:
    """(attribute, rule) for each attribute of a part that is not merged away.

    Raises KeyError for one that the table does not have.
    """
    kind = type(value)
    if kind not in _RULES:
        base = next(one for one in kind.__mro__ if one in TABLE)
        found = [(name, _rule(base, name)) for name in attributes(value)]
        _RULES[kind] = tuple((name, rule) for name, rule in found if rule is not merged)
    return _RULES[kind]


_SORTED: dict[type, tuple[Callable[[Any], object], list[tuple[str, Rule]]]] = {}


def _sorted(value: object) -> tuple[Callable[[Any], object], list[tuple[str, Rule]]]:
    """What is taken as it is, all at once, and the rules for the rest."""
    kind = type(value)
    if kind not in _SORTED:
        found = rules_of(value)
        exacts = [name for name, rule in found if rule is exact]
        rest = [(name, rule) for name, rule in found if rule is not exact]
        _SORTED[kind] = attrgetter(*exacts) if exacts else _nothing, rest
    return _SORTED[kind]


def _nothing(_value: object) -> None:
    return None


def _rule(kind: type, name: str) -> Rule:
    if name not in TABLE[kind]:
        raise KeyError(f"Say in TABLE what becomes of {kind.__name__}.{name}.")
    return TABLE[kind][name]


def key_and_bounds(
    rules: Supervisor, world: World, now: float, *, awaited: bool, exactly: bool = False
) -> tuple[object, list[tuple[float, str]]]:
    """What this moment is, and the bounds ahead of it: (time, what moves it away).

    `exactly`: what it is without the merging into classes.
    """
    view = View(rules, world, now, awaited=awaited, exactly=exactly)
    return part(rules, None, view), view.bounds
