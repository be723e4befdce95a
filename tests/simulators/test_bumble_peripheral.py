import asyncio

from simulators.bumble_rig import bumble_rig
from simulators.machines import QUIRKS
from tests.simulators.conversation import converse


async def test_notifications_arrive_in_the_order_sent() -> None:
    async with bumble_rig(QUIRKS["matrix"]) as rig:
        talk = await converse(rig)
        await talk.listen("2acd")
        await asyncio.sleep(20.5)
        assert [data[:2].hex() for data in talk.told("2acd")] == ["9f00", "001f"] * 20


async def test_a_link_is_never_wider_than_the_machines_own() -> None:
    async with bumble_rig() as rig:
        talk = await converse(rig)
        assert talk.client.mtu_size == rig.machine.model.mtu == 23


async def test_a_peripheral_advertises_again_after_a_client_has_left() -> None:
    async with bumble_rig() as rig:
        for _ in range(3):
            talk = await converse(rig)
            await talk.listen()
            assert await talk.ask("00") == "800001"
            await talk.client.disconnect()
