import asyncio

import pytest
from bleak import BleakClient
from bleak.exc import BleakError, BleakGATTProtocolError

from simulators.bumble_backend import BumbleClient
from simulators.bumble_rig import bumble_rig
from tests.simulators.conversation import converse


async def test_notifications_end_with_stop_notify() -> None:
    async with bumble_rig() as rig:
        talk = await converse(rig)
        await talk.listen("2acd")
        await talk.client.stop_notify("2acd")
        talk.heard.clear()
        await asyncio.sleep(5.0)
        assert talk.heard == []


async def test_a_subscription_is_made_by_the_descriptor_a_client_can_read() -> None:
    async with bumble_rig() as rig:
        talk = await converse(rig)
        control_point = talk.client.services.get_characteristic("2ad9")
        assert control_point is not None
        (configuration,) = control_point.descriptors
        await talk.listen("2ad9")
        assert (await talk.client.read_gatt_descriptor(configuration)).hex() == "0200"


async def test_an_att_error_is_bleaks_protocol_error() -> None:
    async with bumble_rig() as rig:
        talk = await converse(rig)
        with pytest.raises(BleakGATTProtocolError, match="Configuration Descriptor"):
            await talk.write("00")


async def test_a_client_that_hangs_up_can_come_back() -> None:
    gone: list[BleakClient] = []
    async with bumble_rig() as rig:
        client = await rig.open_client(gone.append)
        await client.disconnect()
        assert gone == [client]
        await client.connect()
        assert client.is_connected


def test_an_address_alone_is_not_enough() -> None:
    with pytest.raises(BleakError, match="BLEDevice"):
        BleakClient("F0:F1:F2:F3:F4:F5", backend=BumbleClient)
