"""A machine that stays, reached over TCP as another process would."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from bleak import BleakClient
from bleak.exc import BleakError
from bumble.device import Device
from bumble.hci import Address
from bumble.transport.tcp_client import open_tcp_client_transport

from simulators.bumble_host import BumbleHost
from simulators.bumble_rig import MACHINE
from simulators.live import ON_ADAPTER, Live, on_adapter, on_tcp
from treadctl.errors import BadInput, ConnectFailed

pytestmark = pytest.mark.realtime
SERVES_HCI = "sim://?hci="


@pytest.fixture
def writes() -> list[str]:
    return []


@pytest.fixture
async def live(writes: list[str]) -> AsyncIterator[Live]:
    async with on_tcp(lambda data: writes.append(data.hex())) as machine:
        yield machine


async def client_of(live: Live, gone: Callable[[BleakClient], None] = print) -> BleakClient:
    return await BumbleHost(live.uri.removeprefix(SERVES_HCI)).open_client(gone)


async def heard(client: BleakClient, uuid: str) -> bytes:
    """Return the next value of a characteristic."""
    values: asyncio.Queue[bytes] = asyncio.Queue()
    await client.start_notify(uuid, lambda _sender, data: values.put_nowait(bytes(data)))
    async with asyncio.timeout(5.0):
        return await values.get()


async def test_a_client_reads_hears_and_writes(live: Live, writes: list[str]) -> None:
    client = await client_of(live)
    assert (await client.read_gatt_char("2ad4")).hex() == "3200b0040a00"
    assert len(await heard(client, "2acd")) > 4
    await client.start_notify("2ad9", lambda _sender, _data: None)
    await client.write_gatt_char("2ad9", bytes.fromhex("0801"), response=True)
    assert writes == ["0801"]
    await client.disconnect()


async def test_only_a_stop_that_a_moving_belt_obeyed_is_told() -> None:
    told: list[str] = []
    stop = bytes.fromhex("0801")
    async with on_tcp(lambda data: told.append(data.hex()), lambda: told.append("obeyed")) as live:
        live.befall("console-speed=2.0")
        client = await client_of(live)
        with pytest.raises(BleakError):  # nobody asked for indications yet
            await client.write_gatt_char("2ad9", stop, response=True)
        answers: asyncio.Queue[bytes] = asyncio.Queue()
        await client.start_notify("2ad9", lambda _sender, data: answers.put_nowait(bytes(data)))
        for data in (b"\x00", stop, stop):
            await client.write_gatt_char("2ad9", data, response=True)
            async with asyncio.timeout(5.0):
                await answers.get()
        await client.disconnect()
    assert told == ["0801", "00", "0801", "obeyed", "0801"]


async def test_the_next_client_is_served_when_one_has_left(live: Live) -> None:
    for _ in range(3):
        client = await client_of(live)
        await client.disconnect()
        assert not client.is_connected


async def test_a_process_that_dies_lets_the_machine_be_found_again(live: Live) -> None:
    transport = await open_tcp_client_transport(live.uri.removeprefix(SERVES_HCI))
    own = Address.generate_static_address()
    host = Device.with_hci("host", own, transport.source, transport.sink)
    await host.power_on()
    await host.connect(MACHINE)
    await transport.close()
    client = await client_of(live)
    await client.disconnect()


async def test_a_fault_befalls_the_machine(live: Live) -> None:
    gone: list[BleakClient] = []
    await client_of(live, gone.append)
    live.befall("link-loss")
    async with asyncio.timeout(5.0):
        while not gone:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
    live.befall("link-back")
    live.befall("late-stop=2")
    assert live.machine.belt.late_stop_s == 2.0
    client = await client_of(live)
    await client.disconnect()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("bogus", "^'bogus' names no event"),
        ("pain", "is the walker's doing"),
        ("hr", "needs a value"),
        ("hr-off", "is a strap's doing"),
    ],
)
async def test_what_no_machine_can_do_is_refused(live: Live, line: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        live.befall(line)


async def test_on_an_adapter_the_machine_has_the_address_that_it_tells(live: Live) -> None:
    adapter = live.uri.replace(SERVES_HCI, "tcp-client:")
    async with on_adapter(adapter, lambda _data: None) as other:
        assert other.uri == f"ftms://{ON_ADAPTER}"
        other.befall("link-loss")
        other.befall("link-back")
        other.befall("ignore-stop")
        assert other.machine.controller.ignores_stop
        assert not live.machine.controller.ignores_stop


@pytest.mark.parametrize("spec", ["tcp-client:127.0.0.1:1", "serial:no-such-port", "usb:99999"])
async def test_an_adapter_that_cannot_be_used_is_said_by_name(spec: str) -> None:
    with pytest.raises(ConnectFailed, match=spec):
        async with on_adapter(spec, lambda _data: None):
            pass
