"""Clients of a simulated machine whose link is not what it seems."""

from collections.abc import Callable

from bleak import BleakClient
from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import NotifyCallback
from bleak.backends.device import BLEDevice
from bleak.exc import BleakError

from simulators.memory_gatt import MemoryClient, MemoryRig
from tests.drivers.connection import POINT
from treadctl.drivers.gatt import OpenClient


class WithoutDBus(MemoryClient):
    """A client whose D-Bus dies under its first write."""

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        raise EOFError


class Broken(MemoryClient):
    """A client whose services turn out to be gone, or whose subscriptions fail at first."""

    def __init__(self, address_or_ble_device: BLEDevice | str, **kwargs: object) -> None:
        super().__init__(address_or_ble_device, **kwargs)
        self.refusals = 0

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **kwargs: object
    ) -> None:
        if characteristic.obj == POINT and self.refusals < 1:
            self.refusals += 1
            raise BleakError("Not this time.")
        await super().start_notify(characteristic, callback, **kwargs)


def opens(
    rig: MemoryRig, *, services: bool = True, backend: type[MemoryClient] = Broken
) -> OpenClient:
    async def open_client(on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        device = BLEDevice("F0:F1:F2:F3:F4:F5", "Broken", rig.link)
        client = BleakClient(device, on_disconnect, backend=backend)
        await client.connect()
        if not services:
            rig.link.lose()
        return client

    return open_client
