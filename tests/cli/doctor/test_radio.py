"""The adapter and BlueZ."""

from pathlib import Path

import pytest

from treadctl.cli.doctor import FAIL, OK
from treadctl.cli.doctor.radio import bluetooth, bluez
from treadctl.drivers import bluetooth as radio


def test_without_a_bluetooth_service_it_fails_with_the_next_step() -> None:
    found = bluetooth()
    assert (found.result, found.next_step) == (FAIL, "Install and start bluez and dbus.")


@pytest.mark.realtime
def test_the_version_of_bluez_is_told_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def on() -> None:
        """An adapter is there and switched on."""

    monkeypatch.setattr(radio, "powered", on)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (bluez(), bluetooth().why) == ("", "an adapter is there and switched on")
    (tmp_path / "bluetoothctl").write_text("#!/bin/sh\necho bluetoothctl: 5.66\n", "ascii")
    (tmp_path / "bluetoothctl").chmod(0o755)
    assert bluetooth().result == OK
    assert bluetooth().why == "an adapter is there and switched on, BlueZ 5.66"
