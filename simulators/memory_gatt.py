"""bleak backends without a radio: a BleakClient talks to a simulated device in the same process.

For virtual time. What a real stack does, it does: operations take time, one write at a time, ATT
errors, lost links and silent peers.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from bleak import BleakClient
from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.exc import BleakDBusError, BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError

from simulators import attributes
from simulators.attributes import CONTROL_POINT, Server
from simulators.ftms_machine import AttError, FtmsMachine
from simulators.machines import DEFAULT, MachineModel

LATENCY_S = 0.015  # half of Linux's default connection interval of 30 ms
_ADDRESS = "F0:F1:F2:F3:F4:F5"


class MemoryLink:
    """The air between a machine, or a strap, and its client.

    `mute` makes the machine a silent peer: nothing arrives in either direction, and nobody is
    told, until `lose`. `restore` lets a client connect again.
    """

    def __init__(self, machine: Server, latency_s: float = LATENCY_S) -> None:
        self.machine = machine
        self.latency_s = latency_s
        self.mute = False
        self.up = True
        self.client: MemoryClient | None = None

    def lose(self) -> None:
        """End the connection on both sides, as by supervision timeout; refuse new ones."""
        self.up = False
        if self.client is not None:
            self.client.drop()

    def restore(self) -> None:
        """Bring the machine back into range; a client has to connect anew."""
        self.up, self.mute = True, False


class MemoryClient(BaseBleakClient):
    """bleak's client over a `MemoryLink`, which the BLEDevice carries in its `details`."""

    def __init__(self, address_or_ble_device: BLEDevice | str, **kwargs: Any) -> None:
        super().__init__(address_or_ble_device, **kwargs)
        if not isinstance(address_or_ble_device, BLEDevice):
            raise BleakError("A MemoryClient needs the BLEDevice of a MemoryRig.")
        self._name = address_or_ble_device.name
        self._link: MemoryLink = address_or_ble_device.details
        self._machine: Server = self._link.machine
        self._gone: asyncio.Future[None] | None = None
        self._callbacks: dict[int, NotifyCallback] = {}
        self._writing = False

    @property
    def name(self) -> str:
        return self._name or self.address

    @property
    def mtu_size(self) -> int:
        return self._machine.model.mtu

    @property
    def is_connected(self) -> bool:
        return self._gone is not None

    async def connect(self, pair: bool, **kwargs: Any) -> None:
        """Connect and discover. Raises BleakDeviceNotFoundError while the link is down."""
        link = self._link
        await asyncio.sleep(link.latency_s)
        if not link.up or link.mute:
            raise BleakDeviceNotFoundError(self.address, f"{self.address} is out of range.")
        if link.client is not None:
            raise BleakError(f"{self.address} is connected to somebody else.")
        link.client = self
        self._gone = asyncio.get_running_loop().create_future()
        self._machine.connect(self._on_value)
        self.services = attributes.discovered(self._machine.services, self.mtu_size)

    async def disconnect(self) -> None:
        await asyncio.sleep(self._link.latency_s)
        self.drop()

    def drop(self) -> None:
        """Forget the connection; every pending operation fails."""
        if self._gone is None:
            return
        self._gone.set_result(None)
        self._gone = self.services = self._link.client = None
        self._callbacks.clear()
        self._machine.disconnect()
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def pair(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError

    async def unpair(self) -> None:
        raise NotImplementedError

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, *, use_cached: bool = False, **kwargs: Any
    ) -> bytearray:
        await self._travel()
        if "read" not in characteristic.properties:
            raise BleakGATTProtocolError(0x02)
        return bytearray(self._machine.read(characteristic.obj))

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        """Hand `data` to the machine; without latency, before this coroutine first waits."""
        if self._writing:
            raise BleakDBusError("org.bluez.Error.InProgress", ["In Progress"])
        self._writing = True
        try:
            await self._travel()
            if "write" not in characteristic.properties:
                raise BleakGATTProtocolError(0x03)
            if characteristic.obj == CONTROL_POINT:
                self._machine.write(bytes(data))
            else:
                self._machine.write_vendor(bytes(data))
        except AttError as error:
            raise BleakGATTProtocolError(error.code) from error
        finally:
            self._writing = False

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **kwargs: Any
    ) -> None:
        await self._travel()
        if not {"notify", "indicate"}.intersection(characteristic.properties):
            raise BleakDBusError("org.bluez.Error.NotSupported", ["Operation is not supported"])
        try:
            self._machine.subscribe(characteristic.obj)
        except AttError as error:
            raise BleakGATTProtocolError(error.code) from error
        self._callbacks[characteristic.obj] = callback

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        await self._travel()
        self._callbacks.pop(characteristic.obj, None)
        self._machine.unsubscribe(characteristic.obj)

    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, *, use_cached: bool = False, **kwargs: Any
    ) -> bytearray:
        raise BleakGATTProtocolError(0x0A)

    async def write_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, data: SizedBuffer
    ) -> None:
        raise BleakGATTProtocolError(0x0A)

    async def _travel(self) -> None:
        """Wait as long as a request takes to arrive: for ever with a mute peer."""
        gone = self._gone
        if gone is None:
            raise BleakError("Not connected")
        if self._link.latency_s > 0.0:
            await asyncio.sleep(self._link.latency_s)
        if self._link.mute:
            await asyncio.shield(gone)
        if gone.done():
            raise BleakError("The link was lost.")

    def _on_value(self, characteristic: int, data: bytes) -> None:
        if self._link.mute:
            return
        callback = self._callbacks.get(characteristic)
        if callback is not None:
            callback(bytearray(data))
        if characteristic == CONTROL_POINT:
            self._machine.indication_confirmed()


class MemoryRig:
    """One simulated machine and the only client that can reach it."""

    def __init__(self, model: MachineModel = DEFAULT, latency_s: float = LATENCY_S) -> None:
        self.machine = FtmsMachine(model)
        self.link = MemoryLink(self.machine, latency_s)
        self.machine.hang_up = self._hang_up

    async def open_client(self, on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        """Return a connected client; `on_disconnect` is called when the link ends."""
        device = BLEDevice(_ADDRESS, self.machine.model.name, self.link)
        client = BleakClient(device, on_disconnect, backend=MemoryClient)
        await client.connect()
        return client

    def _hang_up(self) -> None:
        if self.link.client is not None:
            self.link.client.drop()
