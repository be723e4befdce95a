"""Input devices as the kernel shows them: keys, and who gets them. Linux on x86 and ARM.

Source: linux/input.h, linux/input-event-codes.h, asm-generic/ioctl.h.
"""

import asyncio
import errno
import fcntl
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import CLOCK_MONOTONIC
from typing import Protocol

from treadctl.safety.buttons import ButtonLost, ButtonTaken

EV_SYN, EV_KEY = 0x00, 0x01
SYN_DROPPED = 3
KEY_CODES = 0x300

_EVENT = struct.Struct("@llHHi")  # 24 bytes where a long has 64 bits
_READ_BYTES = 64 * _EVENT.size


def _request(direction: int, number: int, size: int) -> int:
    return direction << 30 | size << 16 | ord("E") << 8 | number


EVIOCGRAB = _request(1, 0x90, 4)
EVIOCSCLOCKID = _request(1, 0xA0, 4)
EVIOCGKEY = _request(2, 0x18, KEY_CODES // 8)


class Ioctl(Protocol):
    """`fcntl.ioctl`: the one call that needs a real input device."""

    def __call__(self, fd: int, request: int, argument: bytes, /) -> bytes:
        """Return the argument as the kernel left it. Raises OSError."""


@dataclass(frozen=True, slots=True)
class InputEvent:
    """One event; `value` of a key is 0 up, 1 down, 2 repeated."""

    at: float
    type: int
    code: int
    value: int


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[int]:
    """An input device, open for reading. Raises ButtonLost.

    In a thread: the kernel lets whoever opens a USB device wait for 50 ms.
    """
    fd = await asyncio.to_thread(open_device, path)
    try:
        yield fd
    finally:
        os.close(fd)


def open_device(path: Path) -> int:
    """A file descriptor to read an input device by. Raises ButtonLost."""
    try:
        return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise ButtonLost(f"{path} is not there. Plug it in.") from error
    except PermissionError as error:
        raise ButtonLost(f"{path} may not be read. Add this user to group input.") from error
    except OSError as error:
        raise _unusable(error) from error


def grab(fd: int, ioctl: Ioctl = fcntl.ioctl) -> None:
    """Keep the device for us alone until `fd` is closed, so that its keys type nothing.

    Raises ButtonLost, also if another program has done so.
    """
    try:
        ioctl(fd, EVIOCGRAB, struct.pack("i", 1))  # grabs for any argument but a null pointer
    except OSError as error:
        raise _unusable(error) from error


def date_by_the_loop(fd: int, ioctl: Ioctl = fcntl.ioctl) -> None:
    """Have events dated by the clock that the event loop runs by. Raises ButtonLost."""
    try:
        ioctl(fd, EVIOCSCLOCKID, struct.pack("i", CLOCK_MONOTONIC))
    except OSError as error:
        raise _unusable(error) from error


def keys_down(fd: int, ioctl: Ioctl = fcntl.ioctl) -> set[int]:
    """The keys that are held now. Key events that wait are dropped. Raises ButtonLost."""
    try:
        bits = ioctl(fd, EVIOCGKEY, bytes(KEY_CODES // 8))
    except OSError as error:
        raise _unusable(error) from error
    return {code for code in range(KEY_CODES) if bits[code // 8] >> code % 8 & 1}


def read_events(fd: int) -> list[InputEvent]:
    """The events that wait. Raises ButtonLost if the device is gone."""
    data = read_bytes(fd)
    if len(data) % _EVENT.size:
        raise ButtonLost("It is no input device. Mend the configuration.")
    return [
        InputEvent(second + microsecond / 1e6, kind, code, value)
        for second, microsecond, kind, code, value in _EVENT.iter_unpack(data)
    ]


def read_bytes(fd: int) -> bytes:
    """What waits to be read, at least one byte. Raises ButtonLost if the device is gone."""
    try:
        data = os.read(fd, _READ_BYTES)
    except OSError as error:
        raise _unusable(error) from error
    if not data:
        raise ButtonLost("It was unplugged. Plug it in.")
    return data


def _unusable(error: OSError) -> ButtonLost:
    match error.errno:
        case errno.ENODEV | errno.ENXIO:
            return ButtonLost("It was unplugged. Plug it in.")
        case errno.EBUSY:
            return ButtonTaken("Another program has grabbed it. End that one.")
    return ButtonLost(f"It is no input device: {error.strerror}. Mend the configuration.")
