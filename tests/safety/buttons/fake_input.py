"""An input device for the tests: real bytes through a FIFO, and a fake of its ioctls alone."""

import errno
import os
import struct
from pathlib import Path

EV_SYN, EV_KEY, EV_REP = 0, 1, 20
SYN_REPORT, SYN_DROPPED = 0, 3
KEY_ENTER, KEY_SPACE = 28, 57
EVIOCGRAB, EVIOCSCLOCKID, EVIOCGKEY = 0x40044590, 0x400445A0, 0x80604518


def event_bytes(kind: int, code: int, value: int, at: float) -> bytes:
    """`struct input_event`, 24 bytes on a 64-bit machine. Source: linux/input.h."""
    return struct.pack("<qqHHi", int(at), round(at % 1 * 1e6), kind, code, value)


class FakeDevice:
    """A device at a path. Its `ioctl` answers as the kernel would; so does closing it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.held: set[int] = set()
        self.asked: list[tuple[int, bytes]] = []
        self.grabbed_elsewhere = False
        self.gone = False
        os.mkfifo(path)
        self._keyboard = os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def ioctl(self, _fd: int, request: int, argument: bytes, /) -> bytes:
        """What the kernel answers. Source: evdev_do_ioctl in drivers/input/evdev.c of Linux."""
        self.asked.append((request, argument))
        if self.gone:
            raise OSError(errno.ENODEV, "No such device")
        if request == EVIOCGRAB and self.grabbed_elsewhere:
            raise OSError(errno.EBUSY, "Device or resource busy")
        if request == EVIOCGKEY:
            return sum(1 << code for code in self.held).to_bytes(96, "little")
        return argument

    def key(self, code: int, value: int, at: float) -> None:
        """A key goes down (1), up (0) or repeats (2)."""
        self.send(EV_KEY, code, value, at)

    def send(self, kind: int, code: int, value: int, at: float) -> None:
        """One event and the report that ends it."""
        report = event_bytes(EV_SYN, SYN_REPORT, 0, at)
        os.write(self._keyboard, event_bytes(kind, code, value, at) + report)

    def send_bytes(self, data: bytes) -> None:
        """Something that no input device says."""
        os.write(self._keyboard, data)

    def unplug(self) -> None:
        """End the file for its reader; the path goes too, as udev would have it."""
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """The test is over."""
        if self._keyboard >= 0:
            os.close(self._keyboard)
        self._keyboard = -1
