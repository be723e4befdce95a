"""Subscriptions once each, an unlock that never fails, and writes that are kept apart."""

import asyncio

import pytest
from bleak.exc import BleakGATTProtocolError

from simulators.bent_machines import BENT
from simulators.ftms_machine import AttError
from simulators.memory_gatt import MemoryRig
from tests.belt import rig_with
from tests.drivers.connection import DATA, STATUS, Recording, now
from treadctl.drivers.ftms_link import FtmsLink, Spacing
from treadctl.drivers.known_machines import KNOWN
from treadctl.drivers.quirks import Unlock, select
from treadctl.errors import LinkLost
from treadctl.protocols import ftms

KINGSMITH = BENT["kingsmith-mc21"]


async def linked(rig: MemoryRig) -> tuple[FtmsLink, list[str]]:
    why: list[str] = []
    return FtmsLink(await rig.open_client(lambda _client: None), why.append), why


async def test_a_subscription_is_made_once() -> None:
    machine = Recording()
    link, _ = await linked(rig_with(machine))
    for _ in range(2):
        await link.subscribe(ftms.TREADMILL_DATA, lambda _sender, _data: None)
    assert machine.order == [DATA]


@pytest.mark.parametrize("how", ["not told", "refused"])
async def test_a_subscription_that_the_machine_refuses_is_no_lost_link(how: str) -> None:
    machine = Refusing()
    machine.refuses = how == "refused"
    if how == "not told":
        machine.services[0x1826][STATUS] = ("read",)
    link, why = await linked(rig_with(machine))
    for uuid in (ftms.STATUS, ftms.TREADMILL_DATA):
        await link.subscribe(uuid, lambda _sender, _data: None)
    assert (machine.order, why) == ([DATA], [])


class Refusing(Recording):
    """It lets nobody subscribe to its status."""

    refuses = True

    def subscribe(self, characteristic: int) -> None:
        if characteristic == STATUS and self.refuses:
            raise AttError(0x03)
        super().subscribe(characteristic)


async def test_a_write_that_the_machine_refuses_is_no_lost_link() -> None:
    link, why = await linked(MemoryRig())
    with pytest.raises(BleakGATTProtocolError):
        await link.write(b"\x00")  # indications are off
    assert why == []


async def test_a_write_that_does_not_return_is_a_lost_link_and_says_so() -> None:
    rig = MemoryRig()
    link, why = await linked(rig)
    rig.link.mute = True
    with pytest.raises(LinkLost):
        await link.write(b"\x00")
    assert len(why) == 1 and "if it has to be paired, do so once with `bluetoothctl`" in why[0]


async def test_a_write_that_does_not_return_once_others_did_is_not_about_pairing() -> None:
    rig = MemoryRig()
    link, why = await linked(rig)
    await link.subscribe(ftms.CONTROL_POINT, lambda _sender, _data: None)
    await link.write(b"\x00")
    rig.link.mute = True
    with pytest.raises(LinkLost):
        await link.write(b"\x00")
    assert why == ["The link to the treadmill broke: A write to the treadmill did not return."]


async def test_an_unlock_reaches_the_vendor_s_characteristic() -> None:
    rig = MemoryRig(KINGSMITH)
    link, _ = await linked(rig)
    await link.unlock(select(KNOWN, KINGSMITH.name).unlock)
    assert [data.hex() for _, data in rig.machine.vendor_writes] == ["01000d00060b0f0d"]


async def test_a_machine_without_that_characteristic_is_left_alone() -> None:
    rig = MemoryRig()
    link, _ = await linked(rig)
    await link.unlock(select(KNOWN, KINGSMITH.name).unlock)
    await link.unlock(None)
    assert rig.machine.vendor_writes == []


async def test_an_unlock_after_the_link_was_lost_does_not_fail() -> None:
    rig = MemoryRig(KINGSMITH)
    link, _ = await linked(rig)
    rig.link.lose()
    await link.unlock(select(KNOWN, KINGSMITH.name).unlock)
    assert rig.machine.vendor_writes == []


async def test_an_unlock_that_does_not_return_is_given_up_after_a_second() -> None:
    rig = MemoryRig(KINGSMITH)
    link, why = await linked(rig)
    rig.link.mute = True
    at = now()
    await link.unlock(Unlock("d18d2c10-c44c-11e8-a355-529269fb1459", "00"))
    assert now() - at == pytest.approx(1.0, abs=0.1) and why == []


async def test_writes_are_kept_apart_and_the_first_one_waits_for_nothing() -> None:
    spacing, begun = Spacing(), now()
    times = []
    for _ in range(3):
        await spacing.keep(0.5)
        times.append(now() - begun)
    assert times == pytest.approx([0.0, 0.5, 1.0])


async def test_two_that_come_at_once_are_kept_apart_too() -> None:
    spacing, begun = Spacing(), now()
    await asyncio.gather(spacing.keep(0.5), spacing.keep(0.5), spacing.keep(0.5))
    assert now() - begun == pytest.approx(1.0)
