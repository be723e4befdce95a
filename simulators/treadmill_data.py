"""Treadmill Data (2ACD) as a machine sends it. Source: FTMS 1.0, section 4.9, table 4.9.

Written for the simulators alone and from the tables, so that treadctl's decoder is never checked
against itself.
"""

import math
import struct
from collections.abc import Callable, Mapping
from types import MappingProxyType

from simulators.machines import MachineModel
from simulators.physics import KMH_PER_MPH, Belt

_MORE_DATA = 0x0001
_ATT_HEADER = 3

_Packer = Callable[[Belt, MachineModel], bytes]
Plan = tuple[tuple[bytes, tuple[_Packer, ...]], ...]
"""The notifications of one record: flags, and what fills each field behind them."""


def reported_speed_centi(belt: Belt, model: MachineModel) -> int:
    """Return the belt's speed in 0.01 km/h, or mph, as this machine shows it."""
    speed = belt.speed_kmh / (KMH_PER_MPH if model.reports_mph else 1.0)
    grains = math.ceil(speed * 100 / model.speed_grain_centi - 0.5 / model.speed_grain_centi)
    return int(max(grains, 0) * model.speed_grain_centi)


def _speed(belt: Belt, model: MachineModel) -> bytes:
    return reported_speed_centi(belt, model).to_bytes(2, "little")


def _average_speed(belt: Belt, _model: MachineModel) -> bytes:
    average_m_s = belt.distance_m / belt.elapsed_s if belt.elapsed_s else 0.0
    return round(average_m_s * 360).to_bytes(2, "little")


def _distance(belt: Belt, model: MachineModel) -> bytes:
    grain_m = model.distance_grain_m
    return (int(belt.distance_m) // grain_m * grain_m).to_bytes(3, "little")


def _inclination(belt: Belt, model: MachineModel) -> bytes:
    return struct.pack("<h", round(belt.inclination_percent * 10)) + model.ramp_angle


def _energy(belt: Belt, model: MachineModel) -> bytes:
    return int(belt.energy_kcal).to_bytes(2, "little") + model.energy_rates


def _heart_rate(belt: Belt, model: MachineModel) -> bytes:
    return bytes((belt.heart.bpm if model.has_pulse_sensor else 0,))


def _elapsed(belt: Belt, _model: MachineModel) -> bytes:
    return (int(belt.elapsed_s) & 0xFFFF).to_bytes(2, "little")


def _steps(belt: Belt, _model: MachineModel) -> bytes:
    return belt.steps.to_bytes(3, "little")


def _always(data: bytes) -> _Packer:
    return lambda _belt, _model: data


# name: flag bit, bytes, what fills it. Bit 13 is vendors' own: steps, as KingSmith and UREVO do.
_FIELDS: Mapping[str, tuple[int, int, _Packer]] = MappingProxyType(
    {
        "speed": (0, 2, _speed),
        "average_speed": (1, 2, _average_speed),
        "distance": (2, 3, _distance),
        "inclination": (3, 4, _inclination),
        "elevation": (4, 4, _always(b"\x00\x00\xff\xff")),
        "energy": (7, 5, _energy),
        "heart_rate": (8, 1, _heart_rate),
        "met": (9, 1, _always(b"\x1e")),
        "elapsed": (10, 2, _elapsed),
        "remaining": (11, 2, _always(b"\x00\x00")),
        "force": (12, 4, _always(b"\xff\x7f\x00\x00")),
        "steps": (13, 3, _steps),
    }
)


def plan(model: MachineModel) -> Plan:
    """Return how this model lays out a record; fields have fixed sizes, so it never changes."""
    groups: list[tuple[str, ...]] = []
    for names in model.notifications:
        groups.extend(_split(names, model.mtu - _ATT_HEADER) if model.splits_records else [names])
    return tuple((_flags(names), tuple(_FIELDS[name][2] for name in names)) for names in groups)


def encode(model: MachineModel, layout: Plan, belt: Belt) -> list[bytes]:
    """Return the notifications of one record; what does not fit the link is cut off."""
    room = model.mtu - _ATT_HEADER
    return [
        (flags + b"".join([pack(belt, model) for pack in packers]))[:room]
        for flags, packers in layout
    ]


def _flags(names: tuple[str, ...]) -> bytes:
    bits = 0 if "speed" in names else _MORE_DATA
    for name in names:
        if name != "speed":
            bits |= 1 << _FIELDS[name][0]
    return bits.to_bytes(2, "little")


def _split(names: tuple[str, ...], room: int) -> list[tuple[str, ...]]:
    """Return `names` in notifications of at most `room` bytes; speed goes into the last one."""
    groups: list[tuple[str, ...]] = []
    group: tuple[str, ...] = ()
    for name in (name for name in names if name != "speed"):
        if _length((*group, name)) > room:
            groups.append(group)
            group = ()
        group = (*group, name)
    if _length(("speed", *group)) > room:
        groups.append(group)
        group = ()
    return [*groups, ("speed", *group)]


def _length(names: tuple[str, ...]) -> int:
    return 2 + sum(_FIELDS[name][1] for name in names)
