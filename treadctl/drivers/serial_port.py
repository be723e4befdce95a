"""One serial port: bytes out at once, bytes in as they come. It knows no protocol.

Opened by pyserial, exclusively and without blocking; after that its descriptor is the loop's. DTR
and RTS stay low: some interfaces reset the machine behind them when one of the two moves.
"""

import asyncio
import errno
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

import serial

from treadctl.errors import ConnectFailed

WRITE_LIMIT_S = 1.0  # the longest request takes 0.1 s at 4800 baud; more is a dead adapter
_AT_ONCE = 4096

Received = Callable[[bytes], None]
"""Called with what came, in pieces of any size."""
Lost = Callable[[str], None]
"""Called once, with words for a person, when the line is gone; maybe from within `write`."""


class Line(Protocol):
    """An open line, by wire or in memory."""

    def write(self, data: bytes) -> None:
        """Send `data` behind what was sent before. Never waits, never fails: see `Lost`."""

    def close(self) -> None:
        """Let go of the line. Nothing is told after that. May be called again."""


OpenLine = Callable[[Received, Lost], Awaitable[Line]]
"""Opens a line and returns it; raises ConnectFailed. Nothing is told before it returns."""


async def open_port(path: str, baudrate: int, received: Received, lost: Lost) -> "SerialPort":
    """Open the port at `path` with 8 data bits, no parity and one stop bit.

    Raises ConnectFailed, naming what to do, if there is none, or it is not to be had.
    """
    # In a thread: an adapter that hangs holds its opening up, and the loop has buttons to serve.
    port = await asyncio.to_thread(_opened, path, baudrate)
    return SerialPort(port, path, received, lost)


def _opened(path: str, baudrate: int) -> serial.Serial:
    port = serial.Serial()
    port.dtr = port.rts = False
    port.exclusive = True
    port.inter_byte_timeout = 0  # makes an empty read differ from the end: termios' VMIN is 1
    try:
        port.port, port.baudrate = path, baudrate
        port.open()
    except (OSError, ValueError) as error:
        raise ConnectFailed(_why_not(path, baudrate, error)) from error
    with suppress(OSError, ValueError):  # FTDI chips hold bytes back for 16 ms otherwise
        port.set_low_latency_mode(True)
    return port


def _why_not(path: str, baudrate: int, error: Exception) -> str:
    match getattr(error, "errno", None):
        case errno.ENOENT:
            return f"There is no {path}. Plug the adapter in, then run `treadctl scan`."
        case errno.EACCES | errno.EPERM:
            return f"{path} is not yours to open. Join the group `dialout`, then log in again."
        case errno.EBUSY | errno.EAGAIN:
            return f"{path} is in use by another program. Close that, then try again."
        case errno.ENXIO | errno.ENODEV | errno.EIO:
            return f"Nothing is connected to {path}. Plug the adapter in again."
    if isinstance(error, ValueError):
        return f"{path} cannot run at {baudrate} baud. Correct ?baud= in the address."
    return f"{path} is no serial port. Run `treadctl scan` for those there are."


class SerialPort:
    """An open port; see `Line`. Made by `open_port`."""

    def __init__(self, port: serial.Serial, path: str, received: Received, lost: Lost) -> None:
        self._port, self._path = port, path
        self._received, self._lost = received, lost
        self._fd: int = port.fileno()
        self._loop = asyncio.get_running_loop()
        self._unwritten = bytearray()
        self._late: asyncio.TimerHandle | None = None
        self._gone = False
        self._loop.add_reader(self._fd, self._read)

    def write(self, data: bytes) -> None:
        """Hand `data` to the operating system, at once where there is room.

        What finds none is handed over as room comes; if that takes WRITE_LIMIT_S, the line is lost.
        """
        if self._gone:
            return
        self._unwritten += data
        if self._late is None:
            self._write_on()

    def close(self) -> None:
        self._let_go()
        if self._port.is_open:
            self._port.close()

    def _write_on(self) -> None:
        try:
            del self._unwritten[: os.write(self._fd, self._unwritten)]
        except BlockingIOError:
            pass  # there is no room yet
        except OSError as error:
            self._lose(f"{self._path} is gone: {error.strerror}. Plug the adapter in again.")
            return
        if self._unwritten and self._late is None:
            self._loop.add_writer(self._fd, self._write_on)
            self._late = self._loop.call_later(WRITE_LIMIT_S, self._too_late)
        elif not self._unwritten:
            self._forget_rest()

    def _too_late(self) -> None:
        self._lose(f"{self._path} takes no more bytes. Unplug the adapter and plug it in again.")

    def _read(self) -> None:
        try:
            data = os.read(self._fd, _AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._received(data)
        else:
            self._lose(f"{self._path} is gone. Plug the adapter in again.")

    def _lose(self, why: str) -> None:
        self._let_go()
        self._lost(why)

    def _let_go(self) -> None:
        if not self._gone:
            self._gone = True
            self._loop.remove_reader(self._fd)
            self._forget_rest()

    def _forget_rest(self) -> None:
        self._unwritten.clear()
        if self._late is not None:
            self._late.cancel()
            self._late = None
            self._loop.remove_writer(self._fd)
