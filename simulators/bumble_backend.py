"""bleak's client over a bumble host: `BleakClient(device, backend=BumbleClient)`.

The BLEDevice carries its bumble host and address in `details`.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from bleak.args import SizedBuffer
from bleak.assigned_numbers import gatt_char_props_to_strs
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakError, BleakGATTProtocolError
from bumble import att, core
from bumble.device import Connection, Peer

from simulators.bumble_scanner import Details, uuid_text

T = TypeVar("T")

_LARGEST_MTU = 517


class BumbleClient(BaseBleakClient):
    """bleak's client on the bumble host that `BLEDevice.details` names."""

    def __init__(self, address_or_ble_device: BLEDevice | str, **kwargs: Any) -> None:
        super().__init__(address_or_ble_device, **kwargs)
        if not isinstance(address_or_ble_device, BLEDevice):
            raise BleakError("A BumbleClient needs a BLEDevice found by a BumbleScanner.")
        self._name = address_or_ble_device.name
        self._details: Details = address_or_ble_device.details
        self._connection: Connection | None = None
        self._peer: Peer | None = None
        self._gone = asyncio.Event()
        self._subscribers: dict[int, Any] = {}
        self._under_way: set[asyncio.Timeout] = set()

    @property
    def name(self) -> str:
        return self._name or self.address

    @property
    def mtu_size(self) -> int:
        return self._connection.att_mtu if self._connection is not None else 23

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    async def connect(self, pair: bool, **kwargs: Any) -> None:
        """Connect and discover. Raises TimeoutError if nobody is there, as BlueZ's backend does."""
        try:
            connection = await self._details.host.connect(
                self._details.address, timeout=self._timeout
            )
        except core.TimeoutError as error:
            raise TimeoutError(f"{self.address} did not answer in {self._timeout} s.") from error
        except core.BaseBumbleError as error:
            raise BleakError(str(error)) from error
        if connection.handle not in self._details.host.connections:
            raise BleakError("The link was lost.")
        self._gone.clear()
        self._connection, self._peer = connection, Peer(connection)
        connection.on("disconnection", self._on_disconnection)
        try:
            await self._finish(self._peer.request_mtu(_LARGEST_MTU))
            await self._finish(self._discover(self._peer))
        except BaseException:
            await self.disconnect()
            raise

    async def disconnect(self) -> None:
        if self._connection is not None:
            await self._connection.disconnect()
            await self._gone.wait()

    async def pair(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError

    async def unpair(self) -> None:
        raise NotImplementedError

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, *, use_cached: bool = False, **kwargs: Any
    ) -> bytearray:
        return bytearray(await self._finish(self._server().read_value(characteristic.obj)))

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        write = self._server().write_value(characteristic.obj, bytes(data), response)
        await self._finish(write)

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **kwargs: Any
    ) -> None:
        def on_value(value: bytes) -> None:
            callback(bytearray(value))

        self._subscribers[characteristic.handle] = on_value
        await self._finish(self._server().subscribe(characteristic.obj, on_value))

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        subscriber = self._subscribers.pop(characteristic.handle, None)
        await self._finish(self._server().unsubscribe(characteristic.obj, subscriber))

    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, *, use_cached: bool = False, **kwargs: Any
    ) -> bytearray:
        return bytearray(await self._finish(self._server().read_value(descriptor.obj)))

    async def write_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, data: SizedBuffer
    ) -> None:
        await self._finish(self._server().write_value(descriptor.obj, bytes(data), True))

    def _server(self) -> Any:
        if self._peer is None:
            raise BleakError("Not connected")
        return self._peer.gatt_client

    async def _finish(self, request: Coroutine[Any, Any, T]) -> T:
        """Return what `request` returns; a link that goes meanwhile ends it as it does on BlueZ.

        It is begun at once: a request that waited for its turn on the loop would be a slower radio.
        """
        until_gone = asyncio.timeout(None)
        try:
            async with until_gone:
                self._under_way.add(until_gone)
                return await request
        except asyncio.CancelledError:  # bumble's, when the link goes; or ours
            if not self._gone.is_set() or _is_cancelled():
                raise
            raise BleakError("The link was lost.") from None
        except TimeoutError as error:
            raise BleakError("The link was lost.") from error
        except att.ATT_Error as error:
            raise BleakGATTProtocolError(int(error.error_code)) from error
        except core.BaseBumbleError as error:
            raise BleakError(str(error)) from error
        finally:
            self._under_way.discard(until_gone)

    def _on_disconnection(self, _reason: int) -> None:
        self._connection = self._peer = self.services = None
        self._subscribers.clear()
        self._gone.set()
        for one in self._under_way:
            one.reschedule(0.0)
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def _discover(self, peer: Peer) -> None:
        for known in await peer.discover_services():
            for one in await known.discover_characteristics():
                await one.discover_descriptors()
        self.services = self._collection(peer)

    def _collection(self, peer: Peer) -> BleakGATTServiceCollection:
        collection = BleakGATTServiceCollection()
        for found in peer.services:
            service = BleakGATTService(found, found.handle, uuid_text(found.uuid))
            collection.add_service(service)
            for one in found.characteristics:
                properties = sorted(gatt_char_props_to_strs(int(one.properties)))
                characteristic = BleakGATTCharacteristic(
                    one, one.handle, uuid_text(one.uuid), properties, self._room, service
                )
                collection.add_characteristic(characteristic)
                for two in one.descriptors:
                    collection.add_descriptor(
                        BleakGATTDescriptor(two, two.handle, uuid_text(two.type), characteristic)
                    )
        return collection

    def _room(self) -> int:
        return self.mtu_size - 3


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
