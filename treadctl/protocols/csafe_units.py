"""CSAFE's unit codes: what a number with one of them is in km/h, m, percent and so on.

The unit stands behind each number and is read, never assumed: one machine told its "speed" in
revolutions per minute. Source: unit table of the FitLinxx CSAFE text, as OpenRowingCommunity/
csafe-fitness has it (1e2ddc4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_EXACT = 1_000_000_000  # every speed and grade that a machine can be told is whole in this


@dataclass(frozen=True, slots=True)
class Unit:
    """A number in this unit is number * times / by in the unit that `suffix` names."""

    suffix: str
    times: int = 1
    by: int = 1

    def value(self, number: int) -> float:
        """Return `number` in the unit of the suffix; a whole number stays an int."""
        # Multiplied first: 57 * 10 / 1 is exact, and 30 * 1609344 / 10**7 is rounded once.
        return number * self.times if self.by == 1 else number * self.times / self.by

    def at_most(self, value: float) -> int:
        """Return the largest number in this unit that is no more than `value`; 0 or above."""
        return max(0, round(value * _EXACT) * self.by // (self.times * _EXACT))


UNITS: Final[Mapping[int, Unit]] = MappingProxyType(
    {
        0x01: Unit("m", 1_609_344, 1_000),  # mile
        0x02: Unit("m", 1_609_344, 10_000),
        0x03: Unit("m", 1_609_344, 100_000),
        0x04: Unit("m", 1_609_344, 1_000_000),
        0x05: Unit("m", 3_048, 10_000),  # foot
        0x06: Unit("m", 254, 10_000),  # inch
        0x07: Unit("kg", 45_359_237, 100_000_000),  # pound
        0x08: Unit("kg", 45_359_237, 1_000_000_000),
        0x0A: Unit("m", 3_048, 1_000),  # 10 feet
        0x10: Unit("kmh", 1_609_344, 1_000_000),  # mile per hour
        0x11: Unit("kmh", 1_609_344, 10_000_000),
        0x12: Unit("kmh", 1_609_344, 100_000_000),
        0x13: Unit("kmh", 18_288, 1_000_000),  # foot per minute
        0x21: Unit("m", 1_000),
        0x22: Unit("m", 100),
        0x23: Unit("m", 10),
        0x24: Unit("m"),
        0x25: Unit("m", 1, 10),
        0x26: Unit("m", 1, 100),
        0x27: Unit("kg"),
        0x28: Unit("kg", 1, 10),
        0x30: Unit("kmh"),
        0x31: Unit("kmh", 1, 10),
        0x32: Unit("kmh", 1, 100),
        0x33: Unit("kmh", 6, 100),  # metre per minute
        0x37: Unit("s_km", 60_000_000, 1_609_344),  # minute per mile
        0x38: Unit("s_km", 60),
        0x39: Unit("s_km"),
        0x3A: Unit("s_km", 1_000_000, 1_609_344),  # second per mile
        0x41: Unit("floors"),
        0x42: Unit("floors", 1, 10),
        0x43: Unit("steps"),
        0x44: Unit("revolutions"),
        0x45: Unit("strides"),
        0x46: Unit("strokes"),
        0x47: Unit("beats"),
        0x48: Unit("kcal"),
        0x49: Unit("kp"),
        0x4A: Unit("percent"),
        0x4B: Unit("percent", 1, 100),
        0x4C: Unit("percent", 1, 10),
        0x4F: Unit("floors_min", 1, 10),
        0x50: Unit("floors_min"),
        0x51: Unit("steps_min"),
        0x52: Unit("rev_min"),
        0x53: Unit("strides_min"),
        0x54: Unit("strokes_min"),
        0x55: Unit("bpm"),
        0x56: Unit("kcal_min"),
        0x57: Unit("kcal_h"),
        0x58: Unit("w"),
        0x59: Unit("kpm"),
        0x5A: Unit("nm", 1_129_848_290, 10_000_000_000),  # inch pound
        0x5B: Unit("nm", 13_558_179_483, 10_000_000_000),  # foot pound
        0x5C: Unit("nm"),
        0x61: Unit("a"),
        0x62: Unit("a", 1, 1_000),
        0x63: Unit("v"),
        0x64: Unit("v", 1, 1_000),
    }
)
"""By the code on the wire."""


def quantity(name: str, number: int, code: int) -> dict[str, float]:
    """Return `number` under `name` and its unit: ("speed", 50, 0x31) is {"speed_kmh": 5.0}.

    With a code that is in no table the number has no meaning: it is kept as `..._raw`, beside the
    code as `..._unit`.
    """
    unit = UNITS.get(code)
    if unit is None:
        return {f"{name}_raw": number, f"{name}_unit": code}
    return {f"{name}_{unit.suffix}": unit.value(number)}
