import asyncio

from bumble.att import ATT_Handle_Value_Confirmation, Bearer
from bumble.device import Device

from simulators.bumble_peripheral import BumblePeripheral
from simulators.bumble_rig import MACHINE, address, bumble_rig, connected
from simulators.ftms_machine import FtmsMachine
from simulators.machines import QUIRKS
from simulators.radio import CancellingController, Radio
from tests.simulators.conversation import converse

POINT = "00002ad9-0000-1000-8000-00805f9b34fb"


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


async def test_a_write_in_the_same_packet_as_a_confirmation_finds_the_procedure_closed() -> None:
    air = Radio()
    own, other = CancellingController("machine", link=air), CancellingController("host", link=air)
    machine = FtmsMachine()
    peripheral = BumblePeripheral(machine, (own, own), address(MACHINE))
    host = Device.with_hci("host", address("C0:C1:C2:C3:C4:C5"), other, other)
    await peripheral.start()
    await host.power_on()
    server, ends = peripheral.device.gatt_server, list[object]()
    confirmed, taken = server.on_att_handle_value_confirmation, asyncio.Event()

    def in_one_packet(bearer: Bearer, confirmation: ATT_Handle_Value_Confirmation) -> None:
        confirmed(bearer, confirmation)
        if not taken.is_set():
            machine.write(b"\x07")  # raises AttError while the procedure is open
            taken.set()

    server.on_att_handle_value_confirmation = in_one_packet  # type: ignore[method-assign]  # a tap
    client = await connected(host, ends.append)
    await client.start_notify(POINT, lambda _sender, _data: None)
    await client.write_gatt_char(POINT, b"\x00", response=True)
    await asyncio.wait_for(taken.wait(), 5.0)
    assert machine.belt.started
    air.lose()
    await asyncio.sleep(0)
    await host.power_off()
    await peripheral.close()
