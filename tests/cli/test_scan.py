"""`treadctl scan` where there is nothing to find."""

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from tests.cli.command import Treadctl


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
