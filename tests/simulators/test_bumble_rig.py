import asyncio

import pytest
from bleak import BleakClient
from bleak.exc import BleakError

from simulators.bumble_rig import bumble_rig
from simulators.machines import QUIRKS
from tests.simulators.conversation import converse, now


async def test_a_machine_out_of_range_times_out_and_is_found_again_when_back() -> None:
    async with bumble_rig() as rig:
        rig.link.lose()
        with pytest.raises(TimeoutError):
            await rig.open_client(lambda _client: None)
        rig.link.restore()
        assert (await rig.open_client(lambda _client: None)).is_connected


async def test_a_lost_link_is_told_once() -> None:
    gone: list[BleakClient] = []
    async with bumble_rig() as rig:
        client = await rig.open_client(gone.append)
        rig.link.lose()
        await asyncio.sleep(1.0)
        assert gone == [client]
        assert not client.is_connected
        with pytest.raises(BleakError):
            await client.write_gatt_char("2ad9", b"\x08\x01", response=True)


async def test_a_mute_peer_holds_a_write_until_the_link_is_lost() -> None:
    async with bumble_rig() as rig:
        talk = await converse(rig)
        await talk.walk()
        rig.link.mute = True
        asyncio.get_running_loop().call_later(20.0, rig.link.lose)
        before = now()
        with pytest.raises(BleakError, match="lost"):
            await talk.write("0801")
        assert now() - before == pytest.approx(20.0)
        assert rig.machine.belt.started


async def test_a_machine_with_quirks_is_served_just_as_well() -> None:
    async with bumble_rig(QUIRKS["t12b"]) as rig:
        talk = await converse(rig)
        await talk.walk("022c01")
        first, second = talk.told("2acd")[-2:]
        assert (first[:4].hex(), second[:2].hex()) == ("8c052c01", "0120")


async def test_nothing_is_left_running_when_the_block_ends() -> None:
    async with bumble_rig() as rig:
        await (await converse(rig)).walk()
    await asyncio.sleep(1.0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
