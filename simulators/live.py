"""A simulated machine that stays: for other processes by TCP, or for real ones on an adapter."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar, cast

from bumble.core import BaseBumbleError
from bumble.device import Device
from bumble.transport import open_transport
from bumble.transport.common import StreamPacketSink, StreamPacketSource

from simulators.bumble_peripheral import BumblePeripheral
from simulators.bumble_rig import MACHINE, address
from simulators.faults import STRAP, Link, apply, parse_now
from simulators.ftms_machine import FtmsMachine
from simulators.radio import CancellingController, Radio
from treadctl.errors import BadInput, ConnectFailed

T = TypeVar("T")

ADAPTERS = ("usb", "pyusb", "hci-socket", "serial", "vhci", "tcp-client", "unix")
ON_ADAPTER = "F0:F1:F2:F3:F4:F6"
START_LIMIT_S = 10.0

OnWrite = Callable[[bytes], None]
"""Called with each write to the control point, before the machine takes it."""
OnStop = Callable[[], None]
"""Called when a write has taken a belt that was started out of that."""


@dataclass(frozen=True, slots=True)
class Live:
    """One machine in service; `uri` is where."""

    uri: str
    machine: FtmsMachine
    link: Link

    def befall(self, line: str) -> None:
        """Apply `EVENT` or `EVENT=VALUE` now. Raises BadInput if the machine has no such event."""
        event = parse_now(line)
        if event.person:
            raise BadInput(f"{event.name} is the walker's doing; a machine has only faults.")
        if event.name in STRAP:
            raise BadInput(f"{event.name} is a strap's doing; there is none beside this machine.")
        apply(self.machine, self.link, event.name, event.value)


class _Told(FtmsMachine):
    """A machine that tells of each write, and of each stop that it obeyed."""

    def __init__(self, on_write: OnWrite, on_stop: OnStop) -> None:
        super().__init__()
        self._on_write, self._on_stop = on_write, on_stop

    def write(self, data: bytes) -> None:
        self._on_write(data)
        started = self.belt.started
        super().write(data)
        if started and not self.belt.started:
            self._on_stop()


@asynccontextmanager
async def on_tcp(on_write: OnWrite, on_stop: OnStop = lambda: None) -> AsyncIterator[Live]:
    """Serve a machine until the block ends, to whoever opens an HCI at 127.0.0.1.

    Each connection gets an adapter of its own, which is unplugged when the connection ends, so
    that a process that dies loses its link as with a real one.
    """
    radio, machine = Radio(), _Told(on_write, on_stop)
    own = CancellingController("machine", link=radio)
    peripheral = BumblePeripheral(machine, (own, own), address(MACHINE))
    await peripheral.start()
    loop = asyncio.get_running_loop()
    async with await loop.create_server(lambda: _Adapter(radio), "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        try:
            yield Live(f"sim://?hci={host}:{port}", machine, radio)
        finally:
            radio.lose()
            await asyncio.sleep(0)  # the machine hears of it before it is switched off
            await peripheral.close()


class _Adapter(StreamPacketSource):
    """A Bluetooth adapter for one TCP connection."""

    def __init__(self, radio: Radio) -> None:
        super().__init__()
        self._radio = radio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        sink = StreamPacketSink(cast(asyncio.WriteTransport, transport))
        self._controller = CancellingController(
            "host", host_source=self, host_sink=sink, link=self._radio
        )

    def connection_lost(self, _error: Exception | None) -> None:
        self._radio.unplug(self._controller)


@asynccontextmanager
async def on_adapter(
    spec: str, on_write: OnWrite, on_stop: OnStop = lambda: None
) -> AsyncIterator[Live]:
    """Serve a machine on the adapter of a bumble transport, such as `usb:0`, until the block ends.

    Raises ConnectFailed if the adapter cannot be used.
    """
    async with await _usable(spec, open_transport(spec)) as transport:
        machine = _Told(on_write, on_stop)
        hci = (transport.source, transport.sink)
        peripheral = BumblePeripheral(machine, hci, address(ON_ADAPTER))
        await _usable(spec, peripheral.start())
        try:
            yield Live(f"ftms://{ON_ADAPTER}", machine, _Air(peripheral.device))
        finally:
            await peripheral.close()


async def _usable(spec: str, work: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(START_LIMIT_S):
            return await work
    except _adapter_errors() as error:
        raise ConnectFailed(f"{spec} cannot be used: {error!r}. Check it.") from error


def _adapter_errors() -> tuple[type[Exception], ...]:
    """What a transport can raise; usb1 is loaded by bumble, and only for an adapter on USB."""
    usb = sys.modules.get("usb1")
    usb_errors = (usb.USBError,) if usb is not None else ()
    return (BaseBumbleError, OSError, ValueError, TimeoutError, *usb_errors)


class _Air:
    """What a real adapter lets happen to the link of a peripheral."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._changing: asyncio.Task[None] | None = None

    def lose(self) -> None:
        self._changing = asyncio.create_task(self._go(), name="link-loss")

    def restore(self) -> None:
        back = self._device.start_advertising(auto_restart=True)
        self._changing = asyncio.create_task(back, name="link-back")

    async def _go(self) -> None:
        for connection in list(self._device.connections.values()):
            await connection.disconnect()
        await self._device.stop_advertising()
