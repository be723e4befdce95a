"""Switches one rule off, to show that the campaign sees it. The controller itself has no switch.

Each rule is a stop cause, whose stops are then dropped, or one of those that hold something back.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from treadctl.cli.bench.faults.scenes import SCENES
from treadctl.errors import BadInput, Refused
from treadctl.model import Limits, Machine, StopCause
from treadctl.safety import permit, targets
from treadctl.safety.console import ConsoleWatch
from treadctl.safety.deck import Deck
from treadctl.safety.freshness import Freshness
from treadctl.safety.guard import Guard
from treadctl.safety.heart import HeartWatch
from treadctl.safety.known import Known
from treadctl.safety.latch import Latch
from treadctl.safety.limits import TIERS
from treadctl.safety.lockout import Lockout
from treadctl.safety.repeat import Repeat
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor
from treadctl.session import plan

Patch = tuple[object, str, Callable[..., Any]]
"""Where, which name, and what stands there instead."""

TOO_FAST_KMH = 1.8
ANY_RATE = 1000.0


def check(rule: str | None) -> None:
    """Raises BadInput with the list of rules if there is none of this name."""
    if rule is not None and rule not in SCENES:
        raise BadInput(f"There is no rule {rule!r}; the rules are {', '.join(SCENES)}.")


@contextmanager
def switched_off(rule: str | None) -> Iterator[None]:
    """Do without `rule` until the block ends; None: with every rule. Raises BadInput."""
    check(rule)
    before: list[Patch] = []
    for where, name, instead in _patches(rule):
        before.append((where, name, vars(where)[name]))
        setattr(where, name, instead)
    try:
        yield
    finally:
        for where, name, was in before:
            setattr(where, name, was)


def _patches(rule: str | None) -> list[Patch]:
    if rule is None:
        return []
    if rule in HELD_BACK:
        return HELD_BACK[rule]
    if rule == StopCause.NOT_STOPPING:
        return [(Supervisor, "alarm_due", lambda _self, _now: False)]
    return [(Guard, "stop", _deaf_to(StopCause(rule)))]


def _deaf_to(cause: StopCause) -> Callable[[Guard, StopCause], None]:
    stop = Guard.stop

    def deaf(guard: Guard, given: StopCause) -> None:
        if given is not cause:
            stop(guard, given)

    return deaf


def _check(lockout: Lockout, _now: float) -> None:
    if lockout.cause is not None:
        raise Refused("First confirm the last stop at the machine.")


def _acknowledge(lockout: Lockout, _known: Known, _now: float) -> None:
    lockout.cause, lockout.alarmed = None, False


def _unlimited_ramp(*given: Any) -> targets.Targets:
    found = targets.targets(*given)
    for one in (found.speed, found.inclination):
        one.up_per_s = one.down_per_s = ANY_RATE
    return found


def _fast_first_speed(_limits: Limits, machine: Machine) -> float:
    return max(TOO_FAST_KMH, machine.speed_kmh.low if machine.speed_kmh else 0.0)


def _connected_and_well(
    supervisor: Supervisor, machine: Machine, now: float, _real: Any = Supervisor.connected
) -> StopCause | None:
    cause: StopCause | None = _real(supervisor, machine, now)
    if supervisor.drive is not None:
        supervisor.drive.returned_at = None
    return cause


HELD_BACK: Mapping[str, list[Patch]] = {
    "repeat": [(Repeat, "begin", lambda _self: None)],
    "latch": [(Lockout, "stopped", lambda _self, _cause: None)],
    "lockout": [(Lockout, "check", _check), (Lockout, "acknowledge", _acknowledge)],
    "ramp": [(permit, "targets", _unlimited_ramp)],
    "ceiling": [(plan, "_limits", lambda _profile, _tier: TIERS["C"])],
    "first_speed": [(targets, "first_speed_kmh", _fast_first_speed)],
    "console_speed": [
        (ConsoleWatch, "told", lambda *_given: False),
        (ConsoleWatch, "slower", lambda *_given: False),
    ],
    "heart_rate_lost": [(HeartWatch, "may_rise", lambda _self, _now: True)],
    "doubt": [
        (Freshness, "in_doubt", lambda _self, _now: False),
        (StopInput, "may_rise", lambda _self, _now: True),
    ],
    "go_on": [(Supervisor, "connected", _connected_and_well)],
    "level": [(Deck, "check", lambda _self, _known, _now: None)],
    "restart": [(Latch, "read", lambda _self: None)],
}
