"""What a heart-rate strap tells: the Heart Rate Measurement, 2A37.

Source: Heart Rate Service 1.0 (Bluetooth SIG, 2011), section 3.1.
"""

import struct
from dataclasses import dataclass
from typing import Final

from treadctl.errors import DecodeError

HEART_RATE_SERVICE: Final = "0000180d-0000-1000-8000-00805f9b34fb"
HEART_RATE_MEASUREMENT: Final = "00002a37-0000-1000-8000-00805f9b34fb"

_WIDE_RATE = 1 << 0
_CONTACT = 1 << 1
_CONTACT_SUPPORTED = 1 << 2
_ENERGY = 1 << 3
_RR = 1 << 4


@dataclass(frozen=True, slots=True)
class HeartRate:
    """One measurement. `rr_ms` are the times between beats, oldest first, as many as were sent.

    `contact` is None where the sensor cannot tell; such a strap off the body may go on sending
    its last rate. A rate of 0 is what most sensors send when they find no pulse.
    """

    heart_rate_bpm: int
    contact: bool | None = None
    rr_ms: tuple[float, ...] = ()
    energy_kj: int | None = None


def decode_heart_rate(data: bytes | bytearray) -> HeartRate:
    """Return one measurement; energy or beats that are cut off are left out.

    Raises DecodeError if the frame ends before the heart rate does.
    """
    flags = data[0] if data else 0
    offset = 3 if flags & _WIDE_RATE else 2
    if len(data) < offset:
        raise DecodeError(f"A heart rate (2A37) has {offset} bytes or more; {len(data)} came.")
    rate = int.from_bytes(data[1:offset], "little")
    contact = bool(flags & _CONTACT) if flags & _CONTACT_SUPPORTED else None
    energy_kj = None
    if flags & _ENERGY:
        energy_kj = _uint16(data, offset)
        offset += 2
    rr_ms = _rr_ms(bytes(data[offset:])) if flags & _RR else ()
    return HeartRate(rate, contact, rr_ms, energy_kj)


def _uint16(data: bytes | bytearray, offset: int) -> int | None:
    part = data[offset : offset + 2]
    return int.from_bytes(part, "little") if len(part) == 2 else None


def _rr_ms(data: bytes) -> tuple[float, ...]:
    beats = struct.iter_unpack("<H", data[: len(data) // 2 * 2])
    return tuple(ticks * 1000 / 1024 for (ticks,) in beats)
