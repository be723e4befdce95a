"""What can go wrong with a simulated machine, its link and its walker, by name.

`parse_event` reads one `SECONDS=EVENT[=VALUE]`. `apply` makes a machine's event happen; a person's
is the caller's to act out.
"""

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol

from simulators.control_point import Controller
from simulators.ftms_machine import FtmsMachine
from simulators.noise import Noise, frozen, in_miles, spoiled_for
from simulators.physics import Belt
from treadctl.errors import BadInput

NOISY_FRAMES = 8  # how many telemetry notifications `garbage`, `truncate` and `duplicate` spoil


class Link(Protocol):
    """What a transport lets happen to its radio link."""

    def lose(self) -> None:
        """End the connection on both sides; the machine cannot be found."""

    def restore(self) -> None:
        """Let the machine be found again."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens `at_s` seconds into a story; `person`: by the walker, not the machine.

    `value` is None for an event that takes none.
    """

    at_s: float
    name: str
    value: float | None = None
    person: bool = False


_Span = tuple[float, float] | None
"""The lowest and highest value an event may carry; None: it carries none."""

_RADIO: Mapping[str, _Span] = MappingProxyType(
    {
        "link-loss": None,
        "link-back": None,
        "telemetry-silence": None,
        "telemetry-frozen": None,
        "mph-shown": None,
        "garbage": None,
        "truncate": None,
        "duplicate": None,
    }
)
_CONSOLE: Mapping[str, _Span] = MappingProxyType(
    {
        "safety-key": None,
        "control-lost": None,
        "console-stop": None,
        "console-speed": (0.0, 30.0),
    }
)
_CONTROLLER: Mapping[str, _Span] = MappingProxyType(
    {
        "ignore-stop": None,
        "reject-stop": None,
        "mph": None,
        "toggle-start": None,
    }
)
_BODY: Mapping[str, _Span] = MappingProxyType(
    {
        "late-stop": (0.0, 60.0),
        "runaway": (0.01, 20.0),
        "speed-jump": (0.01, 20.0),
        "stuck-belt": None,
        "hr": (0.0, 255.0),
        "hr-frozen": None,
    }
)
STRAP: Mapping[str, _Span] = MappingProxyType({"hr-lost": None, "hr-off": None})
"""What befalls a strap beside the machine; `simulators.strap` acts it out."""

_PERSON: Mapping[str, _Span] = MappingProxyType(
    {
        "pain": None,
        "user-stop": None,
        "button-press": None,
        "button-lost": None,
        "screen-dead": None,
        "edges-dead": None,
        "restart": None,
        "shutdown": None,
        "answer": (0.0, 10.0),
        "no-answer": None,
    }
)
EVENTS = {**_RADIO, **_CONSOLE, **_CONTROLLER, **_BODY, **STRAP, **_PERSON}


def parse_event(text: str) -> Event:
    """Return the event that `text` such as `300=runaway=0.5` names. Raises BadInput."""
    seconds, _, rest = text.partition("=")
    at_s = _number(seconds)
    if at_s is None or at_s < 0.0:
        raise BadInput(f"{text!r} must begin with a time in seconds, as in 300=pain.")
    return replace(_named(rest, text), at_s=at_s)


def parse_now(text: str) -> Event:
    """Return the event that `text` such as `runaway=0.5` names, at 0 s. Raises BadInput."""
    return _named(text, text)


def _named(what: str, typed: str) -> Event:
    name, has_value, value = what.partition("=")
    if name not in EVENTS:
        raise BadInput(f"{typed!r} names no event; the events are {', '.join(sorted(EVENTS))}.")
    span = EVENTS[name]
    if span is None:
        if has_value:
            raise BadInput(f"{typed!r} is wrong: {name} takes no value.")
        return Event(0.0, name, None, name in _PERSON)
    number = _number(value)
    if number is None or not span[0] <= number <= span[1]:
        raise BadInput(f"{typed!r} is wrong: {name} needs a value from {span[0]:g} to {span[1]:g}.")
    return Event(0.0, name, number, name in _PERSON)


def apply(machine: FtmsMachine, link: Link, name: str, value: float | None = None) -> None:
    """Make the machine's event `name` happen now. A person's or a strap's does nothing here."""
    now = asyncio.get_running_loop().time()
    machine.belt.advance(now)
    if name in _RADIO:
        _spoil_radio(machine, link, name)
    elif name in _CONSOLE:
        _use_console(machine, name, value or 0.0, now)
    elif name in _CONTROLLER:
        _bend_controller(machine.controller, name)
    elif name in _BODY:
        break_belt_or_heart(machine.belt, name, value or 0.0, now)


def break_belt_or_heart(belt: Belt, name: str, value: float, now: float) -> None:
    """Make what befalls any belt, or the walker's heart, happen at `now`."""
    match name:
        case "late-stop":
            belt.late_stop_s = value
        case "runaway":
            belt.runaway_kmh_s = value
        case "speed-jump":
            belt.jump(now, value)
        case "stuck-belt":
            belt.stuck = True
        case "hr":
            belt.heart.asked_bpm = value
        case "hr-frozen":
            belt.heart.held_bpm = belt.heart.bpm


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _spoil_radio(machine: FtmsMachine, link: Link, name: str) -> None:
    match name:
        case "link-loss":
            link.lose()
        case "link-back":
            link.restore()
        case "telemetry-silence":
            machine.telemetry_silent = True
        case "telemetry-frozen":
            machine.radio = frozen(machine)
        case "mph-shown":
            machine.radio = in_miles(machine)
        case _:
            machine.radio = spoiled_for(machine, NOISY_FRAMES, Noise(0, **{name: 1.0}))


def _use_console(machine: FtmsMachine, name: str, speed_kmh: float, now: float) -> None:
    match name:
        case "safety-key":
            machine.controller.key_out = True
            machine.belt.cut(now)
            machine.notify_status(b"\x03")
        case "control-lost":
            machine.take_control_away()
        case "console-stop":
            machine.belt.stop(now)
            machine.notify_status(b"\x02\x01")
        case "console-speed":
            if machine.belt.started:
                machine.belt.follow(now, speed_kmh)
            else:
                machine.belt.start(now, speed_kmh)
                machine.notify_status(b"\x04")
            machine.notify_status(b"\x05" + round(speed_kmh * 100).to_bytes(2, "little"))


def _bend_controller(controller: Controller, name: str) -> None:
    match name:
        case "ignore-stop":
            controller.ignores_stop = True
        case "reject-stop":
            controller.rejects_stop = True
        case "mph":
            controller.takes_mph = True
        case "toggle-start":
            controller.start_toggles = True
