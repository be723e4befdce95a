"""`treadctl stop` for a belt whose own process was killed in a walk, and a stop among writes."""

import asyncio

import pytest

from simulators.guest.air import Air
from tests.guest.walks import START, STOP, driven, killed_and_stopped, no_bluetoothd, walking
from tests.processes import until
from treadctl.drivers.gatt import DISCONNECT_LIMIT_S
from treadctl.drivers.wire import WRITE_LIMIT_S
from treadctl.errors import LinkLost, Refused
from treadctl.model import Answer, SetTargetInclination, SetTargetSpeed, Start

pytestmark = pytest.mark.realtime


async def test_a_machine_that_bluez_knows_and_has_lost_is_stopped(air: Air) -> None:
    async with walking(air) as walk:
        air.radio.lose()
        air.radio.restore()
        await killed_and_stopped(walk)


async def test_a_machine_that_a_new_bluetoothd_does_not_know_is_stopped(air: Air) -> None:
    async with walking(air) as walk:
        with no_bluetoothd(forgets=True):
            await walk.shows("The treadmill stopped telling its speed.")
        await killed_and_stopped(walk)


async def test_a_stop_overtakes_what_waits_behind_a_write(air: Air) -> None:
    async with driven() as (driver, _, _):
        assert await driver.send(Start()) is Answer.ACCEPTED
        under_way = asyncio.create_task(driver.send(SetTargetSpeed(1.0)))
        waiting = asyncio.create_task(driver.send(SetTargetInclination(1.0)))
        await asyncio.sleep(0)
        driver.stop()
        with pytest.raises(Refused):
            await waiting
        assert await under_way is Answer.ACCEPTED
        await until(lambda: not air.machine.belt.started)
    written = [data for _, data in air.machine.writes]
    assert written[written.index(START) + 1 :][:2] == [b"\x02\x64\x00", STOP]


async def test_a_stop_that_a_silent_peer_does_not_take_is_a_lost_link_in_seconds(air: Air) -> None:
    async with driven() as (driver, heard, serving):
        air.radio.mute = True
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        driver.stop()
        with pytest.raises(LinkLost, match="did not return"):
            await serving
        assert loop.time() - asked_at <= WRITE_LIMIT_S + DISCONNECT_LIMIT_S + 1.0  # BlueZ: 30 s
        assert heard.stops_at == []
