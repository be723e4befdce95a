"""Connecting to a machine on BlueZ, whatever state it, its link or the adapter is in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import pytest
from bleak import BleakClient
from bleak.exc import BleakGATTProtocolError
from bumble.device import Connection, Device

from simulators.attributes import CONTROL_POINT, STATUS
from simulators.bumble_peripheral import BumblePeripheral
from simulators.bumble_rig import MACHINE, address
from simulators.ftms_machine import FtmsMachine
from simulators.guest.air import MODEL, Air, beside
from simulators.radio import CancellingController
from tests.drivers.connection import Heard
from tests.guest.conftest import until_powered
from tests.guest.walks import STOP, driven, kill, walking
from treadctl.cli.scan import by_radio
from treadctl.drivers.bluetooth import connect
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.gatt import hang_up
from treadctl.errors import ConnectFailed

pytestmark = pytest.mark.realtime

FITNESS_MACHINE = 0x1826
UNLISTED = bytes.fromhex("020106 06162618010100")
RIVAL = "C0:C1:C2:C3:C4:C9"
TIMES = 10


def gone(_client: BleakClient) -> None:
    """Nobody minds."""


async def connects(air: Air) -> None:
    """Connect, read, and lose the link from the machine's side."""
    client = await connect(MACHINE, None, gone)
    assert bytes(await client.read_gatt_char("2a24")).decode() == air.machine.model.model_number
    air.radio.lose()
    air.radio.restore()
    await hang_up(client)


@asynccontextmanager
async def taken(air: Air) -> AsyncIterator[Connection]:
    """Somebody else is connected to the machine, which then advertises no more."""
    controller = CancellingController("rival", link=air.radio)
    rival = Device.with_hci("rival", address(RIVAL), controller, controller)
    await rival.power_on()
    yield await rival.connect(address(MACHINE))
    await rival.power_off()


async def ready_within(tries: int) -> bool:
    for _ in range(tries):
        async with driven() as (_, heard, _):
            if heard.machine is not None:
                return True
    return False


async def bluetooth(*words: str) -> None:
    """Tell the adapter; it is played by this very loop."""
    quiet = asyncio.subprocess.DEVNULL
    told = await asyncio.create_subprocess_exec("bluetoothctl", *words, stdin=quiet, stdout=quiet)
    async with asyncio.timeout(10.0):
        assert await told.wait() == 0


async def test_a_machine_that_sleeps_or_is_out_of_range_is_said_and_found_once_it_wakes(
    air: Air,
) -> None:
    air.radio.lose()
    with pytest.raises(ConnectFailed, match="Switch the treadmill on and close its own app"):
        await connect(MACHINE, None, gone)
    air.radio.restore()
    await connects(air)


async def test_a_machine_that_somebody_else_has_is_said_and_taken_once_it_is_free(air: Air) -> None:
    async with taken(air) as theirs:
        with pytest.raises(ConnectFailed, match="close its own app"):
            await connect(MACHINE, None, gone)
        await theirs.disconnect()
        await connects(air)


async def test_a_machine_half_way_through_disconnecting_is_ready_in_the_end(air: Air) -> None:
    first = await connect(MACHINE, None, gone)
    leaving = asyncio.create_task(hang_up(first))
    await asyncio.sleep(0)
    assert await ready_within(3)  # a link that the old connection takes along is made again
    await leaving


async def test_an_adapter_that_is_off_is_said_and_used_once_it_is_on(air: Air) -> None:
    await bluetooth("power", "off")
    try:
        with pytest.raises(ConnectFailed, match="Run `bluetoothctl power on`"):
            await connect(MACHINE, None, gone)
    finally:
        await bluetooth("power", "on")
        await until_powered()
    await connects(air)


async def test_an_adapter_that_is_reset_in_a_walk_ends_in_a_stop(air: Air) -> None:
    async with walking(air) as walk:
        await bluetooth("power", "off")
        await asyncio.sleep(1.0)
        assert walk.speed_kmh > 0.5
        walk.press()
        await bluetooth("power", "on")
        await walk.stands_after_a_stop_that_came_first()


async def test_a_bluetoothd_that_ends_between_two_walks_is_no_obstacle(air: Air) -> None:
    await connects(air)
    kill("bluetoothd")
    await until_powered()
    await connects(air)


async def test_a_link_that_is_up_before_bluez_has_heard_of_it_is_tried_again(air: Air) -> None:
    air.radio.link_control_s = 0.0
    for _ in range(TIMES):
        await connects(air)


async def test_of_twenty_with_one_name_only_the_one_with_the_address_is_touched(air: Air) -> None:
    twenty = [f"F0:F1:F2:F3:F4:{number:02X}" for number in range(20)]
    async with beside(air, twenty) as others:
        for _ in range(2):
            client = await connect(twenty[7], None, gone)
            with suppress(BleakGATTProtocolError):  # nobody subscribed
                await client.write_gatt_char("2ad9", STOP, response=True)
            await hang_up(client)
        assert [len(one.writes) for one in others] == [2 * (at == 7) for at in range(20)]
    assert air.machine.writes == []


@pytest.mark.parametrize(
    "told", [None, b"", b"\x01", b"\x00\x01\x00", b"\x01\x00\x01", b"\xff" * 7], ids=repr
)
async def test_a_treadmill_is_found_whatever_its_service_data_are(
    air: Air, told: bytes | None
) -> None:
    await air.peripheral.advertise(told)
    (found,) = await by_radio()
    assert (found.kind, found.uri) == ("treadmill", f"ftms://{MACHINE}")


async def test_one_that_names_its_service_in_its_service_data_alone_is_found(air: Air) -> None:
    device = air.peripheral.device
    device.advertising_data = UNLISTED
    await device.stop_advertising()
    await device.start_advertising(auto_restart=True)
    (found,) = await by_radio()
    assert (found.kind, found.uri) == ("treadmill", f"ftms://{MACHINE}")


@pytest.mark.parametrize("lacks", [STATUS, CONTROL_POINT])
async def test_a_machine_that_will_not_tell_all_that_it_should_is_heard_all_the_same(
    air: Air, lacks: int
) -> None:
    machine, own = FtmsMachine(MODEL), CancellingController("other", link=air.radio)
    machine.services[FITNESS_MACHINE][lacks] = ("write",)
    peripheral = BumblePeripheral(machine, (own, own), address(RIVAL))
    await peripheral.start()
    heard = Heard()
    running = asyncio.create_task(FtmsDriver(partial(connect, RIVAL, None), heard).run())
    await asyncio.wait({running}, timeout=8.0)
    assert heard.machine is not None and len(heard.records) > 4
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await peripheral.close()
