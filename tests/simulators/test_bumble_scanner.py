from bleak import BleakClient, BleakScanner

from simulators.bumble_backend import BumbleClient
from simulators.bumble_rig import BumbleRig, bumble_rig
from simulators.bumble_scanner import BumbleScanner
from simulators.machines import OMEGA_Z

FITNESS_MACHINE = "00001826-0000-1000-8000-00805f9b34fb"


def scanner(rig: BumbleRig, service: str = FITNESS_MACHINE) -> BleakScanner:
    return BleakScanner(service_uuids=[service], backend=BumbleScanner, host=rig.host)


async def test_a_treadmill_is_found_by_its_service_and_can_be_connected() -> None:
    async with bumble_rig() as rig, scanner(rig) as scan:
        device, advertised = await anext(scan.advertisement_data())
        assert device.name == "Simulated treadmill"
        assert advertised.service_uuids == [FITNESS_MACHINE]
        assert advertised.service_data == {FITNESS_MACHINE: b"\x01\x01\x00"}
        async with BleakClient(device, backend=BumbleClient) as client:
            assert client.services.get_characteristic("2acd") is not None


async def test_a_treadmill_without_a_name_is_found_all_the_same() -> None:
    async with bumble_rig(OMEGA_Z) as rig, scanner(rig) as scan:
        device, _advertised = await anext(scan.advertisement_data())
        assert device.name is None
