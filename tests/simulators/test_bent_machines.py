"""The twins that are made from hearsay: each bends one thing, and speaks FTMS otherwise."""

import pytest

from simulators.bent_machines import BENT, TWINS
from simulators.bumble_rig import bumble_rig
from simulators.machines import DEFAULT, QUIRKS
from treadctl.drivers.known_machines import KNOWN
from treadctl.drivers.quirks import STANDARD, select


def test_every_twin_can_be_named_in_an_address() -> None:
    assert TWINS.keys() == QUIRKS.keys() | BENT.keys()
    assert len(TWINS) == len(QUIRKS) + len(BENT)


@pytest.mark.parametrize("name", BENT)
def test_each_bends_something_and_is_known_for_it(name: str) -> None:
    model = BENT[name]
    assert model != DEFAULT
    assert select(KNOWN, model.name, model.model_number, model.firmware) is not STANDARD


async def test_a_vendor_s_characteristic_is_served_over_a_real_stack_too() -> None:
    async with bumble_rig(BENT["kingsmith-mc21"]) as rig:
        client = await rig.open_client(lambda _client: None)
        await client.write_gatt_char("d18d2c10-c44c-11e8-a355-529269fb1459", b"\x01", response=True)
        assert [data for _, data in rig.machine.vendor_writes] == [b"\x01"]
