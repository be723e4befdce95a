"""Serial ports by their USB ids."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from tests.cli.command import Treadctl
from treadctl.cli.serial_ports import AT_AN_ADAPTER, serial_port, serial_ports
from treadctl.drivers import address

PICO, FTDI = (0x2E8A, 0x0005), (0x0403, 0x6001)


def port(device: str, name: str, ids: tuple[int, int] | None = None) -> ListPortInfo:
    made = ListPortInfo(device)
    made.description = name
    made.vid, made.pid = ids or (None, None)
    return made


Plug = Callable[..., None]


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Have these ports at this computer."""

    def there(*ports: ListPortInfo) -> None:
        monkeypatch.setattr(list_ports, "comports", lambda: list(ports))

    return there


def test_a_board_with_micropython_is_what_the_firmware_is_copied_to() -> None:
    found = serial_port("/dev/ttyACM0", "Board in FS mode", *PICO)
    assert found.uri == "/dev/ttyACM0" and "treadctl bridge flash" in str(found.guess)


@pytest.mark.parametrize("vendor", [0x0403, 0x067B, 0x10C4, 0x1A86, 0x04D8])
def test_behind_an_adapter_any_of_five_kinds_may_be_and_none_is_chosen(vendor: int) -> None:
    found = serial_port("/dev/ttyUSB0", "USB serial", vendor, 0x6001)
    assert found.uri == "/dev/ttyUSB0"
    kinds = ("bridge://", "csafe://", "trackmaster://", "woodway://", "lifespan://")
    assert all(kind in str(found.guess) for kind in kinds)


@pytest.mark.parametrize("ids", [(None, None), (0x2E8A, 0x000A), (0x1234, 0x0005)])
def test_of_any_other_port_nothing_is_guessed(ids: tuple[int | None, int | None]) -> None:
    assert serial_port("/dev/ttyS0", "ttyS0", *ids).guess is None
    assert serial_port("/dev/ttyS0", "ttyS0", *ids).uri == "/dev/ttyS0"


@pytest.mark.parametrize("kind", AT_AN_ADAPTER)
def test_a_kind_and_the_name_of_a_port_make_an_address(kind: str) -> None:
    named = address.parse(f"{kind}://{serial_port('/dev/ttyUSB0', None, *FTDI).uri}")
    assert named == address.BySerial(kind, "/dev/ttyUSB0")


def test_ports_come_in_the_order_of_their_names(plug: Plug) -> None:
    plug(port("/dev/ttyUSB1", "b", FTDI), port("/dev/ttyACM0", "a", PICO))
    assert [one.name for one in serial_ports()] == ["a", "b"]


def test_no_port_is_opened_while_guessing(plug: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    device = os.ttyname(theirs)
    opened: list[object] = []
    real_open = os.open

    def watched(path: Any, *rest: Any, **more: Any) -> int:
        opened.append(path)
        return real_open(path, *rest, **more)

    monkeypatch.setattr(os, "open", watched)
    plug(port(device, "a port", PICO))
    assert serial_ports()[0].uri == device
    assert device not in opened
    os.close(ours)
    os.close(theirs)


@pytest.mark.usefixtures("plug")
def test_a_person_reads_the_guess_below_the_port(treadctl: Treadctl, plug: Plug) -> None:
    plug(port("/dev/ttyACM0", "Board in FS mode", PICO))
    first, second = treadctl("scan").out.splitlines()
    assert first.split() == ["serial", "port", "/dev/ttyACM0", *"Board in FS mode".split()]
    assert second.startswith("             -> a board with MicroPython")


def test_a_program_reads_the_guess_under_a_key_of_its_own(treadctl: Treadctl, plug: Plug) -> None:
    plug(port("/dev/ttyUSB0", "FT232R", FTDI), port("/dev/ttyS0", "ttyS0"))
    plain, adapter = treadctl("scan", "--json").json
    assert plain == {"kind": "serial port", "uri": "/dev/ttyS0", "name": "ttyS0"}
    assert adapter["guess"].startswith("an adapter by FTDI")
