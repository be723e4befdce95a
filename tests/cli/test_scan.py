"""`treadctl scan` where there is nothing to find, and where a treadmill and a strap are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from bleak import BleakScanner
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from simulators.bumble_peripheral import BumblePeripheral
from simulators.bumble_rig import BumbleRig, address, bumble_rig
from simulators.bumble_scanner import BumbleScanner
from simulators.bumble_strap import bumble_strap
from simulators.ftms_machine import FtmsMachine
from simulators.radio import CancellingController
from tests.cli.command import Treadctl

UNLISTED = bytes.fromhex("020106 06162618010100 06091b5b324a58")
"""A treadmill that names its service in its service data alone; its name clears a screen."""
OTHER = bytes.fromhex("020106 03030f18")
"""Something with a battery."""


@pytest.fixture
def one_port(monkeypatch: pytest.MonkeyPatch) -> None:
    port = ListPortInfo("/dev/ttyTEST0")
    port.description = "A serial adapter"
    monkeypatch.setattr(list_ports, "comports", lambda: [port])


@pytest.mark.usefixtures("one_port")
def test_serial_ports_are_listed_even_where_there_is_no_bluetooth(treadctl: Treadctl) -> None:
    ended = treadctl("scan", "--json")
    assert ended.json == [
        {"kind": "serial port", "uri": "/dev/ttyTEST0", "name": "A serial adapter"}
    ]
    assert ended.err == (
        "treadctl: There is no Bluetooth service here. Install and start bluez and dbus.\n"
    )
    assert ended.code == 1


@pytest.mark.usefixtures("one_port")
def test_a_person_reads_one_device_a_line(treadctl: Treadctl) -> None:
    (line,) = treadctl("scan").out.splitlines()
    assert line.split(maxsplit=3) == ["serial", "port", "/dev/ttyTEST0", "A serial adapter"]


@asynccontextmanager
async def advertising(rig: BumbleRig, *advertisements: bytes) -> AsyncIterator[None]:
    """One more device for each of these, at F0:F1:F2:F3:F4:00, :01 and so on."""
    devices = []
    for number, data in enumerate(advertisements):
        own = CancellingController(str(number), link=rig.link)
        at = address(f"F0:F1:F2:F3:F4:{number:02X}")
        devices.append(BumblePeripheral(FtmsMachine(), (own, own), at))
        devices[-1].device.advertising_data = data
        await devices[-1].start()
    try:
        yield
    finally:
        for one in devices:
            await one.close()


@pytest.fixture
def air(monkeypatch: pytest.MonkeyPatch) -> None:
    """A simulated treadmill and a simulated strap in reach, through bumble instead of BlueZ."""
    discover = BleakScanner.discover

    async def in_simulated_air(_timeout_s: float, **options: Any) -> Any:
        async with bumble_rig() as rig, bumble_strap(rig), advertising(rig, UNLISTED, OTHER):
            options |= {"backend": BumbleScanner, "host": rig.host}
            return await discover(1.0, **options)

    monkeypatch.setattr(BleakScanner, "discover", in_simulated_air)


@pytest.mark.realtime
@pytest.mark.usefixtures("one_port", "air")
def test_a_treadmill_and_a_strap_are_listed_with_the_address_to_use(treadctl: Treadctl) -> None:
    ended = treadctl("scan", "--json")
    found = {(one["kind"], one["uri"], one["name"]) for one in ended.json}
    assert found >= {
        ("treadmill", "ftms://F0:F1:F2:F3:F4:F5", "Simulated treadmill"),
        ("heart rate", "hr://F0:F1:F2:F3:F4:A0", "Simulated strap"),
    }
    assert (len(found), ended.code) == (4, 0)
    assert ("treadmill", "ftms://F0:F1:F2:F3:F4:00", "\x1b[2JX") in found


@pytest.mark.realtime
@pytest.mark.usefixtures("one_port", "air")
def test_a_name_with_control_codes_does_nothing_to_the_terminal(treadctl: Treadctl) -> None:
    out = treadctl("scan").out
    assert "[2JX" in out and "\x1b" not in out
