"""One code byte and a known number of data bytes: how TrackMaster and Woodway talk.

There is no frame, no check, no address and no sequence, so a byte that fits nowhere is the only
sign of trouble. Whoever meets one must not trust what follows it before the line was silent.
Source: TMX428 service manual (2021), pages 63-65.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from treadctl.errors import BadInput, DecodeError

DIGITS: Final = b"0123456789"
ANY: Final = bytes(range(256))


@dataclass(frozen=True, slots=True)
class Shape:
    """What follows a code byte: `count` bytes, each one of `alphabet`."""

    count: int = 0
    alphabet: bytes = DIGITS


@dataclass(frozen=True, slots=True)
class Message:
    """One code byte and the data behind it."""

    code: int
    data: bytes = b""

    @property
    def number(self) -> int:
        """The data read as decimal digits. Raises ValueError if they are none."""
        return int(self.data.decode("ascii"))


def take(shapes: Mapping[int, Shape], data: bytes) -> Message | None:
    """Return the one message that `data` is; None while its end is still to come.

    Raises DecodeError for a code that is not in `shapes`, for a data byte that cannot be there,
    and for bytes behind the end.
    """
    if not data:
        return None
    shape = shapes.get(data[0])
    if shape is None:
        raise DecodeError(f"{data[0]:02X} begins nothing that is known here.")
    wrong = next((byte for byte in data[1 : shape.count + 1] if byte not in shape.alphabet), None)
    if wrong is not None:
        raise DecodeError(f"{data[0]:02X} may not be followed by {wrong:02X}.")
    if len(data) > shape.count + 1:
        raise DecodeError(f"{data[0]:02X} has {shape.count} data bytes; {len(data) - 1} came.")
    return Message(data[0], data[1:]) if len(data) == shape.count + 1 else None


def whole(shapes: Mapping[int, Shape], data: bytes) -> Message:
    """Return the one message that `data` is. Raises DecodeError if it is not exactly one."""
    found = take(shapes, data)
    if found is None:
        if not data:
            raise DecodeError("A message has at least 1 byte; none came.")
        wanted = shapes[data[0]].count
        raise DecodeError(f"{data[0]:02X} has {wanted} data bytes; {len(data) - 1} came.")
    return found


def digits(number: int, count: int, what: str) -> bytes:
    """Return `number` as `count` ASCII digits. Raises BadInput if it does not fit."""
    if not 0 <= number < 10**count:
        raise BadInput(f"{what} must be 0 to {10**count - 1}, not {number}.")
    return b"%0*d" % (count, number)
