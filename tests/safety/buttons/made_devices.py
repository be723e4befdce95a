"""A keyboard and a GPIO chip that the kernel makes up: uinput's, and gpio-sim's.

Sources: linux/uinput.h; Documentation/admin-guide/gpio/gpio-sim.rst of Linux.
"""

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.safety.buttons.fake_input import EV_KEY, EV_SYN, KEY_ENTER, KEY_SPACE, SYN_REPORT

UINPUT = Path("/dev/uinput")
GPIO_SIM = Path("/sys/kernel/config/gpio-sim")
UI_SET_EVBIT, UI_SET_KEYBIT, UI_DEV_SETUP = 0x40045564, 0x40045565, 0x405C5503
UI_DEV_CREATE, UI_DEV_DESTROY, UI_GET_SYSNAME = 0x5501, 0x5502, 0x8040552C
LABEL, LINE = "treadctl-test", 3


class Keyboard:
    """A keyboard with two keys, until it is unplugged."""

    def __init__(self) -> None:
        self._fd = os.open(UINPUT, os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self._fd, UI_SET_EVBIT, EV_KEY)
        for code in (KEY_ENTER, KEY_SPACE):
            fcntl.ioctl(self._fd, UI_SET_KEYBIT, code)
        identity = struct.pack("<4H80sI", 3, 0x1234, 0x5678, 1, LABEL.encode(), 0)
        fcntl.ioctl(self._fd, UI_DEV_SETUP, identity)
        fcntl.ioctl(self._fd, UI_DEV_CREATE)
        name = fcntl.ioctl(self._fd, UI_GET_SYSNAME, bytes(64)).rstrip(b"\0").decode()
        (event,) = Path("/sys/devices/virtual/input", name).glob("event*")
        self.path = Path("/dev/input", event.name)

    def key(self, code: int, value: int) -> None:
        """A key goes down (1) or up (0); the kernel dates it."""
        for kind, what, how in ((EV_KEY, code, value), (EV_SYN, SYN_REPORT, 0)):
            os.write(self._fd, struct.pack("<qqHHi", 0, 0, kind, what, how))

    def unplug(self) -> None:
        """Take it away."""
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1


class Chip:
    """A GPIO chip whose lines are pulled by hand; nothing is wired to it at first."""

    def __init__(self) -> None:
        self._folder = GPIO_SIM / LABEL
        bank = self._folder / "bank0"
        bank.mkdir(parents=True)
        (bank / "num_lines").write_text("8", "ascii")
        (bank / "label").write_text(LABEL, "ascii")
        (self._folder / "live").write_text("1", "ascii")
        device = (self._folder / "dev_name").read_text("ascii").strip()
        chip = (bank / "chip_name").read_text("ascii").strip()
        self._pull = Path("/sys/devices/platform", device, chip, f"sim_gpio{LINE}", "pull")

    def wire(self, *, is_open: bool) -> None:
        """Open the contact, or close it to ground."""
        self._pull.write_text("pull-up" if is_open else "pull-down", "ascii")

    def unplug(self) -> None:
        """Take it away."""
        if self._folder.exists():
            (self._folder / "live").write_text("0", "ascii")
            (self._folder / "bank0").rmdir()
            self._folder.rmdir()


@contextmanager
def unplugged(device: Keyboard | Chip) -> Iterator[None]:
    try:
        yield
    finally:
        device.unplug()
