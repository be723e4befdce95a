"""CSAFE's commands: their names, and what the bytes behind each mean.

Little-endian numbers without sign. A command below 80 carries data, the others carry none; what
a machine answers to one is under the same number. Sources: OpenRowingCommunity/csafe-fitness
(1e2ddc4), cagnulein/qdomyos-zwift, src/devices/csafe (61a05d18).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from treadctl.errors import DecodeError
from treadctl.protocols.csafe_units import quantity

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One value: `size` bytes (None: all that are left) and what they say."""

    size: int | None
    read: Callable[[bytes], Values]


def read(parts: Sequence[Part], data: bytes) -> Values:
    """Return the values in `data`. Raises DecodeError if it is too short or too long."""
    values: Values = {}
    at = 0
    for part in parts:
        size = len(data) - at if part.size is None else part.size
        if at + size > len(data):
            raise DecodeError(f"Too few data bytes: {len(data)} came.")
        values |= part.read(data[at : at + size])
        at += size
    if at < len(data):
        raise DecodeError(f"Too many data bytes: {len(data)} came, {at} are known.")
    return values


def _uint(name: str, size: int = 1) -> Part:
    return Part(size, lambda data: {name: int.from_bytes(data, "little")})


def _quantity(name: str, size: int = 2) -> Part:
    def values(data: bytes) -> Values:
        return quantity(name, int.from_bytes(data[:-1], "little"), data[-1])

    return Part(size + 1, values)


def _hex(name: str) -> Part:
    return Part(None, lambda data: {name: data.hex()})


def _text(name: str) -> Part:
    return Part(None, lambda data: {name: data.decode("ascii", "replace")})


def _duration(name: str) -> Part:
    return Part(3, lambda data: {name: data[0] * 3600 + data[1] * 60 + data[2]})


def _units(data: bytes) -> Values:
    return {"units": {0: "metric", 1: "english"}.get(data[0], f"unknown {data[0]}")}


def _version(data: bytes) -> Values:
    """Five bytes, or seven where version and release have two each; else the rest as it came."""
    if len(data) < 3:
        raise DecodeError(f"A version has 3 bytes or more; {len(data)} came.")
    values: Values = {"manufacturer": data[0], "class_id": data[1], "model": data[2]}
    rest = data[3:]
    half = len(rest) // 2
    if len(rest) in (2, 4):
        values["version"] = int.from_bytes(rest[:half], "little")
        values["release"] = int.from_bytes(rest[half:], "little")
    elif rest:
        values["version_bytes"] = rest.hex()
    return values


def _date(data: bytes) -> Values:
    return {"date": f"{1900 + data[0]:04d}-{data[1]:02d}-{data[2]:02d}"}


def _time(data: bytes) -> Values:
    return {"time": f"{data[0]:02d}:{data[1]:02d}:{data[2]:02d}"}


_USER = (_quantity("weight"), _uint("age_years"), _uint("gender"))

SHORT: Final[Mapping[int, str]] = MappingProxyType(
    {
        0x80: "get_status",
        0x81: "reset",
        0x82: "go_idle",
        0x83: "go_have_id",
        0x85: "go_in_use",
        0x86: "go_finished",
        0x87: "go_ready",
        0x88: "bad_id",
        0x91: "get_version",
        0x92: "get_id",
        0x93: "get_units",
        0x94: "get_serial",
        0x98: "get_list",
        0x99: "get_utilization",
        0x9A: "get_motor_current",
        0x9B: "get_odometer",
        0x9C: "get_error_code",
        0x9D: "get_service_code",
        0x9E: "get_user_config_1",
        0x9F: "get_user_config_2",
        0xA0: "get_workout_time",
        0xA1: "get_horizontal",
        0xA2: "get_vertical",
        0xA3: "get_calories",
        0xA4: "get_program",
        0xA5: "get_speed",
        0xA6: "get_pace",
        0xA7: "get_cadence",
        0xA8: "get_grade",
        0xA9: "get_gear",
        0xAA: "get_up_list",
        0xAB: "get_user_info",
        0xAC: "get_torque",
        0xB0: "get_heart_rate",
        0xB2: "get_heart_rate_zone_time",
        0xB3: "get_mets",
        0xB4: "get_power",
        0xB5: "get_average_heart_rate",
        0xB6: "get_maximum_heart_rate",
    }
)
"""Commands without data."""

LONG: Final[Mapping[int, tuple[str, tuple[Part, ...]]]] = MappingProxyType(
    {
        0x01: ("auto_upload", (_uint("flags"),)),
        0x02: ("up_list", (_hex("list"),)),
        0x04: ("upload_status_each", (_uint("period_s"),)),
        0x05: ("upload_list_each", (_uint("period_s"),)),
        0x10: ("id_digits", (_uint("digits"),)),
        0x11: ("set_time", (Part(3, _time),)),
        0x12: ("set_date", (Part(3, _date),)),
        0x13: ("set_timeout", (_uint("timeout_s"),)),
        0x1A: ("set_user_config_1", (_hex("user_config_1"),)),
        0x1B: ("set_user_config_2", (_hex("user_config_2"),)),
        0x20: ("set_workout_time", (_duration("workout_s"),)),
        0x21: ("set_horizontal", (_quantity("distance"),)),
        0x22: ("set_vertical", (_quantity("elevation_gain"),)),
        0x23: ("set_calories", (_uint("energy_kcal", 2),)),
        0x24: ("set_program", (_uint("program"), _uint("level"))),
        0x25: ("set_speed", (_quantity("speed"),)),
        0x28: ("set_grade", (_quantity("inclination"),)),
        0x29: ("set_gear", (_uint("gear"),)),
        0x2B: ("set_user_info", _USER),
        0x2C: ("set_torque", (_quantity("torque"),)),
        0x2D: ("set_level", (_uint("level"),)),
        0x30: ("set_target_heart_rate", (_uint("heart_rate_bpm"),)),
        0x32: ("set_goal", (_uint("goal"),)),
        0x33: ("set_mets", (_uint("met", 2),)),
        0x34: ("set_power", (_quantity("power"),)),
        0x35: ("set_heart_rate_zone", (_uint("min_heart_rate_bpm"), _uint("max_heart_rate_bpm"))),
        0x36: ("set_maximum_heart_rate", (_uint("max_heart_rate_bpm"),)),
        0x70: ("get_capabilities", (_uint("capability"),)),
    }
)
"""Commands with data: what stands behind the byte count."""

ANSWERS: Final[Mapping[int, tuple[Part, ...]]] = MappingProxyType(
    {
        0x91: (Part(None, _version),),
        0x92: (_text("id"),),
        0x93: (Part(1, _units),),
        0x94: (_hex("serial"),),
        0x98: (_hex("list"),),
        0x99: (_uint("utilization_h", 3),),
        0x9A: (_quantity("motor_current"),),
        0x9B: (_quantity("odometer", 4),),
        0x9C: (_uint("error_code", 3),),
        0x9D: (_uint("service_code", 3),),
        0x9E: (_hex("user_config_1"),),
        0x9F: (_hex("user_config_2"),),
        0xA0: (_duration("elapsed_s"),),
        0xA1: (_quantity("distance"),),
        0xA2: (_quantity("elevation_gain"),),
        0xA3: (_uint("energy_kcal", 2),),
        0xA4: (_uint("program"), _uint("level")),
        0xA5: (_quantity("speed"),),
        0xA6: (_quantity("pace"),),
        0xA7: (_quantity("cadence"),),
        0xA8: (_quantity("inclination"),),
        0xA9: (_uint("gear"),),
        0xAA: (_hex("up_list"),),
        0xAB: _USER,
        0xAC: (_quantity("torque"),),
        0xB0: (_uint("heart_rate_bpm"),),
        0xB2: (_hex("heart_rate_zone_times"),),
        0xB3: (_uint("met", 2),),
        0xB4: (_quantity("power"),),
        0xB5: (_uint("average_heart_rate_bpm"),),
        0xB6: (_uint("max_heart_rate_bpm"),),
    }
)
"""What a machine answers to a command: what stands behind the byte count."""
