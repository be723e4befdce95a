"""The names and parameters of the Fitness Machine control point, status and training status.

Source: Fitness Machine Service 1.0 (Bluetooth SIG, 2017), sections 4.10, 4.16 and 4.17.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from treadctl.protocols.fields import SINT16, UINT8, UINT16, UINT24, Field

Fields = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One code: its name, its parameters and the words for a parameter that is a choice.

    `long_fields` is the reading where the parameters have more than one byte and may have one.
    """

    name: str
    fields: Fields = ()
    words: Mapping[int, str] = field(default_factory=dict)
    long_fields: Fields = ()


def _seconds(*zones: str) -> Fields:
    return tuple(Field(f"{zone}_s", UINT16) for zone in zones)


_SPEED = (Field("speed_kmh", UINT16, 100),)
_INCLINATION = (Field("inclination_percent", SINT16, 10),)
# One byte in version 1.0, a sint16 in the status of 1.0.1 and in what many clients write.
_RESISTANCE = (Field("resistance_level", UINT8, 10),)
_LONG_RESISTANCE = (Field("resistance_level", SINT16, 10),)
_POWER = (Field("power_w", SINT16),)
_HEART_RATE = (Field("heart_rate_bpm", UINT8),)
_ENERGY = (Field("energy_kcal", UINT16),)
_STEPS = (Field("steps", UINT16),)
_STRIDES = (Field("strides", UINT16),)
_DISTANCE = (Field("distance_m", UINT24),)
_TIME = (Field("training_time_s", UINT16),)
_TWO_ZONES = _seconds("fat_burn", "fitness")
_THREE_ZONES = _seconds("light", "moderate", "hard")
_FIVE_ZONES = _seconds("very_light", "light", "moderate", "hard", "maximum")
_BIKE = (
    Field("wind_speed_m_s", SINT16, 1000),
    Field("grade_percent", SINT16, 100),
    Field("rolling_resistance", UINT8, 10_000),
    Field("wind_resistance_kg_m", UINT8, 100),
)
_WHEEL = (Field("circumference_mm", UINT16, 10),)
_CADENCE = (Field("cadence_rpm", UINT16, 2),)
_ACTION = (Field("action", UINT8),)
_STOP_OR_PAUSE = MappingProxyType({1: "stop", 2: "pause"})

OPERATIONS: Final[Mapping[int, Row]] = MappingProxyType(
    {
        0x00: Row("request_control"),
        0x01: Row("reset"),
        0x02: Row("set_target_speed", _SPEED),
        0x03: Row("set_target_inclination", _INCLINATION),
        0x04: Row("set_target_resistance", _RESISTANCE, long_fields=_LONG_RESISTANCE),
        0x05: Row("set_target_power", _POWER),
        0x06: Row("set_target_heart_rate", _HEART_RATE),
        0x07: Row("start_or_resume"),
        0x08: Row("stop_or_pause", _ACTION, _STOP_OR_PAUSE),
        0x09: Row("set_target_energy", _ENERGY),
        0x0A: Row("set_target_steps", _STEPS),
        0x0B: Row("set_target_strides", _STRIDES),
        0x0C: Row("set_target_distance", _DISTANCE),
        0x0D: Row("set_target_training_time", _TIME),
        0x0E: Row("set_target_time_in_two_hr_zones", _TWO_ZONES),
        0x0F: Row("set_target_time_in_three_hr_zones", _THREE_ZONES),
        0x10: Row("set_target_time_in_five_hr_zones", _FIVE_ZONES),
        0x11: Row("set_indoor_bike_simulation", _BIKE),
        0x12: Row("set_wheel_circumference", _WHEEL),
        0x13: Row("spin_down", _ACTION, MappingProxyType({1: "start", 2: "ignore"})),
        0x14: Row("set_target_cadence", _CADENCE),
    }
)

EVENTS: Final[Mapping[int, Row]] = MappingProxyType(
    {
        0x01: Row("reset"),
        0x02: Row("stopped_by_user", _ACTION, _STOP_OR_PAUSE),
        0x03: Row("stopped_by_safety_key"),
        0x04: Row("started_by_user"),
        0x05: Row("target_speed_changed", _SPEED),
        0x06: Row("target_inclination_changed", _INCLINATION),
        0x07: Row("target_resistance_changed", _RESISTANCE, long_fields=_LONG_RESISTANCE),
        0x08: Row("target_power_changed", _POWER),
        0x09: Row("target_heart_rate_changed", _HEART_RATE),
        0x0A: Row("target_energy_changed", _ENERGY),
        0x0B: Row("target_steps_changed", _STEPS),
        0x0C: Row("target_strides_changed", _STRIDES),
        0x0D: Row("target_distance_changed", _DISTANCE),
        0x0E: Row("target_training_time_changed", _TIME),
        0x0F: Row("target_time_in_two_hr_zones_changed", _TWO_ZONES),
        0x10: Row("target_time_in_three_hr_zones_changed", _THREE_ZONES),
        0x11: Row("target_time_in_five_hr_zones_changed", _FIVE_ZONES),
        0x12: Row("indoor_bike_simulation_changed", _BIKE),
        0x13: Row("wheel_circumference_changed", _WHEEL),
        0x14: Row(
            "spin_down",
            _ACTION,
            MappingProxyType({1: "requested", 2: "success", 3: "error", 4: "stop_pedalling"}),
        ),
        0x15: Row("target_cadence_changed", _CADENCE),
        0xFF: Row("control_lost"),
    }
)

RESULTS: Final[Mapping[int, str]] = MappingProxyType(
    {
        0x01: "success",
        0x02: "op_code_not_supported",
        0x03: "invalid_parameter",
        0x04: "operation_failed",
        0x05: "control_not_permitted",
    }
)

_TRAINING_NAMES = (
    *("other", "idle", "warming_up", "low_intensity_interval", "high_intensity_interval"),
    *("recovery_interval", "isometric", "heart_rate_control", "fitness_test"),
    *("speed_outside_control_region_low", "speed_outside_control_region_high", "cool_down"),
    *("watt_control", "manual_mode", "pre_workout", "post_workout"),
)
TRAINING: Final[Mapping[int, str]] = MappingProxyType(dict(enumerate(_TRAINING_NAMES)))
