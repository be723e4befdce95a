"""The adapter and BlueZ."""

from pathlib import Path

import pytest

from tests.cli.command import gym
from treadctl.cli.doctor import FAIL, OK
from treadctl.cli.doctor.radio import bluetooth, bluez, radio_is_needed
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


STRAP = '[heart_rate]\nstrap = "hr://F0:F1:F2:F3:F4:F6"\nage = 50'


@pytest.mark.parametrize(
    ("treadmill", "more", "needed"),
    [
        ("ftms://F0:F1:F2:F3:F4:F5", "", True),
        ("woodway:///dev/ttyUSB0", "", False),
        ("woodway:///dev/ttyUSB0", STRAP, True),
        ("sim://", "", False),
    ],
)
def test_a_radio_is_looked_for_where_something_is_reached_by_it(
    tmp_path: Path, treadmill: str, more: str, needed: bool
) -> None:
    file = gym(tmp_path, treadmill, f'pain_button = "none"\n{more}')
    assert radio_is_needed(None, file) is needed
    assert radio_is_needed(treadmill, None) is (needed and not more)


def test_where_nothing_is_named_it_may_be_by_radio() -> None:
    assert radio_is_needed(None, None)
