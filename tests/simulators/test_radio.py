import asyncio

import pytest
from bumble.hci import Address, HCI_LE_Set_Random_Address_Command, OwnAddressType

from simulators.bumble_rig import bumble_rig
from tests.simulators.conversation import converse


async def test_data_arrives_after_the_host_has_changed_its_random_address() -> None:
    async with bumble_rig() as rig:
        talk = await converse(rig)
        other = Address("C9:C9:C9:C9:C9:C9", Address.RANDOM_DEVICE_ADDRESS)
        await rig.host.send_sync_command(HCI_LE_Set_Random_Address_Command(random_address=other))
        assert await talk.read("2ad4") == "3200b0040a00"


async def test_data_arrives_on_a_connection_made_from_the_public_address() -> None:
    async with bumble_rig() as rig:
        connection = await rig.host.connect(
            "F0:F1:F2:F3:F4:F5", own_address_type=OwnAddressType.PUBLIC
        )
        async with asyncio.timeout(10.0):
            assert await connection.gatt_client.discover_services()


async def test_an_adapter_that_is_unplugged_is_a_link_lost_for_the_machine_alone() -> None:
    async with bumble_rig() as rig:
        talk = await converse(rig)
        await talk.listen("2acd")
        (adapter,) = [one for one in rig.link.controllers if one.name == "host"]
        rig.link.unplug(adapter)
        await asyncio.sleep(1.0)
        heard = len(talk.heard)
        await asyncio.sleep(5.0)
        assert (len(talk.heard), talk.client.is_connected) == (heard, True)
        assert adapter not in rig.link.controllers


async def test_a_connection_attempt_that_timed_out_can_be_made_again() -> None:
    async with bumble_rig() as rig:
        rig.link.mute = True
        for _ in range(2):
            with pytest.raises(TimeoutError):
                await rig.open_client(lambda _client: None)
        rig.link.restore()
        assert (await rig.open_client(lambda _client: None)).is_connected
