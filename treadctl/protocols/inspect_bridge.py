"""A bridge's frames (TB1) to what `treadctl decode` prints.

Taken are frames as they are on the wire, with or without the 00 at their ends, and as they are
before COBS: those have a 00 inside, which the wire never has.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from firmware_bridge import wire
from treadctl.errors import DecodeError

Decoded = dict[str, object]

_TYPES: Final = MappingProxyType(
    {
        wire.HELLO: "hello",
        wire.LIMITS: "limits",
        wire.ARM: "arm",
        wire.SETPOINT: "setpoint",
        wire.STOP: "stop",
        wire.CLEAR: "clear",
        wire.TIME: "time",
        wire.HELLO_ACK: "hello_ack",
        wire.STATUS: "status",
        wire.EVENT: "event",
        wire.ACK: "ack",
        wire.TIME_ACK: "time_ack",
    }
)
_TO_HOST = 0x80
_FULL_DUTY = 0xFFFF
_STATES = ("boot", "selftest", "safe", "armed", "running", "stopping", "fault")
_EVENTS = ("unknown", "state", "faults", "inputs", "control_step", "link")
_RESULTS = (
    "ok",
    "bad_state",
    "wrong_boot_id",
    "stale_arm_id",
    "out_of_range",
    "input_not_safe",
    "fault_latched",
    "unknown_type",
    "not_controller",
)
_INPUTS = (
    "key_present",
    "pain_chain_closed",
    "k1_closed",
    "console_activity",
    "charge_pump_alive",
    "tach_alive",
    "incline_home",
    "setpoint_late",
)
_FAULTS = (
    "pain",
    "key",
    "relay_weld",
    "relay_no_close",
    "overspeed",
    "tach_lost",
    "tracking",
    "loop_overrun",
    "watchdog_reset",
    "config",
    "input_disagreement",
    "link_lost",
)
_ABSENT: Final[Mapping[str, int]] = MappingProxyType(
    {"speed_ckmh": wire.NO_SPEED, "incline_permille": wire.NO_INCLINE}
)
# name in the wire's table -> key with its unit, divisor
_SCALED: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {
        "speed_ckmh": ("speed_kmh", 100),
        "command_ckmh": ("target_speed_kmh", 100),
        "max_ckmh": ("max_speed_kmh", 100),
        "accel": ("acceleration_kmh_s", 100),
        "decel": ("deceleration_kmh_s", 100),
        "incline_permille": ("inclination_percent", 10),
        "min_permille": ("min_inclination_percent", 10),
        "max_permille": ("max_inclination_percent", 10),
    }
)


def decode_bridge(frame: bytes) -> Decoded:
    """Return what one frame says.

    Raises DecodeError for a wrong CRC, version or length, and for an unknown type.
    """
    stuffed = frame.strip(b"\0")
    if b"\0" in stuffed:
        stuffed = wire.stuff(frame)
    try:
        found = wire.decode(stuffed)
        values = wire.unpack(found.kind, found.payload)
    except ValueError as error:
        raise DecodeError(f"This is no TB1 frame: {error}.") from error
    said: Decoded = {
        "type": _TYPES[found.kind],
        "type_code": found.kind,
        "direction": "to_host" if found.kind & _TO_HOST else "to_bridge",
        "seq": found.seq,
        "ack": found.ack,
        "boot_id": found.boot_id,
    }
    for name, value in zip(wire.MESSAGES[found.kind][1], values, strict=True):
        said |= _value(found.kind, name, value)
    return said


def _value(kind: int, name: str, value: int) -> Decoded:
    if kind == wire.STATUS and value == _ABSENT.get(name):
        return {}
    if name in _SCALED:
        key, divisor = _SCALED[name]
        return {key: value / divisor}
    worded = _WORDED.get(name)
    return {name: value} if worded is None else worded(value)


def _word(key: str, words: Sequence[str]) -> Callable[[int], Decoded]:
    def worded(value: int) -> Decoded:
        return {key: words[value] if value < len(words) else "unknown", f"{key}_code": value}

    return worded


def _bits(names: tuple[str, ...], value: int) -> list[str]:
    known = [name for bit, name in enumerate(names) if value >> bit & 1]
    return known + [f"bit_{bit}" for bit in range(len(names), 16) if value >> bit & 1]


_WORDED: Final[Mapping[str, Callable[[int], Decoded]]] = MappingProxyType(
    {
        "role": _word("role", ("controller", "observer")),
        "state": _word("state", _STATES),
        "inputs": lambda value: {"inputs": _bits(_INPUTS, value)},
        "faults": lambda value: {"faults": _bits(_FAULTS, value)},
        "duty": lambda value: {"duty_percent": round(value * 100 / _FULL_DUTY, 2)},
        "flags": lambda value: {"run": bool(value & wire.RUN)},
        "mode": _word("mode", ("unknown", "ramp", "open_relay")),
        "code": _word("event", _EVENTS),
        "seq": lambda value: {"response_to_seq": value},
        "result": _word("result", _RESULTS),
    }
)
