"""How a treadmill is told what to do, and what it says of that: 2AD9, 2ADA and 2AD3.

Numbers on the wire are integers: 0.01 km/h and 0.1 %. Sources: Fitness Machine Service 1.0
(Bluetooth SIG, 2017), sections 4.16 and 4.17. Frames with too few parameter bytes keep what they
carry, since "stopped by the user" matters more than how; bytes behind the last one are ignored.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

from treadctl.errors import BadInput, DecodeError
from treadctl.model import Notice, NoticeKind
from treadctl.protocols.fields import Layout
from treadctl.protocols.ftms_tables import EVENTS, OPERATIONS, RESULTS, TRAINING, Row

REQUEST_CONTROL: Final = b"\x00"
RESET: Final = b"\x01"
START: Final = b"\x07"
STOP: Final = b"\x08\x01"

SET_TARGET_SPEED: Final = 0x02
SET_TARGET_INCLINATION: Final = 0x03

SUCCESS: Final = 0x01
NOT_SUPPORTED: Final = 0x02
INVALID_PARAMETER: Final = 0x03
OPERATION_FAILED: Final = 0x04
CONTROL_NOT_PERMITTED: Final = 0x05

_RESPONSE = 0x80
_TEXT_FLAGS = 0b11

_NOTICES = {
    0x01: NoticeKind.RESET,
    0x02: NoticeKind.STOPPED_BY_USER,
    0x03: NoticeKind.STOPPED_BY_SAFETY_KEY,
    0x04: NoticeKind.STARTED_BY_USER,
    0x05: NoticeKind.TARGET_SPEED_CHANGED,
    0x06: NoticeKind.TARGET_INCLINATION_CHANGED,
    0xFF: NoticeKind.CONTROL_LOST,
}


@dataclass(frozen=True, slots=True)
class Request:
    """One write to the control point. `name` is "unknown" for an op code the standard reserves."""

    op: int
    name: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Response:
    """What the machine said to the request `response_to`; `result` is SUCCESS or a failure.

    Success means that a target was taken, not that the belt has reached it.
    """

    response_to: int
    result: int
    parameters: bytes = b""

    @property
    def result_name(self) -> str:
        """The standard's word for `result`, or "unknown" (then treat it as a failure)."""
        return RESULTS.get(self.result, "unknown")


@dataclass(frozen=True, slots=True)
class Status:
    """One fitness machine status. `event` is "unknown" for a code the standard reserves."""

    event: str
    code: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TrainingStatus:
    """What part of a training the machine thinks it is in; many never tell. `text` is its own."""

    status: str
    code: int
    text: str | None = None


def centi_kmh(speed_kmh: float) -> int:
    """Return a speed as the wire counts it, 0.01 km/h. Raises BadInput if it is not finite."""
    return _rounded(speed_kmh, 100, "speed")


def deci_percent(inclination_percent: float) -> int:
    """Return an inclination as the wire counts it, 0.1 %. Raises BadInput if it is not finite."""
    return _rounded(inclination_percent, 10, "inclination")


def encode_target_speed(centi_kmh: int) -> bytes:
    """Return the write that asks for a speed. Raises BadInput outside 0 to 655.35 km/h."""
    if not 0 <= centi_kmh <= 0xFFFF:
        raise BadInput(f"A target speed is 0 to 655.35 km/h, not {centi_kmh / 100} km/h.")
    return bytes([SET_TARGET_SPEED]) + centi_kmh.to_bytes(2, "little")


def encode_target_inclination(deci_percent: int) -> bytes:
    """Return the write that asks for an inclination. Raises BadInput outside +-3276.7 %."""
    if not -0x8000 <= deci_percent <= 0x7FFF:
        raise BadInput(f"A target inclination is within 3276.7 %, not {deci_percent / 10} %.")
    return bytes([SET_TARGET_INCLINATION]) + deci_percent.to_bytes(2, "little", signed=True)


def decode_response(data: bytes | bytearray) -> Response:
    """Return what one indication of the control point says.

    Raises DecodeError if it is no response or ends before the result.
    """
    if len(data) < 3 or data[0] != _RESPONSE:
        raise DecodeError("A control point response has 3 bytes and starts with 80.")
    return Response(data[1], data[2], bytes(data[3:]))


def decode_control_point(data: bytes | bytearray) -> Request:
    """Return what one write to the control point asks. Raises DecodeError if it is empty."""
    op = _first_byte(data, "A control point write")
    row = OPERATIONS.get(op, Row("unknown"))
    return Request(op, row.name, _values(row, data))


def decode_status(data: bytes | bytearray) -> Status:
    """Return what one status (2ADA) frame says. Raises DecodeError if it is empty.

    Machines differ from the standard: KingSmith sends its answers here, and UREVO reports each
    step of its own ramp as a changed target.
    """
    code = _first_byte(data, "A status")
    row = EVENTS.get(code, Row("unknown"))
    return Status(row.name, code, _values(row, data))


def notice(data: bytes | bytearray) -> Notice | None:
    """Return a status (2ADA) frame in the model's words; None if nothing is to be done about it.

    Never raises. A pause by the user is a stop: there is no pause here.
    """
    kind = _NOTICES.get(data[0]) if data else None
    if kind is None:
        return None
    values = decode_status(data).values
    return Notice(kind, values.get("speed_kmh", values.get("inclination_percent")))


def decode_training_status(data: bytes | bytearray) -> TrainingStatus:
    """Return one training status (2AD3). Raises DecodeError under 2 bytes.

    Some machines announce a text and send none; then `text` is None.
    """
    if len(data) < 2:
        raise DecodeError(f"A training status (2AD3) has 2 bytes; {len(data)} came.")
    text = bytes(data[2:]).decode("utf-8", "replace").rstrip("\0 ") if data[0] & _TEXT_FLAGS else ""
    return TrainingStatus(TRAINING.get(data[1], "unknown"), data[1], text or None)


def _rounded(value: float, steps_per_unit: int, what: str) -> int:
    # Rounded, never cut: 8.2 * 100 is 819.9999999999999.
    if not math.isfinite(value):
        raise BadInput(f"A {what} must be a finite number, not {value}.")
    return round(value * steps_per_unit)


def _first_byte(data: bytes | bytearray, what: str) -> int:
    if not data:
        raise DecodeError(f"{what} has at least 1 byte; none came.")
    return data[0]


def _values(row: Row, data: bytes | bytearray) -> dict[str, Any]:
    room = len(data) - 1
    fields = row.long_fields if row.long_fields and room > 1 else row.fields
    values = Layout(fields, room).read(data, 1)
    return {name: row.words.get(value, value) for name, value in values.items()}
