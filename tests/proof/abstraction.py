"""What makes two moments the same to the explorer: a key for each, and the next bound in time.

Every attribute of the rules is in `TABLE`: kept exactly, kept as a class, or merged. A new one that
is not there is an error, so nothing is merged unseen. Merged away are:

* how long ago something was, but for the bounds it has passed of those that the rules hold it
  against (`clock`); what can happen just before and at each bound is tried there and then;
* a measured speed, but for its place among what was asked for and the bounds around that (`speed`);
* counts beyond the number that matters, words, and what only a screen shows;
* the odometer, which takes a minute of steady walking to speak.

One concrete moment stands for all with its key, the first one found. What another one with the
same key would do is not looked at: the search can miss a path, but what it finds is real.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from tests.proof import look
from tests.proof.look import (
    HEART,
    PAGE,
    RECORD,
    Rule,
    View,
    by_period,
    clock,
    exact,
    merged,
    there,
    up_to,
)
from tests.proof.worlds import World
from treadctl.safety.commanded import Commanded
from treadctl.safety.console import ConsoleWatch
from treadctl.safety.drive import Drive
from treadctl.safety.freshness import Freshness
from treadctl.safety.frozen import Counter, FrozenWatch
from treadctl.safety.halt import Halt
from treadctl.safety.heart import HeartWatch
from treadctl.safety.known import Known
from treadctl.safety.lockout import Lockout
from treadctl.safety.origin import Origin
from treadctl.safety.plausible import Plausibility
from treadctl.safety.ramp import Ramp
from treadctl.safety.speed_watch import SpeedWatch
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Phase, Supervisor
from treadctl.safety.targets import Targets


def part(value: Any, _owner: Any, view: View) -> object:
    """All that the table says of an object."""
    if value is None:
        return None
    return tuple([rule(getattr(value, name), value, view) for name, rule in rules_of(value)])


def _halt(value: Halt | None, owner: Supervisor, view: View) -> object:
    if value is None or owner.phase is Phase.STOPPING:
        return part(value, owner, view)
    return value.stood_at is not None, value.alarmed_at is not None, value.may_move


def each(rule: Rule, names: str) -> dict[str, Rule]:
    """One rule for several attributes."""
    return dict.fromkeys(names.split(), rule)


TABLE: Mapping[type, Mapping[str, Rule]] = {
    Supervisor: each(part, "known lockout stop_input heart drive _origin")
    | {"phase": exact, "halt": _halt}
    | each(merged, "cause stops"),
    Known: {"machine": there, "speed_kmh": look.speed, "speed_when_lost_kmh": look.lost_kmh}
    | {"standing_since": clock(3.0, when=look.locked), "lost_at": clock(5.0, when=look.driving)}
    | {"_zeros": up_to(2), "_told_speed": exact}
    | each(part, "freshness _plausibility")
    | each(merged, "inclination_percent distance_m heart_rate_bpm records"),
    Freshness: {"period_s": merged, "heard_at": look.record_age},
    Plausibility: {"_suspect_kmh": look.suspect_side, "set_aside": merged}
    | each(there, "_believed_kmh _distance_m _suspect_m"),
    Lockout: {"cause": there, "alarmed": exact, "_acknowledged_at": look.acknowledged_at},
    StopInput: {"missing": there, "_screen_at": clock(2.0, 5.0, source=PAGE)}
    | {"_tested_at": look.of_test(clock(40.0, when=look.no_walk))}
    | each(exact, "wired needs_test _edges_gone _walk_has_screen _held _is_test"),
    HeartWatch: {"_bpm": look.bpm_class, "_over_since": look.over_for, "_without_rr": up_to(3)}
    | {"_at": clock(4.0, source=HEART), "_same_since": clock(60.0), "_good_since": clock(8.0)}
    | each(exact, "_has_rr _alive")
    | each(merged, "ceiling_bpm from_treadmill _over_at"),
    Origin: {
        "ours_at": look.ours_at,
        "at_console": look.at_console,
        "halted": look.halted,
    },
    Halt: {"asked_at": look.asked_at, "speed_kmh": look.speed, "may_move": exact}
    | {"accepted": look.before_alarm(exact), "_rejections": look.rejections_that_count}
    | {"_heard_at": look.before_alarm(clock(3.5, source=RECORD))}
    | {"_fell_at": look.before_alarm(by_period(1.0, 2.0))}
    | each(up_to(2), "_zeros _falls")
    | each(there, "stood_at slowed_at alarmed_at")
    | each(merged, "cause from_kmh period_s minimum_kmh spacing_s")
    | each(merged, "_peak_kmh _lowest_kmh _asked_again_at _written"),
    Drive: each(part, "targets _commanded _speed _console _frozen")
    | {"returned_at": clock(30.0), "handed_over": exact}
    | each(merged, "started_at _odometer"),
    Targets: each(part, "speed inclination")
    | each(exact, "slope_is_theirs _first_written")
    | {"_written_at": clock(0.5)},
    Ramp: {"_before": look.before_last, "_since": look.since_step, "_rose_at": look.rose_at}
    | each(exact, "commanded goal _again _unsure")
    | each(merged, "up_per_s down_per_s low high step"),
    Commanded: {"_written": look.lately_written},
    SpeedWatch: {"_over_since": clock(1.0), "_zero_since": by_period(3.0, 2.0)}
    | {"_odd_since": clock(2.0), "_recent": look.last_rise, "commanded": merged}
    | each(exact, "unit_confirmed _switched"),
    ConsoleWatch: {"_floor_kmh": look.floor_steps, "_slower_since": by_period(3.0, 2.0)}
    | {"step_kmh": merged},
    FrozenWatch: each(part, "_elapsed _distance") | each(merged, "_at _speed_kmh"),
    Counter: {"value": there, "longest": exact, "ticks": up_to(3), "spent": look.until_frozen}
    | {"least": merged},
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


def _rule(kind: type, name: str) -> Rule:
    if name not in TABLE[kind]:
        raise KeyError(f"Say in TABLE what becomes of {kind.__name__}.{name}.")
    return TABLE[kind][name]


def attributes(value: object) -> list[str]:
    """The names of what an object holds."""
    return [one.name for one in fields(value)] if is_dataclass(value) else list(vars(value))


def key_and_bounds(
    rules: Supervisor, world: World, now: float, *, awaited: bool
) -> tuple[object, list[tuple[float, str]]]:
    """What this moment is, and the bounds ahead of it: (time, what moves it away)."""
    view = View(rules, world, now, awaited=awaited)
    found = tuple([rule(getattr(rules, name), rules, view) for name, rule in rules_of(rules)])
    return found, view.bounds
