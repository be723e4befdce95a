"""A machine in its own words; what it does not say, or says wrongly, is None."""

import asyncio
import logging
from dataclasses import replace

import pytest

from simulators.machines import DEFAULT, OMEGA_Z, QUIRKS, UREVO_E1L, MachineModel
from simulators.memory_gatt import LATENCY_S, MemoryRig
from treadctl.drivers import ftms_describe
from treadctl.drivers.known_machines import KNOWN
from treadctl.drivers.quirks import Quirk
from treadctl.drivers.wire import Wire
from treadctl.errors import LinkLost
from treadctl.model import Machine, Range


async def nothing() -> None:
    """There is no stop in these stories."""


async def described(model: MachineModel) -> Machine:
    client = await MemoryRig(model).open_client(lambda _client: None)
    wire = Wire(nothing)
    model_number, _firmware = await ftms_describe.identify(client, wire)
    return await ftms_describe.describe(client, wire, model_number)


async def test_a_machine_tells_its_name_its_address_and_its_ranges() -> None:
    machine = await described(DEFAULT)
    assert machine == Machine(
        "SIM-1", machine.identity, Range(0.5, 12.0, 0.1), Range(0.0, 12.0, 0.5)
    )
    assert machine.identity.count(":") == 5


async def test_a_slope_that_cannot_rise_is_none() -> None:
    assert (await described(UREVO_E1L)).inclination_percent is None


async def test_a_machine_without_a_slope_has_none() -> None:
    assert (await described(QUIRKS["yesoul-w2-pro"])).inclination_percent is None


@pytest.mark.parametrize("speeds", [(0, 0, 0), (600, 100, 10)])
async def test_a_range_that_makes_no_sense_is_none(speeds: tuple[int, int, int]) -> None:
    machine = await described(replace(DEFAULT, speed_centi=speeds))
    assert machine.speed_kmh is None and machine.inclination_percent is not None


@pytest.mark.parametrize(
    ("model_number", "name"),
    [("Omega Z\0\0junk", "Omega Z"), ("  T 12 ", "T 12"), ("", DEFAULT.name), ("\0", DEFAULT.name)],
)
async def test_a_name_ends_at_its_first_nul_and_an_empty_one_is_what_was_advertised(
    model_number: str, name: str
) -> None:
    assert (await described(replace(DEFAULT, model_number=model_number))).name == name


@pytest.mark.parametrize(
    ("advertised", "told", "name"),
    [
        ("Läufer 🏃", "", "Läufer 🏃"),
        ("Run\x1b[2J\n1", "", "Run[2J1"),
        ("Run", "T\x07 12\r\n", "T 12"),
        ("", "", "F0:F1:F2:F3:F4:F5"),
        ("\x01\x02", "", "F0:F1:F2:F3:F4:F5"),
    ],
)
async def test_a_name_is_what_can_be_printed_of_it_and_without_one_it_is_the_address(
    advertised: str, told: str, name: str
) -> None:
    assert (await described(replace(DEFAULT, name=advertised, model_number=told))).name == name


async def test_a_range_that_cannot_be_read_is_none() -> None:
    rig = MemoryRig()
    rig.machine.services = {
        service: {uuid: ("notify",) if uuid == 0x2AD4 else how for uuid, how in held.items()}
        for service, held in rig.machine.services.items()
    }
    client = await rig.open_client(lambda _client: None)
    machine = await ftms_describe.describe(client, Wire(nothing), "")
    assert machine.speed_kmh is None and machine.inclination_percent is not None


async def test_a_machine_tells_its_model_and_its_firmware_where_a_row_asks_for_it() -> None:
    client = await MemoryRig(OMEGA_Z).open_client(lambda _client: None)
    told = await ftms_describe.identify(client, Wire(nothing), KNOWN)
    assert told == ("Omega Z", "V10.23.17")
    assert await ftms_describe.identify(client, Wire(nothing)) == ("Omega Z", "")


async def test_a_range_in_miles_is_told_in_km() -> None:
    quirk = Quirk(machine="m", source="s", model="m", ranges_in_mph=True)
    client = await MemoryRig().open_client(lambda _client: None)
    machine = await ftms_describe.describe(client, Wire(nothing), "", quirk)
    told = machine.speed_kmh
    assert told is not None
    assert (told.low, told.high, told.step) == pytest.approx((0.804672, 19.312128, 0.1609344))


async def test_targets_in_miles_say_nothing_of_the_range() -> None:
    quirk = Quirk(machine="m", source="s", model="m", targets_in_mph=True)
    client = await MemoryRig().open_client(lambda _client: None)
    machine = await ftms_describe.describe(client, Wire(nothing), "", quirk)
    assert machine.speed_kmh == Range(0.5, 12.0, 0.1)


@pytest.mark.parametrize(
    ("speeds", "told"),
    [
        ((50, 1200, 10), Range(1.0, 12.0, 0.1)),
        ((0, 0, 0), Range(1.0, 25.0, 0.1)),
        ((120, 1200, 10), Range(1.2, 12.0, 0.1)),
        ((50, 80, 10), Range(1.0, 1.0, 0.1)),
    ],
)
async def test_a_machine_known_to_go_no_slower_says_so(
    speeds: tuple[int, int, int], told: Range
) -> None:
    slow = Quirk(machine="m", source="s", model="m", min_speed_kmh=1.0)
    rig = MemoryRig(replace(DEFAULT, speed_centi=speeds))
    client = await rig.open_client(lambda _client: None)
    machine = await ftms_describe.describe(client, Wire(nothing), "", slow)
    assert machine.speed_kmh == told


async def test_a_machine_with_a_table_of_slopes_has_those() -> None:
    levels = Quirk(machine="m", source="s", model="m", inclinations=((0.0, 0), (0.6, 6), (1.3, 9)))
    client = await MemoryRig(QUIRKS["yesoul-w2-pro"]).open_client(lambda _client: None)
    machine = await ftms_describe.describe(client, Wire(nothing), "", levels)
    assert machine.inclination_percent == Range(0.0, 1.3, 0.6)


async def test_a_read_that_does_not_return_is_a_lost_link() -> None:
    rig = MemoryRig()
    client = await rig.open_client(lambda _client: None)
    rig.link.mute = True
    begun = asyncio.get_running_loop().time()
    with pytest.raises(LinkLost):
        await ftms_describe.describe(client, Wire(nothing), "")
    assert asyncio.get_running_loop().time() - begun == ftms_describe.SETUP_LIMIT_S


async def test_each_read_takes_its_turn() -> None:
    rig = MemoryRig()
    client = await rig.open_client(lambda _client: None)
    wire = Wire(nothing)
    begun = asyncio.get_running_loop().time()
    async with wire.turn():
        describing = asyncio.create_task(ftms_describe.describe(client, wire, ""))
        await asyncio.sleep(1.0)
        assert not describing.done()
    await describing
    took_s = asyncio.get_running_loop().time() - begun
    assert took_s == pytest.approx(1.0 + 2 * LATENCY_S)


async def test_how_long_a_read_takes_is_logged_for_want_of_the_connection_s_interval(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    await described(DEFAULT)
    assert [f"at most {LATENCY_S * 1000:.0f} ms" in one for one in caplog.messages] == [True]
