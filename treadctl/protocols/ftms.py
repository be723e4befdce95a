"""What a treadmill tells over Bluetooth: telemetry, features and ranges of the Fitness Machine.

Sources: Fitness Machine Service 1.0 (Bluetooth SIG, 2017), sections 4.3 and 4.4; for the ranges
the SIG's GATT XML of 2017. What machines do otherwise is said where it is met.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, make_dataclass
from typing import Any, Final

from treadctl.errors import DecodeError
from treadctl.model import Range, Telemetry
from treadctl.protocols.ftms_record import FLAG_BYTES, MORE_DATA, record_layout

FITNESS_MACHINE_SERVICE: Final = "00001826-0000-1000-8000-00805f9b34fb"
TREADMILL_DATA: Final = "00002acd-0000-1000-8000-00805f9b34fb"
TRAINING_STATUS: Final = "00002ad3-0000-1000-8000-00805f9b34fb"
SPEED_RANGE: Final = "00002ad4-0000-1000-8000-00805f9b34fb"
INCLINATION_RANGE: Final = "00002ad5-0000-1000-8000-00805f9b34fb"
CONTROL_POINT: Final = "00002ad9-0000-1000-8000-00805f9b34fb"
STATUS: Final = "00002ada-0000-1000-8000-00805f9b34fb"

PARTIAL_RECORD_LIFE_S = 2.0

_FEATURE_NAMES = (
    *("average_speed", "cadence", "total_distance", "inclination", "elevation_gain", "pace"),
    *("step_count", "resistance_level", "stride_count", "expended_energy", "heart_rate"),
    *("metabolic_equivalent", "elapsed_time", "remaining_time", "power_measurement"),
    *("force_on_belt_and_power_output", "user_data_retention"),
)
_TARGET_NAMES = (
    *("speed", "inclination", "resistance", "power", "heart_rate", "expended_energy"),
    *("step_number", "stride_number", "distance", "training_time", "time_in_two_hr_zones"),
    *("time_in_three_hr_zones", "time_in_five_hr_zones", "indoor_bike_simulation"),
    *("wheel_circumference", "spin_down_control", "targeted_cadence"),
)


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one notification carried, keyed by the field names of Telemetry.

    `more_data`: the record goes on in the next notification, and speed is not in this one.
    `truncated`: not every field that the flags promise could be read; those in front of it were.
    """

    values: dict[str, Any]
    more_data: bool
    truncated: bool


@dataclass(frozen=True, slots=True)
class Features:
    """What a machine says it can measure and be set to. Machines claim too much and too little."""

    features: tuple[str, ...]
    targets: tuple[str, ...]


def decode_record(data: bytes | bytearray) -> Fragment:
    """Return the fields of one treadmill data (2ACD) notification.

    A frame that ends early keeps the fields that fit; bytes behind the last field and reserved
    flags are ignored. Raises DecodeError only where the two bytes of flags are missing.
    A heart rate of 0 is passed on: most machines send it for "no sensor".
    """
    if len(data) < FLAG_BYTES:
        raise DecodeError(f"Treadmill data starts with 2 bytes of flags; {len(data)} came.")
    flags = data[0] | data[1] << 8
    layout, truncated = record_layout(flags, len(data))
    return Fragment(layout.read(data, FLAG_BYTES), bool(flags & MORE_DATA), truncated)


class RecordAssembler:
    """Joins the notifications of one connection into whole records.

    A record ends with the first notification whose More Data flag is clear. What came before is
    dropped if it is older than PARTIAL_RECORD_LIFE_S or if a field of it comes again: then it
    belonged to a record whose end was lost. A part sent behind its record's end (FitShow sends
    steps so) comes with the next record. `truncated` counts frames that ended early, `undecodable`
    those too short for their flags.
    """

    def __init__(self) -> None:
        self.truncated = 0
        self.undecodable = 0
        self._partial: dict[str, Any] = {}
        self._partial_at = 0.0

    def feed(self, data: bytes | bytearray, at: float) -> Telemetry | None:
        """Take one notification; return the record it completes, stamped `at`, else None.

        Never raises. A record that carries no speed has speed None, never 0.
        """
        if len(data) < FLAG_BYTES:
            self.undecodable += 1
            return None
        layout, truncated = record_layout(data[0] | data[1] << 8, len(data))
        values = layout.read(data, FLAG_BYTES)
        self.truncated += truncated
        if self._partial:
            values = self._join(values, at)
        if data[0] & MORE_DATA:
            self._partial_at = self._partial_at if self._partial else at
            self._partial = values
            return None
        self._partial = {}
        return _telemetry(at, values)

    def _join(self, values: dict[str, Any], at: float) -> dict[str, Any]:
        too_old = at - self._partial_at > PARTIAL_RECORD_LIFE_S
        if too_old or not self._partial.keys().isdisjoint(values):
            self._partial = {}
        return self._partial | values


# A frozen dataclass sets each field through object.__setattr__: for Telemetry's twenty fields that
# takes longer than all else here. A thawed twin with the same slots is filled, then frozen.
_Thawed = make_dataclass(
    "_Thawed", [(f.name, Any, field(default=f.default)) for f in fields(Telemetry)], slots=True
)


def _telemetry(at: float, values: dict[str, Any]) -> Telemetry:
    record: Telemetry = _Thawed(at, **values)
    record.__class__ = Telemetry
    return record


def decode_features(data: bytes | bytearray) -> Features:
    """Return what a machine lists (2ACC). Raises DecodeError under 8 bytes."""
    features, targets = _unpack("<II", data, "Features (2ACC)")
    return Features(_set_bits(_FEATURE_NAMES, features), _set_bits(_TARGET_NAMES, targets))


def decode_speed_range(data: bytes | bytearray) -> Range:
    """Return the speeds that can be set (2AD4), in km/h. Raises DecodeError under 6 bytes.

    Some machines fill it in mph, or with zeros: use it to narrow limits, never to widen them.
    """
    low, high, step = _unpack("<HHH", data, "A speed range (2AD4)")
    return Range(low / 100, high / 100, step / 100)


def decode_inclination_range(data: bytes | bytearray) -> Range:
    """Return the inclinations that can be set (2AD5), in percent. Raises DecodeError likewise."""
    low, high, step = _unpack("<hhH", data, "An inclination range (2AD5)")
    return Range(low / 10, high / 10, step / 10)


def decode_heart_rate_range(data: bytes | bytearray) -> Range:
    """Return the heart rates that can be set (2AD7), in bpm. Raises DecodeError under 3 bytes."""
    low, high, step = _unpack("<BBB", data, "A heart rate range (2AD7)")
    return Range(low, high, step)


def _unpack(layout: str, data: bytes | bytearray, what: str) -> tuple[int, ...]:
    size = struct.calcsize(layout)
    if len(data) < size:
        raise DecodeError(f"{what} has {size} bytes; {len(data)} came.")
    return struct.unpack_from(layout, data)


def _set_bits(names: Sequence[str], word: int) -> tuple[str, ...]:
    return tuple(name for bit, name in enumerate(names) if word >> bit & 1)
