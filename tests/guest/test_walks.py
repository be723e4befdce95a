"""`treadctl run` on BlueZ, and what can befall it. Each is judged by the simulated belt."""

import asyncio

import pytest

from simulators.guest.air import Air
from tests.guest.conftest import until_powered
from tests.guest.walks import kill, no_bluetoothd, walking
from treadctl.drivers.wire import WRITE_LIMIT_S
from treadctl.safety.clock import RETURN_LIMIT_S

pytestmark = pytest.mark.realtime


async def test_a_key_stops_the_belt(air: Air) -> None:
    async with walking(air) as walk:
        walk.press()
        await walk.stands_after_a_stop_that_came_first()
        await walk.shows("You pressed PAIN.")
        assert await walk.program.ended() == 0


async def test_a_lost_link_that_is_back_late_is_stopped_first(air: Air) -> None:
    async with walking(air) as walk:
        air.radio.lose()
        await asyncio.sleep(RETURN_LIMIT_S + 1.0)
        assert walk.speed_kmh > 0.5 and not walk.writes
        air.radio.restore()
        await walk.stands_after_a_stop_that_came_first()


async def test_a_stop_during_a_lost_link_is_the_first_thing_written(air: Air) -> None:
    async with walking(air) as walk:
        air.radio.lose()
        await asyncio.sleep(1.0)
        walk.press()
        air.radio.restore()
        await walk.stands_after_a_stop_that_came_first()


async def test_a_peer_gone_silent_is_said_and_tried_again_until_it_stands(air: Air) -> None:
    async with walking(air) as walk:
        air.radio.mute = True
        await walk.shows("The treadmill stopped telling its speed.")
        assert walk.speed_kmh > 0.5 and not walk.writes
        await walk.shows("PULL THE SAFETY KEY")
        air.radio.lose()  # the supervision timeout that the simulated radio does not have
        air.radio.restore()
        await walk.stands_after_a_stop_that_came_first()


@pytest.mark.parametrize("forgets", [False, True], ids=["remembers", "forgets"])
async def test_a_bluetoothd_that_dies_is_noticed_by_silence_alone(air: Air, forgets: bool) -> None:
    async with walking(air) as walk:
        with no_bluetoothd(forgets=forgets):
            await walk.shows("The treadmill stopped telling its speed.")
            assert walk.speed_kmh > 0.5 and not walk.writes
        await walk.stands_after_a_stop_that_came_first()


async def test_a_d_bus_that_dies_under_a_stop_does_not_take_the_program_along(air: Air) -> None:
    async with walking(air) as walk:
        air.radio.mute = True
        walk.press()
        await asyncio.sleep(WRITE_LIMIT_S / 3)
        kill("dbus-daemon")
        air.radio.lose()
        air.radio.restore()
        await walk.stands_after_a_stop_that_came_first()
        assert await walk.program.ended() == 0


async def test_an_adapter_that_is_pulled_and_put_back_ends_in_a_stop(air: Air) -> None:
    async with walking(air) as walk:
        await air.unplug()
        await asyncio.sleep(2.0)
        assert walk.speed_kmh > 0.5
        walk.press()
        await air.plug()
        await until_powered()
        await walk.stands_after_a_stop_that_came_first()
