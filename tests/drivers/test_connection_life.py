"""A driver on a real GATT stack, bumble's, in virtual time: what a link may be and what befalls it.

What only BlueZ can show is in tests/guest.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from bumble.device import Device

from simulators.bumble_rig import MACHINE, BumbleRig, address, bumble_rig
from simulators.machines import DEFAULT, QUIRKS, MachineModel
from simulators.radio import CancellingController
from tests.drivers.connection import Heard, now
from treadctl.drivers.ftms import FtmsDriver
from treadctl.errors import ConnectFailed, LinkLost
from treadctl.model import Answer, SetTargetSpeed, Start

MTUS = (23, 65, 185, 247, 517)
RIVAL = "C0:C1:C2:C3:C4:C9"
LIMIT_S = 60.0


class Linked:
    """A driver at work on a rig."""

    def __init__(self, rig: BumbleRig) -> None:
        self.rig, self.heard = rig, Heard()
        self.driver = FtmsDriver(rig.open_client, self.heard)
        self.running = asyncio.create_task(self.driver.run())

    async def ready(self) -> None:
        async with asyncio.timeout(LIMIT_S):
            while self.heard.machine is None and not self.running.done():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        if self.running.done():
            self.running.result()

    async def walk(self) -> None:
        assert await self.driver.send(Start()) is Answer.ACCEPTED
        await asyncio.sleep(5.0)
        assert await self.driver.send(SetTargetSpeed(2.0)) is Answer.ACCEPTED
        await asyncio.sleep(10.0)


@asynccontextmanager
async def linked(model: MachineModel = DEFAULT) -> AsyncIterator[Linked]:
    async with bumble_rig(model) as rig:
        link = Linked(rig)
        try:
            yield link
        finally:
            link.running.cancel()
            await asyncio.gather(link.running, return_exceptions=True)


@pytest.mark.parametrize("mtu", MTUS)
async def test_a_record_is_whole_whatever_the_mtu_is(mtu: int) -> None:
    model = replace(QUIRKS["matrix"], mtu=mtu)
    async with linked(model) as link:
        await link.ready()
        await link.walk()
        record = link.heard.records[-1]
        assert record.speed_kmh == pytest.approx(2.0)
        assert record.distance_m and record.elapsed_s and record.inclination_percent == 0.0
        link.driver.stop()
        await asyncio.sleep(5.0)
        assert link.heard.records[-1].speed_kmh == 0.0


async def test_answers_may_come_as_notifications() -> None:
    async with linked(replace(DEFAULT, notifies_answers=True)) as link:
        await link.ready()
        await link.walk()
        link.driver.stop()
        await asyncio.sleep(5.0)
        assert Answer.ACCEPTED in link.heard.answers
        assert link.rig.machine.belt.standing


async def test_a_machine_out_of_range_is_a_failed_connection_and_no_more() -> None:
    async with linked() as link:
        link.rig.link.lose()
        with pytest.raises(ConnectFailed, match="does not answer"):
            await link.running
        link.rig.link.restore()
        again = Linked(link.rig)
        await again.ready()
        again.running.cancel()
        await asyncio.gather(again.running, return_exceptions=True)


async def test_a_machine_that_somebody_else_has_is_a_failed_connection() -> None:
    async with bumble_rig() as rig:
        controller = CancellingController("rival", link=rig.link)
        rival = Device.with_hci("rival", address(RIVAL), controller, controller)
        await rival.power_on()
        await rival.connect(address(MACHINE))
        with pytest.raises(ConnectFailed):
            await Linked(rig).running
        assert rig.machine.writes == []
        await rival.power_off()


async def test_a_link_that_is_lost_at_any_moment_of_connecting_is_said_and_writes_no_start() -> (
    None
):
    for moment_ms in range(0, 500, 25):
        async with linked() as link:
            await asyncio.sleep(moment_ms / 1000)
            link.rig.link.lose()
            with pytest.raises((ConnectFailed, LinkLost)):
                await link.running
            assert b"\x07" not in [data for _, data in link.rig.machine.writes]


async def test_a_peer_that_falls_silent_is_a_lost_link_once_a_write_does_not_return() -> None:
    async with linked() as link:
        await link.ready()
        await link.walk()
        link.rig.link.mute = True
        at = now()
        link.driver.stop()
        with pytest.raises(LinkLost, match="did not return"):
            await link.running
        assert now() - at < 5.0
        assert link.heard.stops_at == []
