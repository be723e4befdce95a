import asyncio

from bleak import BleakScanner

from simulators.bumble_rig import bumble_rig
from simulators.bumble_scanner import BumbleScanner
from simulators.bumble_strap import bumble_strap
from simulators.strap import ADDRESS

HEART_RATE = "0000180d-0000-1000-8000-00805f9b34fb"


async def test_a_strap_is_found_by_its_service_beside_the_treadmill() -> None:
    async with bumble_rig() as rig, bumble_strap(rig):
        finding = BleakScanner(service_uuids=[HEART_RATE], backend=BumbleScanner, host=rig.host)
        async with finding as scan:
            device, advertised = await anext(scan.advertisement_data())
        assert (device.address, device.name) == (ADDRESS, "Simulated strap")
        assert (advertised.service_uuids, advertised.service_data) == ([HEART_RATE], {})


async def test_a_strap_and_a_treadmill_are_heard_by_one_host() -> None:
    heard: list[str] = []
    async with bumble_rig() as rig, bumble_strap(rig) as strap:
        for uuid, opening in (("2acd", rig.open_client), ("2a37", strap.open_client)):
            client = await opening(lambda _client: None)
            await client.start_notify(uuid, lambda one, _data: heard.append(one.uuid[4:8]))
        await asyncio.sleep(10.1)
    assert heard.count("2a37") == 10
    assert heard.count("2acd") >= 40


async def test_nothing_is_left_running_when_the_block_ends() -> None:
    async with bumble_rig() as rig, bumble_strap(rig) as strap:
        client = await strap.open_client(lambda _client: None)
        await client.start_notify("2a37", lambda _sender, _data: None)
    await asyncio.sleep(1.0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
