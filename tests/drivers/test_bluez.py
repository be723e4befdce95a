"""Which of the objects that bluetoothd holds is the device that was asked for."""

from pathlib import Path

import pytest

from treadctl.drivers import bluez
from treadctl.drivers.bluetooth import AsAdvertised

MACHINE, OTHER = "F0:F1:F2:F3:F4:F5", "F0:F1:F2:F3:F4:00"


def device(address: str, name: str | None = None, *, connected: bool = False) -> bluez.Objects:
    """What bluetoothd says of a device; where it has no name it makes up an alias."""
    properties = {"Address": address, "Alias": address.replace(":", "-"), "Connected": connected}
    if name is not None:
        properties |= {"Name": name, "Alias": name}
    return {f"/org/bluez/hci0/dev_{address.replace(':', '_')}": {bluez.DEVICE: properties}}


ADAPTER: bluez.Objects = {"/org/bluez/hci0": {"org.bluez.Adapter1": {"Address": MACHINE}}}


def test_a_device_is_found_by_its_address() -> None:
    found = bluez.pick(ADAPTER | device(OTHER) | device(MACHINE, "URTM041"), MACHINE, None)
    assert found is not None
    assert (found.address, found.name) == (MACHINE, "URTM041")
    assert found.details["path"] == "/org/bluez/hci0/dev_F0_F1_F2_F3_F4_F5"


def test_a_device_without_a_name_has_none() -> None:
    found = bluez.pick(device(MACHINE), MACHINE, None)
    assert found is not None and found.name is None


@pytest.mark.parametrize("connected", [MACHINE, OTHER])
def test_of_two_with_one_name_the_connected_one_is_taken(connected: str) -> None:
    both: bluez.Objects = {}
    for address in (MACHINE, OTHER):
        both |= device(address, "URTM041", connected=address == connected)
    found = bluez.pick(both, None, "URTM041")
    assert found is not None and found.address == connected


def test_of_twenty_with_one_name_only_the_one_with_the_address_is_taken() -> None:
    twenty: bluez.Objects = {}
    for number in range(20):
        address = f"{MACHINE[:-2]}{number:02X}"
        twenty |= device(address, "URTM041", connected=address != OTHER)
    found = bluez.pick(twenty, OTHER, None)
    assert found is not None and found.address == OTHER
    assert bluez.pick(twenty, MACHINE, None) is None


@pytest.mark.parametrize(
    ("address", "name"), [(OTHER, None), (None, "URTM042"), (None, MACHINE.replace(":", "-"))]
)
def test_one_that_bluetoothd_does_not_know_is_none(address: str | None, name: str | None) -> None:
    assert bluez.pick(ADAPTER | device(MACHINE, "URTM041"), address, name) is None


@pytest.mark.realtime
async def test_without_a_dbus_nobody_can_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")
    with pytest.raises(OSError, match="No such file"):
        await bluez.known(MACHINE, None)


def test_a_device_that_was_given_an_alias_keeps_the_name_that_it_advertises() -> None:
    objects = device(MACHINE, "KS-MC21-D06BFD")
    (interfaces,) = objects.values()
    interfaces[bluez.DEVICE]["Alias"] = "the left one"
    found = bluez.pick(objects, MACHINE, None)
    assert found is not None
    assert AsAdvertised(found).name == "KS-MC21-D06BFD"
    assert interfaces[bluez.DEVICE]["Alias"] == "the left one"


def test_a_device_that_advertises_no_name_goes_by_its_alias() -> None:
    found = bluez.pick(device(MACHINE), MACHINE, None)
    assert found is not None and AsAdvertised(found).name == MACHINE.replace(":", "-")
