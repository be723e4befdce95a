"""A USB button or keyboard as a pain button: each of its keys is a stop.

Unplugging it is a loss. A wire that is cut inside is not seen: its contact is normally open.
"""

import asyncio
import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from treadctl.safety.buttons import Panel, evdev
from treadctl.safety.buttons.evdev import InputEvent, Ioctl, keys_down
from treadctl.safety.buttons.reading import read_until_lost


@dataclass(frozen=True, slots=True)
class InputButton:
    """The input device at `path`; best one in /dev/input/by-id, which keeps its name."""

    path: Path
    ioctl: Ioctl = fcntl.ioctl

    @property
    def name(self) -> str:
        return f"input://{self.path}"

    async def run(self, panel: Panel) -> None:
        """Grab the device and watch its keys. Raises ButtonLost."""
        async with evdev.opened(self.path) as fd:
            evdev.date_by_the_loop(fd, self.ioctl)
            evdev.grab(fd, self.ioctl)
            keys = _Keys(panel, fd, self.ioctl)
            await read_until_lost(fd, keys.read)

    def look(self) -> bool:
        """True if a key is held now. Grabs nothing, so it works beside the service."""
        fd = evdev.open_device(self.path)
        try:
            return bool(keys_down(fd, self.ioctl))
        finally:
            os.close(fd)


class _Keys:
    """The keys of an open device, told as one button."""

    def __init__(self, panel: Panel, fd: int, ioctl: Ioctl) -> None:
        self._panel = panel
        self._fd = fd
        self._ioctl = ioctl
        self._down = keys_down(fd, ioctl)
        self._found = not self._down
        if self._found:
            panel.button_found()
        else:
            panel.button_pressed(asyncio.get_running_loop().time())

    def read(self) -> None:
        """Tell what waits. Raises ButtonLost."""
        for event in evdev.read_events(self._fd):
            match event:
                case InputEvent(at=at, type=evdev.EV_SYN, code=evdev.SYN_DROPPED):
                    self._dropped(at)
                case InputEvent(at=at, type=evdev.EV_KEY, code=code, value=0):
                    self._up(code, at)
                case InputEvent(at=at, type=evdev.EV_KEY, code=code) if code not in self._down:
                    self._down.add(code)
                    self._panel.button_pressed(at)

    def _dropped(self, at: float) -> None:
        """The kernel had no room for some events, and one of them may have been a press."""
        self._panel.button_pressed(at)
        self._down = keys_down(self._fd, self._ioctl)

    def _up(self, code: int, at: float) -> None:
        self._down.discard(code)
        if self._down:
            return
        if not self._found:
            self._found = True
            self._panel.button_found()
        self._panel.button_released(at)
