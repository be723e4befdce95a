"""What can go wrong with Bluetooth, said in plain words."""

from pathlib import Path

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)

from treadctl.drivers import bluetooth
from treadctl.errors import ConnectFailed

Reason = BleakBluetoothNotAvailableReason


@pytest.fixture
def no_bluetooth_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (FileNotFoundError(), "Install and start bluez"),
        (BleakBluetoothNotAvailableError("", Reason.POWERED_OFF), "bluetoothctl power on"),
        (BleakBluetoothNotAvailableError("", Reason.NO_BLUETOOTH), "Plug one in"),
        (BleakDBusError("org.bluez.Error.Failed", ["no"]), "Is bluetoothd running"),
        (EOFError(), "D-Bus of this computer ended"),
        (PermissionError(), "group `bluetooth`"),
        (TimeoutError(), "Switch it off and on"),
        (BleakError("odd"), "odd"),
    ],
)
def test_each_error_names_the_next_step(error: Exception, says: str) -> None:
    sentence = bluetooth.in_words(error)
    assert says in sentence
    assert sentence.endswith((".", "?"))


@pytest.mark.realtime
@pytest.mark.usefixtures("no_bluetooth_service")
@pytest.mark.parametrize(
    ("address", "name"), [("F0:F1:F2:F3:F4:F5", None), (None, "URTM041")], ids=["address", "name"]
)
async def test_without_bluetooth_there_is_no_connection(
    address: str | None, name: str | None
) -> None:
    with pytest.raises(ConnectFailed, match="There is no Bluetooth service here"):
        await bluetooth.connect(address, name, print)


@pytest.mark.realtime
@pytest.mark.usefixtures("no_bluetooth_service")
async def test_without_bluetooth_no_adapter_is_on() -> None:
    with pytest.raises(ConnectFailed, match="There is no Bluetooth service here"):
        await bluetooth.powered()
