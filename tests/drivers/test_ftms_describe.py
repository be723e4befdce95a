"""A machine in its own words; what it does not say, or says wrongly, is None."""

import asyncio
from dataclasses import replace

import pytest

from simulators.machines import DEFAULT, OMEGA_Z, QUIRKS, UREVO_E1L, MachineModel
from simulators.memory_gatt import LATENCY_S, MemoryRig
from treadctl.drivers import ftms_describe
from treadctl.drivers.wire import Wire
from treadctl.errors import LinkLost
from treadctl.model import Machine, Range


async def nothing() -> None:
    """There is no stop in these stories."""


async def described(model: MachineModel) -> Machine:
    client = await MemoryRig(model).open_client(lambda _client: None)
    return await ftms_describe.describe(client, Wire(nothing))


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


async def test_a_range_that_cannot_be_read_is_none() -> None:
    rig = MemoryRig()
    rig.machine.services = {
        service: {uuid: ("notify",) if uuid == 0x2AD4 else how for uuid, how in held.items()}
        for service, held in rig.machine.services.items()
    }
    client = await rig.open_client(lambda _client: None)
    machine = await ftms_describe.describe(client, Wire(nothing))
    assert machine.speed_kmh is None and machine.inclination_percent is not None


async def test_the_machine_that_obeys_without_permission_is_known_by_its_name() -> None:
    machine = await described(OMEGA_Z)
    assert ftms_describe.QUIRKS[machine.name].control_unanswered


async def test_a_read_that_does_not_return_is_a_lost_link() -> None:
    rig = MemoryRig()
    client = await rig.open_client(lambda _client: None)
    rig.link.mute = True
    begun = asyncio.get_running_loop().time()
    with pytest.raises(LinkLost):
        await ftms_describe.describe(client, Wire(nothing))
    assert asyncio.get_running_loop().time() - begun == ftms_describe.SETUP_LIMIT_S


async def test_each_read_takes_its_turn() -> None:
    rig = MemoryRig()
    client = await rig.open_client(lambda _client: None)
    wire = Wire(nothing)
    begun = asyncio.get_running_loop().time()
    async with wire.turn():
        describing = asyncio.create_task(ftms_describe.describe(client, wire))
        await asyncio.sleep(1.0)
        assert not describing.done()
    await describing
    took_s = asyncio.get_running_loop().time() - begun
    assert took_s == pytest.approx(1.0 + 3 * LATENCY_S)
