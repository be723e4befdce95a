"""How a connection by radio ends."""

import asyncio

import pytest
from bleak import BleakClient
from bleak.backends.device import BLEDevice
from bleak.exc import BleakError

from simulators.memory_gatt import MemoryClient, MemoryRig
from treadctl.drivers.gatt import DISCONNECT_LIMIT_S, find, hang_up
from treadctl.protocols import ftms


async def connected(backend: type[MemoryClient]) -> BleakClient:
    client = BleakClient(BLEDevice("F0:F1:F2:F3:F4:F5", "", MemoryRig().link), backend=backend)
    await client.connect()
    return client


async def test_of_a_characteristic_that_is_there_twice_the_first_is_taken() -> None:
    rig = MemoryRig()
    first, second = 0x1826, 0x1827
    rig.machine.services[second] = dict(rig.machine.services[first])
    client = await rig.open_client(lambda _client: None)
    found = find(client, ftms.TREADMILL_DATA)
    assert found is not None
    assert found.service_uuid == ftms.FITNESS_MACHINE_SERVICE
    assert find(client, "0000ffff-0000-1000-8000-00805f9b34fb") is None
    rig.link.lose()
    with pytest.raises(BleakError):
        find(client, ftms.TREADMILL_DATA)


async def test_hanging_up_frees_the_machine_for_somebody_else() -> None:
    rig = MemoryRig()
    client = await rig.open_client(lambda _client: None)
    await hang_up(client)
    assert not client.is_connected
    assert (await rig.open_client(lambda _client: None)).is_connected


async def test_nobody_waits_longer_than_3_s_for_a_link_to_end() -> None:
    rig, loop = MemoryRig(), asyncio.get_running_loop()
    client = await rig.open_client(lambda _client: None)
    rig.link.latency_s, began_at = 60.0, loop.time()
    await hang_up(client)
    assert loop.time() - began_at == DISCONNECT_LIMIT_S == 3.0


@pytest.mark.parametrize("error", [BleakError("Not connected"), OSError("no bus"), EOFError()])
async def test_a_link_that_is_broken_already_ends_without_an_error(error: Exception) -> None:
    class Broken(MemoryClient):
        async def disconnect(self) -> None:
            raise error

    await hang_up(await connected(Broken))


async def test_a_mistake_of_ours_is_not_taken_for_a_broken_link() -> None:
    class Wrong(MemoryClient):
        async def disconnect(self) -> None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await hang_up(await connected(Wrong))
