"""Finding a device by radio and connecting to it, with what can go wrong said in plain words."""

from collections.abc import Callable

from bleak import BleakClient, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)
from bleak_retry_connector import BleakClientWithServiceCache, establish_connection

from treadctl.errors import ConnectFailed

SCAN_S = 8.0
CONNECT_ATTEMPTS = 3  # BlueZ 5.66 can miss a connection that came up too quickly


async def connect(
    address: str | None, name: str | None, on_disconnect: Callable[[BleakClient], None]
) -> BleakClient:
    """Return a connected client for the device with this address, or this advertised name.

    Raises ConnectFailed with the next step if there is no adapter, no device or no connection.
    """
    try:
        device = await _find(address, name)
        if device is None:
            raise ConnectFailed(
                f"{address or name} was not found. Switch the treadmill on and close its own app."
            )
        return await establish_connection(
            BleakClientWithServiceCache,
            device,
            device.name or device.address,
            on_disconnect,
            max_attempts=CONNECT_ATTEMPTS,
        )
    except (BleakError, OSError, TimeoutError) as error:
        raise ConnectFailed(in_words(error)) from error


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
    except (BleakError, OSError, TimeoutError) as error:
        raise ConnectFailed(in_words(error)) from error
