"""A bridge as the treadmill: what it is asked, and how it is stopped."""

import asyncio

import pytest

from firmware_bridge import wire
from firmware_bridge.settings import Settings
from tests.drivers.bridged import bridged
from treadctl.errors import Refused
from treadctl.model import Answer, Range, SetTargetInclination, SetTargetSpeed, Start

TILTS = Settings(incline_pulses=54, max_permille=150, min_permille=-30)


SLOW = Settings(max_ckmh=450, accel=30)


async def test_a_bridge_tells_its_range_within_the_ceiling_of_every_walk() -> None:
    async with bridged() as bridge:
        await bridge.ready()
        assert bridge.heard.machine is not None
        assert bridge.heard.machine.speed_kmh == Range(0.8, 6.0, 0.1)
        assert bridge.heard.machine.inclination_percent is None


async def test_a_bridge_that_is_set_tighter_keeps_its_own_limits() -> None:
    async with bridged(SLOW) as bridge:
        await bridge.ready()
        assert bridge.heard.machine is not None
        assert bridge.heard.machine.speed_kmh == Range(0.8, 4.5, 0.1)


async def test_a_bridge_at_rest_is_told_no_inclination_before_a_walk_or_behind_one() -> None:
    async with bridged(TILTS) as bridge:
        await bridge.ready()
        assert await bridge.driver.send(SetTargetInclination(0.0)) is Answer.NOT_PERMITTED
        await bridge.walk()
        bridge.driver.stop()
        await bridge.until(lambda: bridge.state == wire.SAFE)
        await bridge.until(lambda: bridge.machine.bridge.control.still)
        said = len(bridge.machine.writes)
        assert await bridge.driver.send(SetTargetInclination(0.0)) is Answer.NOT_PERMITTED
        assert wire.SETPOINT not in [data[0] for _, data in bridge.machine.writes[said:]]


async def test_a_bridge_with_an_incline_motor_tilts_within_the_ceiling() -> None:
    async with bridged(TILTS) as bridge:
        await bridge.ready()
        assert bridge.heard.machine is not None
        assert bridge.heard.machine.inclination_percent == Range(0.0, 5.0, 0.5)
        await bridge.walk()
        assert await bridge.driver.send(SetTargetInclination(2.0)) is Answer.ACCEPTED
        assert bridge.machine.bridge.control.target_permille == 20
        assert await bridge.driver.send(SetTargetInclination(5.5)) is Answer.REJECTED
        assert bridge.machine.bridge.control.target_permille == 20


async def test_the_belt_is_measured_and_follows_what_is_asked() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        await asyncio.sleep(5.0)
        assert bridge.heard.records[-1].speed_kmh == pytest.approx(2.0, abs=0.1)
        assert bridge.machine.belt.peak_speed_kmh < 2.3


async def test_the_setpoint_is_said_ten_times_a_second_and_holds_the_lease() -> None:
    async with bridged() as bridge:
        await bridge.walk()
        leases = []
        for _ in range(500):
            await asyncio.sleep(0.01)
            leases.append(bridge.machine.bridge.control.lease_left_ms)
        assert min(leases) >= 350 and bridge.state == wire.RUNNING


async def test_the_target_that_is_too_high_is_rejected_and_the_one_before_it_stays() -> None:
    async with bridged() as bridge:
        await bridge.walk(1.0)
        assert await bridge.driver.send(SetTargetSpeed(6.1)) is Answer.REJECTED
        await asyncio.sleep(2.0)
        assert bridge.state == wire.RUNNING
        assert bridge.machine.belt.speed_kmh == pytest.approx(1.0, abs=0.1)


async def test_a_stop_ramps_the_duty_down_within_a_control_step_of_its_arrival() -> None:
    async with bridged() as bridge:
        await bridge.walk(3.0)
        duty = bridge.duty
        bridge.driver.stop()
        assert await bridge.until(lambda: bridge.duty < duty) <= 0.05
        await bridge.until(lambda: bridge.machine.belt.speed_kmh == 0.0, within_s=3.0 / 1.8 + 1.5)
        assert bridge.heard.answers == [Answer.ACCEPTED] and bridge.noticed == []


async def test_a_stop_is_said_again_until_status_shows_it_and_then_no_more() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        bridge.rig.mute = True
        bridge.driver.stop()
        await asyncio.sleep(0.2)
        bridge.rig.mute = False
        await bridge.until(lambda: bridge.state != wire.RUNNING, within_s=0.1)
        await asyncio.sleep(0.3)
        written = len(bridge.heard.stops_at)
        assert written >= 4
        await asyncio.sleep(1.0)
        assert len(bridge.heard.stops_at) == written


async def test_nothing_but_a_stop_is_written_after_a_stop() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        bridge.driver.stop()
        with pytest.raises(Refused, match="A stop came first"):
            await bridge.driver.send(SetTargetSpeed(2.0))
        before = len(bridge.machine.writes)
        await asyncio.sleep(2.0)
        assert {data[0] for _, data in bridge.machine.writes[before:]} == {wire.STOP}


async def test_a_start_under_which_a_stop_comes_is_refused() -> None:
    async with bridged() as bridge:
        await bridge.ready()
        starting = asyncio.create_task(bridge.driver.send(Start()))
        await asyncio.sleep(0.01)
        bridge.driver.stop()
        with pytest.raises(Refused, match="A stop came first"):
            await starting
        await asyncio.sleep(3.0)
        assert bridge.machine.belt.peak_speed_kmh == 0.0


async def test_after_a_stop_the_belt_is_started_again() -> None:
    async with bridged() as bridge:
        await bridge.walk(1.0)
        bridge.driver.stop()
        await bridge.until(lambda: bridge.state == wire.SAFE)
        await asyncio.sleep(0.2)
        await bridge.walk(1.0)
