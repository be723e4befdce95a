"""A serial line whose host's end is a pty, for drivers in this and in other processes.

The speed that a host sets on its port is read from the pty, so one that is wrong is heard.
"""

import asyncio
import errno
import os
import re
import select
import tempfile
import termios
import tty
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from simulators.line import Line, SerialMachine

LOOK_S = 0.01
CHUNK = 4096
_RATES = {
    getattr(termios, name): int(name[1:]) for name in dir(termios) if re.fullmatch(r"B\d+", name)
}


@asynccontextmanager
async def serial_line(machine: SerialMachine) -> AsyncIterator["PtyLine"]:
    """Keep a machine at a pty until the block ends. Needs a real loop."""
    with tempfile.TemporaryDirectory(prefix="treadctl-") as folder:
        line = PtyLine(machine, Path(folder) / machine.name)
        line.replug()
        try:
            yield line
        finally:
            line.wire.close()
            line.unplug()


class PtyLine:
    """A machine at a pty. `path` is what a host opens: a link that is gone while unplugged."""

    def __init__(self, machine: SerialMachine, path: Path) -> None:
        self.machine = machine
        self.path = path
        self.wire = Line(machine, self)
        self._loop = asyncio.get_running_loop()
        self._master: int | None = None
        self._is_open = False
        self._looking: asyncio.TimerHandle | None = None

    @property
    def baudrate(self) -> int:
        """What the host has set; 0 for a speed with no name."""
        return 0 if self._master is None else _RATES.get(termios.tcgetattr(self._master)[5], 0)

    def befall(self, text: str) -> None:
        """Make a fault of the line happen now. Raises BadInput for any other."""
        self.wire.befall(text)

    def deliver(self, data: bytes) -> None:
        """Let the host hear `data`; what it does not fetch in time is lost, as in a real port."""
        if self._master is not None and self._is_open and data:
            with suppress(BlockingIOError):
                os.write(self._master, data)

    def unplug(self) -> None:
        if self._master is None:
            return
        if self._looking is not None:
            self._looking.cancel()
        self._loop.remove_reader(self._master)
        self.path.unlink()
        os.close(self._master)
        self._master, self._is_open = None, False

    def replug(self) -> None:
        self._master, slave = os.openpty()
        os.set_blocking(self._master, False)
        tty.setraw(slave)
        self.path.symlink_to(os.ttyname(slave))
        os.close(slave)
        self._look()

    def _look(self) -> None:
        """Wait until a host has opened the port: a pty tells so only to whoever asks."""
        if self._master is None:
            return
        events = _events(self._master)
        if events & select.POLLHUP and not events & select.POLLIN:
            self._looking = self._loop.call_later(LOOK_S, self._look)
        else:
            self._is_open = True
            self._loop.add_reader(self._master, self._read)

    def _read(self) -> None:
        if self._master is None:
            return
        try:
            data = os.read(self._master, CHUNK)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            self._is_open = False  # the host has closed it
            self._loop.remove_reader(self._master)
            self._look()
        else:
            self.wire.send(data)


def _events(descriptor: int) -> int:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return sum(events for _, events in poll.poll(0))
