"""Where the stop bench looks at a serial line: between the driver and the port, and at the wire."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack

from treadctl.drivers import Driver, Listener
from treadctl.drivers.serial_port import Line, Lost, Received, open_port
from treadctl.drivers.trackmaster import TrackmasterDriver
from treadctl.protocols import trackmaster

ACKNOWLEDGED = bytes((trackmaster.STOP[0] + 0x10,))


class PortTap:
    """Sees when a stop was handed to the port. Itself the line that a driver writes to.

    `answered_ns`: when the last answer came, which a stop has to wait for. While the tap is
    `closed` the machine never gets a stop, and the tap acknowledges it at once. It does not see
    when one arrives: `arrived_ns` stays 0.
    """

    arrived_ns = 0

    def __init__(self) -> None:
        self.closed = False
        self.handed_over_ns = self.answered_ns = 0
        self.over = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._line: Line
        self._received: Received

    async def attach(self, path: str, received: Received, lost: Lost) -> Line:
        """Open the port and stand before it."""
        self._received = received
        self._line = await open_port(path, trackmaster.BAUD, self._on_answer, lost)
        return self

    def write(self, data: bytes) -> None:
        self._line.write(data)
        if data == trackmaster.STOP:
            self.handed_over_ns = time.perf_counter_ns()
            self._loop.call_soon(self._is_over)
            if self.closed:
                self._loop.call_soon(self._received, ACKNOWLEDGED)

    def close(self) -> None:
        self._line.close()

    async def write_bare(self) -> None:
        """The floor: the same byte to the same port, and no more."""
        self._line.write(trackmaster.STOP)
        self.handed_over_ns = time.perf_counter_ns()
        self._is_over()

    def on_wire(self, data: bytes) -> bytes:
        """What of the host's bytes goes on to the machine."""
        return data.replace(trackmaster.STOP, b"") if self.closed else data

    def _on_answer(self, data: bytes) -> None:
        self.answered_ns = time.perf_counter_ns()
        self._received(data)

    def _is_over(self) -> None:
        self.over.set()


async def tapped_port(parts: AsyncExitStack) -> tuple[Callable[[Listener], Driver], PortTap]:
    """A TrackMaster on a paced pty, and how to open a driver for it through a tap."""
    from simulators.serial_line import serial_line
    from simulators.trackmaster_machine import TrackmasterMachine

    tap = PortTap()
    machine = TrackmasterMachine(asyncio.get_running_loop().time())
    line = await parts.enter_async_context(serial_line(machine))
    send = line.wire.send
    setattr(line.wire, "send", lambda data: send(tap.on_wire(data)))  # noqa: B010 - one line's own

    async def open_line(received: Received, lost: Lost) -> Line:
        return await tap.attach(str(line.path), received, lost)

    def open_driver(listener: Listener) -> Driver:
        return TrackmasterDriver(open_line, listener, str(line.path))

    return open_driver, tap
