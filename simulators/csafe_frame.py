"""CSAFE frames as a machine sees them: F1, stuffed contents and check byte, F2. Pure.

Source: qdomyos-zwift, src/devices/csafe; OpenRowingCommunity/csafe-fitness.
"""

from functools import reduce
from operator import xor

START, STOP, STUFF = 0xF1, 0xF2, 0xF3
MAX_FRAME = 96


class Frames:
    """Cuts a stream of bytes into the contents of frames."""

    def __init__(self) -> None:
        self._frame: bytearray | None = None

    def take(self, byte: int) -> list[bytes | None]:
        """Return the contents that `byte` makes whole; None for those of a frame that is bad.

        What is between frames is ignored; a start byte begins anew.
        """
        if byte == START:
            self._frame = bytearray()
        elif self._frame is not None and byte == STOP:
            frame, self._frame = bytes(self._frame), None
            return [contents_of(frame)]
        elif self._frame is not None:
            self._frame.append(byte)
            if len(self._frame) > MAX_FRAME - 2:
                self._frame = None
                return [None]
        return []


def contents_of(stuffed: bytes) -> bytes | None:
    """Return the contents of what stood between F1 and F2, or None if its check byte is wrong."""
    plain, escaped = bytearray(), False
    for byte in stuffed:
        if escaped and byte > 3:
            return None
        if byte == STUFF and not escaped:
            escaped = True
            continue
        plain.append(byte + 0xF0 if escaped else byte)
        escaped = False
    return None if escaped or reduce(xor, plain, 0) else bytes(plain[:-1])


def framed(contents: bytes) -> bytes:
    """Return the frame that carries `contents`."""
    frame = bytearray((START,))
    for byte in (*contents, reduce(xor, contents, 0)):
        frame += bytes((STUFF, byte - 0xF0)) if 0xF0 <= byte <= 0xF3 else bytes((byte,))
    return bytes((*frame, STOP))
