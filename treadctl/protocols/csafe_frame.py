"""CSAFE frames: start, contents, check, end; bytes that look like a mark are stuffed.

The check is the XOR of the contents before stuffing, and of the addresses where there are any.
Sources: the FitLinxx CSAFE text as OpenRowingCommunity/csafe-fitness follows it (1e2ddc4);
cagnulein/qdomyos-zwift, src/devices/csafe (61a05d18).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Final

from treadctl.errors import BadInput, DecodeError

EXTENDED: Final = 0xF0
START: Final = 0xF1
END: Final = 0xF2
STUFF: Final = 0xF3
MAX_CONTENTS: Final = 96  # what derived code allows for a frame; a request is kept far shorter
HOST: Final = 0x00  # the host's address, in a frame that has any
_MAX_STUFFED = 2 * (MAX_CONTENTS + 1)


@dataclass(frozen=True, slots=True)
class Frame:
    """What one frame holds. Addresses are None in a standard frame, which treadmills use."""

    contents: bytes
    destination: int | None = None
    source: int | None = None


def checksum(data: Iterable[int]) -> int:
    """Return the XOR of all bytes; 0 for none."""
    return reduce(xor, data, 0)


def encode(contents: bytes) -> bytes:
    """Return the standard frame that holds `contents`. Raises BadInput above MAX_CONTENTS."""
    if len(contents) > MAX_CONTENTS:
        raise BadInput(f"A CSAFE frame holds {MAX_CONTENTS} bytes, not {len(contents)}.")
    return bytes([START, *_stuffed(contents + bytes([checksum(contents)])), END])


def decode(data: bytes) -> Frame:
    """Return what the one frame `data` holds.

    An extended frame counts as one if host and machine are its two ends: its start differs in one
    bit from a standard frame's, and the check does not cover that. Raises DecodeError for
    anything that is not exactly one sound frame.
    """
    if len(data) < 3:
        raise DecodeError(f"A CSAFE frame has 3 bytes or more; {len(data)} came.")
    if data[0] not in (EXTENDED, START) or data[-1] != END:
        raise DecodeError("A CSAFE frame begins with F1 or F0 and ends with F2.")
    inner = _checked(data[1:-1])
    if data[0] == START:
        return Frame(inner)
    if len(inner) < 2 or (inner[0] == HOST) == (inner[1] == HOST):
        raise DecodeError("An extended CSAFE frame goes from or to the host, whose address is 00.")
    return Frame(inner[2:], inner[0], inner[1])


class Parser:
    """Takes bytes as they come and gives the contents of each sound standard frame.

    `bad` counts frames that failed their check or broke off; bytes between frames are skipped.
    """

    def __init__(self) -> None:
        self.bad = 0
        self._held: bytearray | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """Return the contents of the frames that end in `data`, in order. Never raises."""
        return [contents for byte in data if (contents := self._next(byte)) is not None]

    def _next(self, byte: int) -> bytes | None:
        if byte == START:
            self.bad += bool(self._held)
            self._held = bytearray()
        elif self._held is not None and byte == END:
            held, self._held = self._held, None
            try:
                return _checked(held)
            except DecodeError:
                self.bad += 1
        elif self._held is not None:
            self._held.append(byte)
            if len(self._held) > _MAX_STUFFED:
                self.bad += 1
                self._held = None
        return None


def _checked(stuffed: bytes | bytearray) -> bytes:
    plain = _unstuffed(stuffed)
    if not plain:
        raise DecodeError("A CSAFE frame has a check byte; none came.")
    contents, check = plain[:-1], plain[-1]
    if len(contents) > MAX_CONTENTS:
        raise DecodeError(f"A CSAFE frame holds {MAX_CONTENTS} bytes; {len(contents)} came.")
    if checksum(contents) != check:
        raise DecodeError(f"The check is {check:02X} and should be {checksum(contents):02X}.")
    return contents


def _stuffed(data: bytes) -> Iterable[int]:
    for byte in data:
        if EXTENDED <= byte <= STUFF:
            yield STUFF
            yield byte - EXTENDED
        else:
            yield byte


def _unstuffed(data: bytes | bytearray) -> bytes:
    plain = bytearray()
    rest = iter(data)
    for byte in rest:
        if byte == STUFF:
            low = next(rest, None)
            if low is None or low > STUFF - EXTENDED:
                raise DecodeError("F3 stands before 00, 01, 02 or 03 in a CSAFE frame.")
            plain.append(EXTENDED + low)
        elif EXTENDED <= byte <= END:
            raise DecodeError(f"{byte:02X} stands inside a CSAFE frame.")
        else:
            plain.append(byte)
    return bytes(plain)
