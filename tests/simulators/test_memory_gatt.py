import asyncio

import pytest
from bleak import BleakClient
from bleak.exc import BleakDBusError, BleakError, BleakGATTProtocolError

from simulators.memory_gatt import MemoryClient, MemoryRig
from tests.simulators.conversation import Conversation, converse, now


async def test_a_write_takes_the_latency_of_the_link(talk: Conversation) -> None:
    await talk.listen("2ad9")
    before = now()
    await talk.write("00")
    assert now() - before == pytest.approx(0.015)


async def test_without_latency_a_write_arrives_before_its_coroutine_first_waits() -> None:
    talk = await converse(MemoryRig(latency_s=0.0))
    await talk.listen("2ad9")
    with pytest.raises(StopIteration):
        talk.client.write_gatt_char("2ad9", b"\x00", response=True).send(None)
    assert [data for _, data in talk.rig.machine.writes] == [b"\x00"]


async def test_a_second_write_at_the_same_time_is_answered_in_progress(talk: Conversation) -> None:
    await talk.listen("2ad9")
    first = asyncio.create_task(talk.write("00"))
    await asyncio.sleep(0.001)
    with pytest.raises(BleakDBusError, match="InProgress"):
        await talk.write("0801")
    await first


async def test_a_lost_link_is_told_once_and_ends_a_write_under_way() -> None:
    rig = MemoryRig()
    gone: list[BleakClient] = []
    client = await rig.open_client(gone.append)
    await client.start_notify("2ad9", lambda _sender, _data: None)
    asyncio.get_running_loop().call_later(0.01, rig.link.lose)
    with pytest.raises(BleakError):
        await client.write_gatt_char("2ad9", b"\x00", response=True)
    assert gone == [client]
    assert not client.is_connected
    assert rig.machine.writes == []


async def test_nothing_can_be_done_on_a_lost_link(talk: Conversation) -> None:
    talk.rig.link.lose()
    with pytest.raises(BleakError):
        await talk.read("2ad4")
    with pytest.raises(BleakError):
        await talk.write("0801")


async def test_a_machine_out_of_range_cannot_be_connected_until_it_is_back() -> None:
    rig = MemoryRig()
    rig.link.lose()
    with pytest.raises(BleakError, match="out of range"):
        await rig.open_client(lambda _client: None)
    rig.link.restore()
    assert (await rig.open_client(lambda _client: None)).is_connected


async def test_a_mute_peer_holds_a_write_until_the_link_is_lost(talk: Conversation) -> None:
    await talk.walk()
    heard = len(talk.heard)
    talk.rig.link.mute = True
    asyncio.get_running_loop().call_later(25.0, talk.rig.link.lose)
    before = now()
    with pytest.raises(BleakError, match="lost"):
        await talk.write("0801")
    assert now() - before == pytest.approx(25.0)
    assert len(talk.heard) == heard
    assert talk.rig.machine.belt.speed_kmh == 2.0


async def test_a_write_to_a_mute_peer_can_be_given_up(talk: Conversation) -> None:
    talk.rig.link.mute = True
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.0):
            await talk.write("0801")
    assert talk.client.is_connected


async def test_only_one_client_at_a_time(talk: Conversation) -> None:
    with pytest.raises(BleakError, match="somebody else"):
        await talk.rig.open_client(lambda _client: None)
    await talk.client.disconnect()
    assert (await talk.rig.open_client(lambda _client: None)).is_connected


async def test_notifications_end_with_stop_notify(talk: Conversation) -> None:
    await talk.listen("2acd")
    await talk.client.stop_notify("2acd")
    talk.heard.clear()
    await asyncio.sleep(5.0)
    assert talk.heard == []


async def test_what_cannot_be_read_or_written_is_a_protocol_error(talk: Conversation) -> None:
    with pytest.raises(BleakGATTProtocolError, match="Read Not Permitted"):
        await talk.read("2acd")
    with pytest.raises(BleakGATTProtocolError, match="Write Not Permitted"):
        await talk.client.write_gatt_char("2ad4", b"\x00", response=True)


async def test_a_client_has_its_machines_name_and_room(talk: Conversation) -> None:
    assert (talk.client.name, talk.client.mtu_size) == ("Simulated treadmill", 23)


def test_an_address_alone_is_not_enough() -> None:
    with pytest.raises(BleakError, match="BLEDevice"):
        BleakClient("F0:F1:F2:F3:F4:F5", backend=MemoryClient)


async def test_half_an_hour_of_telemetry_reaches_the_client_whole() -> None:
    talk = await converse(MemoryRig())
    await talk.walk()
    talk.heard.clear()
    await asyncio.sleep(1800.0)
    assert len(talk.told("2acd")) == 7200
