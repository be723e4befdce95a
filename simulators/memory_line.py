"""A serial line without a device, for virtual time: a host in this process opens a port on it."""

from collections.abc import Callable

from simulators.line import Line, SerialMachine
from treadctl.errors import ConnectFailed

Received = Callable[[bytes], None]
Lost = Callable[[str], None]


class MemoryLine:
    """A machine at a line in memory. `wire` is the line; the host's port runs at `host_baud`."""

    def __init__(self, machine: SerialMachine, host_baud: int | None = None) -> None:
        self.machine = machine
        self.port: MemoryPort | None = None
        self._host_baud = machine.baudrate if host_baud is None else host_baud
        self.wire = Line(machine, self)

    @property
    def baudrate(self) -> int:
        """What the host's port is set to; 0 while it is not open."""
        return 0 if self.port is None else self._host_baud

    async def open_line(self, received: Received, lost: Lost) -> "MemoryPort":
        """Open the port: `received` hears each byte, `lost` that it was unplugged.

        Raises ConnectFailed while it is unplugged or somebody has it.
        """
        if not self.wire.plugged:
            raise ConnectFailed("There is no serial port here.")
        if self.port is not None:
            raise ConnectFailed("The serial port is in use.")
        self.port = MemoryPort(self, received, lost)
        return self.port

    def befall(self, text: str) -> None:
        """Make a fault of the line happen now. Raises BadInput for any other."""
        self.wire.befall(text)

    def deliver(self, data: bytes) -> None:
        if self.port is not None and data:
            self.port.received(data)

    def unplug(self) -> None:
        port, self.port = self.port, None
        if port is not None:
            port.lost("The serial port was unplugged.")

    def replug(self) -> None:
        """Nothing to do: a host may open it again."""


class MemoryPort:
    """A port that was opened on a line."""

    def __init__(self, line: MemoryLine, received: Received, lost: Lost) -> None:
        self.received, self.lost = received, lost
        self._line = line

    def write(self, data: bytes) -> None:
        """Put `data` on the line; nothing happens to it once the port is closed or gone."""
        if self._line.port is self:
            self._line.wire.send(data)

    def close(self) -> None:
        """Hear nothing more."""
        if self._line.port is self:
            self._line.port = None
