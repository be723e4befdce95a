"""Finding a device by radio and connecting to it, with what can go wrong said in plain words."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bleak import BleakClient, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)
from bleak_retry_connector import BleakClientWithServiceCache, establish_connection

from treadctl.drivers import bluez
from treadctl.drivers.gatt import LINK_ERRORS
from treadctl.errors import ConnectFailed

KNOWN_LIMIT_S = 3.0  # a machine that is there connects in less; one that is not takes BlueZ 20 s
SCAN_S = 8.0
CONNECT_LIMIT_S = 10.0
CONNECT_ATTEMPTS = 3  # BlueZ 5.66 can miss a connection that came up too quickly

OnDisconnect = Callable[[BleakClient], None]


class AsAdvertised(BleakClientWithServiceCache):
    """Its name is what the machine advertises: the rows of known machines go by that."""

    def __init__(self, device: BLEDevice, **kwargs: Any) -> None:
        super().__init__(bluez.as_advertised(device), **kwargs)


async def connect(
    address: str | None, name: str | None, on_disconnect: OnDisconnect
) -> BleakClient:
    """Return a connected client for the device with this address, or this advertised name.

    One that BlueZ knows is taken as it is: a connection outlives the program that made it, and a
    machine that is connected cannot be found by a scan. `on_disconnect` is called for attempts
    that failed on the way, too. Raises ConnectFailed with the next step if there is no adapter,
    no device or no connection.
    """
    try:
        client = await _connect_known(address, name, on_disconnect)
        if client is not None:
            return client
        device = await _find(address, name)
        if device is None:
            raise ConnectFailed(
                f"{address or name} was not found. Switch the treadmill on and close its own app."
            )
        return await _open(device, on_disconnect, CONNECT_LIMIT_S)
    except LINK_ERRORS as error:
        raise ConnectFailed(in_words(error)) from error


async def _connect_known(
    address: str | None, name: str | None, on_disconnect: OnDisconnect
) -> BleakClient | None:
    device = await bluez.known(address, name)
    if device is None:
        return None
    try:
        return await _open(device, on_disconnect, KNOWN_LIMIT_S)
    except LINK_ERRORS:  # gone, or another one has its address: scan
        return None


async def _open(device: BLEDevice, on_disconnect: OnDisconnect, limit_s: float) -> BleakClient:
    """Connect within the limit.

    The services are what BlueZ resolved on this connection, not what bleak remembers of the last
    one: a stop must not go to a handle of yesterday, and it costs 10 ms.
    """
    async with asyncio.timeout(limit_s):
        for _ in range(CONNECT_ATTEMPTS - 1):
            with suppress(BleakError):
                return await _attempt(device, on_disconnect)
        return await _attempt(device, on_disconnect)


async def _attempt(device: BLEDevice, on_disconnect: OnDisconnect) -> BleakClient:
    """Connect once, with a client of its own: one that failed may count itself connected."""
    return await establish_connection(
        AsAdvertised,
        device,
        device.name or device.address,
        on_disconnect,
        max_attempts=1,
        use_services_cache=False,
    )


async def _find(address: str | None, name: str | None) -> BLEDevice | None:
    if address is not None:
        return await BleakScanner.find_device_by_address(address, SCAN_S)
    return await BleakScanner.find_device_by_name(name or "", SCAN_S)


def in_words(error: Exception) -> str:
    """What a Bluetooth error means for the person at the machine, with the next step."""
    match error:
        case FileNotFoundError():
            words = "There is no Bluetooth service here. Install and start bluez and dbus."
        case BleakBluetoothNotAvailableError(reason=BleakBluetoothNotAvailableReason.POWERED_OFF):
            words = "Bluetooth is switched off. Run `bluetoothctl power on`."
        case BleakBluetoothNotAvailableError():
            words = "There is no Bluetooth adapter. Plug one in, then try again."
        case BleakDBusError():
            words = f"The Bluetooth service says: {error}. Is bluetoothd running?"
        case EOFError():
            words = "The D-Bus of this computer ended. It comes back by itself, or restart it."
        case PermissionError():
            words = "Bluetooth is not allowed for this user. Add it to the group `bluetooth`."
        case TimeoutError():
            words = "The treadmill did not answer in time. Switch it off and on."
        case _:
            words = f"Bluetooth says: {error}. Switch the treadmill off and on."
    return words


async def powered() -> None:
    """Return if there is an adapter and it is on. Raises ConnectFailed with the next step."""
    try:
        async with BleakScanner():
            pass
    except LINK_ERRORS as error:
        raise ConnectFailed(in_words(error)) from error
