"""CSAFE: what a host asks of a gym machine through its 8P8C port (9600 8N1), and what it says.

A reply begins with a status byte that speaks of the frame *before*: a request that was refused is
told in the next status. Which transition a machine takes from which state is not public, so each
request is verified by what is read afterwards. Nothing in it stops a belt when the host falls
silent. Sources: see `csafe_tables`; the captures in cagnulein/qdomyos-zwift, issue 1045.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from treadctl.errors import BadInput, DecodeError
from treadctl.protocols import csafe_frame, csafe_tables
from treadctl.protocols.csafe_tables import ANSWERS, LONG, SHORT, Values

BAUD: Final = 9600

UNKNOWN: Final = "command_"  # begins the name of a command that is in no table

GET_STATUS: Final = b"\x80"
RESET: Final = b"\x81"
GO_IDLE: Final = b"\x82"
GO_HAVE_ID: Final = b"\x83"
GO_IN_USE: Final = b"\x85"
GO_FINISHED: Final = b"\x86"
GO_READY: Final = b"\x87"
GET_VERSION: Final = b"\x91"
GET_DISTANCE: Final = b"\xa1"
GET_SPEED: Final = b"\xa5"
GET_INCLINATION: Final = b"\xa8"
GET_HEART_RATE: Final = b"\xb0"

_SET_SPEED, _SET_GRADE = 0x25, 0x28
_TOGGLE = 0x80
_RESERVED = 0x40
_SHORT_FROM = 0x80
_UNCOUNTED = b"\0"  # one machine ends its name with a 00 that its byte count leaves out (D2)
_PREVIOUS = ("ok", "rejected", "bad", "not_ready")


class State(IntEnum):
    """What a machine is at. Off-line: its user chose not to be controlled; it still answers."""

    ERROR = 0
    READY = 1
    IDLE = 2
    HAVE_ID = 3
    IN_USE = 5
    PAUSED = 6
    FINISHED = 7
    MANUAL = 8
    OFF_LINE = 9


@dataclass(frozen=True, slots=True)
class Status:
    """The first byte of a reply. `previous` is how the frame before was taken.

    `toggle` flips with each frame that was accepted, which shows a reply that came twice.
    """

    state: State
    previous: str
    toggle: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What one frame of a machine says. `answers`: command -> its data bytes as they came."""

    status: Status
    values: Values
    answers: dict[int, bytes]

    def unit(self, command: bytes) -> int | None:
        """The unit code that ends the answer to `command`; None without one.

        Only for commands whose answer is a number with a unit.
        """
        data = self.answers.get(command[0])
        return data[-1] if data else None


def request(*commands: bytes) -> bytes:
    """Return the frame that carries `commands`. Raises BadInput if they are too long."""
    return csafe_frame.encode(b"".join(commands))


def set_speed(number: int, unit: int) -> bytes:
    """Return the command for a speed; `unit` is a code of `csafe_units`."""
    return _set(_SET_SPEED, number, unit)


def set_inclination(number: int, unit: int) -> bytes:
    """Return the command for a grade; `unit` is a code of `csafe_units`. It has no sign."""
    return _set(_SET_GRADE, number, unit)


def decode_reply(contents: bytes) -> Reply:
    """Return what a machine's frame with these contents says.

    The answer to a command that is in no table is kept as hex, under `command_` and its number.
    Raises DecodeError for contents that no machine sends.
    """
    if not contents:
        raise DecodeError("A CSAFE reply has a status byte; none came.")
    values: Values = {}
    answers = dict(_answers(contents[1:]))
    for command, data in answers.items():
        parts = ANSWERS.get(command)
        try:
            found = {f"{UNKNOWN}{command:02x}": data.hex()}
            values |= found if parts is None else csafe_tables.read(parts, data)
        except DecodeError as error:
            raise DecodeError(f"The answer to {command:02X}: {error}") from error
    return Reply(_status(contents[0]), values, answers)


def decode_request(contents: bytes) -> tuple[tuple[str, ...], Values]:
    """Return the names of a host's commands, and the values of those that carry some.

    One that is in no table is named `command_` and its number. No command at all asks for the
    status. Raises DecodeError for contents that no host sends.
    """
    names: list[str] = []
    values: Values = {}
    at = 0
    while at < len(contents):
        command = contents[at]
        if command >= _SHORT_FROM:
            names.append(SHORT.get(command, f"{UNKNOWN}{command:02x}"))
            at += 1
            continue
        data = _counted(contents, at)
        name, parts = LONG.get(command, (f"{UNKNOWN}{command:02x}", None))
        try:
            found = {name: data.hex()} if parts is None else csafe_tables.read(parts, data)
        except DecodeError as error:
            raise DecodeError(f"The command {command:02X}: {error}") from error
        names.append(name)
        values |= found
        at += 2 + len(data)
    return tuple(names), values


def _set(command: int, number: int, unit: int) -> bytes:
    if not 0 <= number <= 0xFFFF:
        raise BadInput(f"CSAFE carries 0 to 65535 in one value, not {number}.")
    return bytes([command, 3, *number.to_bytes(2, "little"), unit])


def _answers(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        if at and data[at:] == _UNCOUNTED:
            return
        found = _counted(data, at)
        yield data[at], found
        at += 2 + len(found)


def _counted(data: bytes, at: int) -> bytes:
    """Return the data bytes of the command at `at`, whose count stands behind it."""
    count = data[at + 1] if at + 1 < len(data) else None
    found = data[at + 2 : at + 2 + (count or 0)]
    if count is None or len(found) < count:
        raise DecodeError(f"The data of {data[at]:02X} is cut off.")
    return found


def _status(byte: int) -> Status:
    try:
        state = State(byte & 0x0F)
    except ValueError as error:
        raise DecodeError(f"There is no state {byte & 0x0F} in CSAFE.") from error
    if byte & _RESERVED:
        raise DecodeError(f"{byte:02X} is no CSAFE status: bit 6 is always 0.")
    return Status(state, _PREVIOUS[byte >> 4 & 0b11], bool(byte & _TOGGLE))
