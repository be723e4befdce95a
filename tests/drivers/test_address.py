from importlib import import_module

import pytest

from treadctl.drivers.address import (
    SERIAL,
    Address,
    ByRadio,
    BySerial,
    Simulated,
    SimulatedElsewhere,
    parse,
    strap,
)
from treadctl.errors import BadInput


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        ("ftms://F0:F1:F2:F3:F4:F5", ByRadio("F0:F1:F2:F3:F4:F5")),
        ("ftms://f0:f1:f2:f3:f4:f5/", ByRadio("F0:F1:F2:F3:F4:F5")),
        ("ftms://name/URTM041", ByRadio(None, "URTM041")),
        ("ftms://name/Run%20BT", ByRadio(None, "Run BT")),
        ("ftms://name/Run BT", ByRadio(None, "Run BT")),
        ("trackmaster:///dev/ttyUSB0", BySerial("trackmaster", "/dev/ttyUSB0")),
        ("trackmaster:///dev/ttyUSB0?baud=9600", BySerial("trackmaster", "/dev/ttyUSB0", 9600)),
        ("woodway:///dev/serial/by-id/a%20b", BySerial("woodway", "/dev/serial/by-id/a b")),
        (
            "lifespan:///dev/ttyUSB0?tach=/dev/ttyACM0",
            BySerial("lifespan", "/dev/ttyUSB0", None, "/dev/ttyACM0"),
        ),
        (
            "lifespan:///dev/ttyUSB0?tach=/dev/serial/by-id/a%20b&baud=9600",
            BySerial("lifespan", "/dev/ttyUSB0", 9600, "/dev/serial/by-id/a b"),
        ),
        ("sim://", Simulated(None)),
        ("sim://?quirk=t12b", Simulated("t12b")),
        ("sim://?hci=127.0.0.1:9001", SimulatedElsewhere("127.0.0.1:9001")),
        ("sim://?hci=gym.example:65535", SimulatedElsewhere("gym.example:65535")),
    ],
)
def test_an_address_names_one_machine(uri: str, found: Address) -> None:
    assert parse(uri) == found


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "treadmill",
        "ftms://",
        "ftms://name/",
        "ftms://F0:F1:F2:F3:F4",
        "ftms://F0:F1:F2:F3:F4:F5:F6",
        "ftms://F0:F1:F2:F3:F4:F5/x",
        "http://F0:F1:F2:F3:F4:F5",
        "trackmaster://",
        "trackmaster:///",
        "trackmaster://ttyUSB0",
        "trackmaster:///dev/ttyUSB0?baud=fast",
        "trackmaster:///dev/ttyUSB0?baud=0",
        "trackmaster:///dev/ttyUSB0?baud=-9600",
        "trackmaster:///dev/ttyUSB0?baud=",
        "trackmaster:///dev/ttyUSB0?baud=4800&baud=9600",
        "trackmaster:///dev/ttyUSB0?speed=4800",
        "trackmaster:///dev/tty%00",
        "trackmaster:///dev/ttyUSB0?tach=/dev/ttyACM0",
        "lifespan:///dev/ttyUSB0?tach=",
        "lifespan:///dev/ttyUSB0?tach=ttyACM0",
        "lifespan:///dev/ttyUSB0?tach=/dev/tty%00",
        "lifespan:///dev/ttyUSB0?tach=/dev/ttyUSB0",
        "lifespan:///dev/ttyUSB0?tach=/dev/ttyACM0&tach=/dev/ttyACM1",
        "lifespan:///dev/ttyUSB0?tach=/dev/ttyACM0&bridge=1",
        "sim://t12b",
        "sim://?twin=t12b",
        "sim://?quirk=t12b&quirk=matrix",
        "sim://?quirk=t12b&hci=127.0.0.1:9001",
        "sim://?hci=127.0.0.1",
        "sim://?hci=127.0.0.1:0",
        "sim://?hci=127.0.0.1:65536",
        "sim://?hci=:9001",
        "sim://[",
    ],
)
def test_anything_else_is_refused_with_the_addresses_there_are(uri: str) -> None:
    with pytest.raises(BadInput, match=r"write ftms://AA:BB:CC:DD:EE:FF, ftms://name/NAME, sim"):
        parse(uri)


@pytest.mark.parametrize("scheme", SERIAL)
def test_every_kind_of_serial_machine_has_a_driver_file_of_its_name(scheme: str) -> None:
    driver = import_module(f"treadctl.drivers.{scheme}")
    assert callable(driver.connect)
    assert parse(f"{scheme}:///dev/ttyUSB0") == BySerial(scheme, "/dev/ttyUSB0")


@pytest.mark.parametrize("uri", ["hr://F0:F1:F2:F3:F4:A0", "hr://f0:f1:f2:f3:f4:a0"])
def test_a_strap_is_named_by_its_bluetooth_address(uri: str) -> None:
    assert strap(uri) == "F0:F1:F2:F3:F4:A0"


@pytest.mark.parametrize(
    "uri",
    ["", "hr://", "hr://name/H10", "ftms://F0:F1:F2:F3:F4:A0", "hr://F0:F1:F2:F3:F4", "hr://["],
)
def test_any_other_strap_is_refused_with_what_would_be_right(uri: str) -> None:
    with pytest.raises(BadInput, match="write hr://AA:BB:CC:DD:EE:FF"):
        strap(uri)
