"""A bleak client that tells all that goes over its connection, and changes nothing of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal, TypeVar
from uuid import UUID

from bleak import BleakClient
from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakGATTProtocolError

from treadctl.drivers.capture import Head, Traffic, head_of, short
from treadctl.drivers.gatt import OpenClient

T = TypeVar("T")

Tell = Callable[[Head | Traffic], None]
"""Called with each line of the capture, as it happens."""
Which = BleakGATTCharacteristic | int | str | UUID
OnValue = Callable[[BleakGATTCharacteristic, bytearray], Awaitable[None] | None]
What = Literal["read", "write", "subscribe", "notify", "gone"]


def recorded(open_client: OpenClient, tell: Tell, source: str = "") -> OpenClient:
    """Return a way to connect whose connections are told of: the head first, then all traffic."""

    async def opened(on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        begun: list[RecordedClient] = []

        def gone(client: BleakClient) -> None:
            for one in begun:
                one.told("gone")
            on_disconnect(client)

        client = RecordedClient(await open_client(gone), tell)
        tell(head_of(client, source))
        begun.append(client)
        return client

    return opened


class RecordedClient(BleakClient):
    """The same connection as `client`, and nothing of its own but the telling."""

    def __init__(self, client: BleakClient, tell: Tell) -> None:
        self.__dict__.update(vars(client))
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()

    def told(self, what: What, uuid: str | None = None, **more: Any) -> None:
        """Tell one line."""
        t_s = round(self._loop.time() - self._began, 6)
        self._tell(Traffic(t_s=t_s, what=what, uuid=uuid, **more))

    async def read_gatt_char(
        self, char_specifier: Which, *, use_cached: bool = False, **kwargs: Any
    ) -> bytearray:
        reading = super().read_gatt_char(char_specifier, use_cached=use_cached, **kwargs)
        data = await self._done("read", self._short(char_specifier), reading)
        self.told("read", self._short(char_specifier), hex=bytes(data).hex())
        return data

    async def write_gatt_char(
        self, char_specifier: Which, data: SizedBuffer, response: bool | None = None
    ) -> None:
        uuid, written = self._short(char_specifier), bytes(data).hex()
        writing = super().write_gatt_char(char_specifier, data, response)
        self.told("write", uuid, hex=written)
        await self._done("write", uuid, writing)

    async def start_notify(self, char_specifier: Which, callback: OnValue, **kwargs: Any) -> None:
        uuid = self._short(char_specifier)

        def heard(sender: BleakGATTCharacteristic, data: bytearray) -> None:
            self.told("notify", uuid, hex=bytes(data).hex())
            callback(sender, data)  # the driver's own are no coroutines

        self.told("subscribe", uuid)
        await super().start_notify(char_specifier, heard, **kwargs)

    async def _done(self, what: What, uuid: str | None, work: Awaitable[T]) -> T:
        try:
            return await work
        except BleakGATTProtocolError as error:
            self.told(what, uuid, error=error.code)
            raise

    def _short(self, which: Which) -> str | None:
        if isinstance(which, BleakGATTCharacteristic):
            return short(which.uuid)
        found = self.services.get_characteristic(which)
        return None if found is None else short(found.uuid)
