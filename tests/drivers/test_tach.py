"""A LifeSpan base with a bridge's tachometer at its belt. In virtual time."""

import asyncio

import pytest

from tests.drivers.beside import Belt, served, walking
from tests.drivers.connection import now
from treadctl.drivers.tach import TachDriver, alone
from treadctl.model import Answer
from treadctl.protocols import lifespan
from treadctl.safety.stop_once import stop_once


async def test_the_base_moves_the_belt_and_the_bridge_measures_it() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        assert belt.speed_kmh == pytest.approx(2.0, abs=0.17)
        assert belt.measured_kmh[0] == 0.0
        assert belt.measured_kmh[-1] == pytest.approx(belt.speed_kmh, abs=0.02)
        assert any(record.steps for record in belt.heard.records)


async def test_the_bridge_is_only_looked_at() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        belt.driver.stop()
        await asyncio.sleep(5.0)
        assert belt.bridge.machine.writes == [] and not belt.bridge.machine.relay.closed
        assert belt.measured_kmh[-1] == 0.0


async def test_a_stop_needs_no_bridge() -> None:
    belt = Belt()
    belt.machine.controls.console_speed(now(), 2.0)
    await asyncio.sleep(10.0)
    belt.bridge.in_reach = False
    belt.driver.stop()
    async with served(belt):
        await belt.until(lambda: belt.speed_kmh == 0.0)
        assert belt.orders[:1] == [lifespan.STOP] and belt.heard.machine is None


async def test_a_shell_stops_the_belt_and_sees_it_stand() -> None:
    belt = Belt()
    belt.machine.controls.console_speed(now(), 2.0)
    await asyncio.sleep(10.0)
    assert await stop_once(
        lambda listener: TachDriver(belt.open_base, alone(belt.bridge.open_line), listener), 20.0
    )
    assert belt.speed_kmh == 0.0


@pytest.mark.parametrize("befalls", ["lose", "mute", "hang"])
async def test_a_lost_tachometer_is_lost_telemetry_and_the_base_goes_on_to_be_stopped(
    befalls: str,
) -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        match befalls:
            case "lose":
                belt.bridge.lose()
            case "mute":
                belt.bridge.mute = True
            case "hang":
                belt.bridge.machine.hangs = True
        await asyncio.sleep(0.5)
        told = len(belt.measured_kmh)
        await asyncio.sleep(5.0)
        assert len(belt.measured_kmh) == told and belt.speed_kmh > 1.5
        belt.driver.stop()
        await belt.until(lambda: belt.heard.answers == [Answer.ACCEPTED])
        await belt.until(lambda: belt.speed_kmh == 0.0)


async def test_a_tachometer_that_is_back_measures_on() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        belt.bridge.lose()
        await asyncio.sleep(5.0)
        told = len(belt.measured_kmh)
        belt.bridge.restore()
        await belt.until(lambda: len(belt.measured_kmh) > told + 5)
        assert belt.measured_kmh[-1] == pytest.approx(belt.speed_kmh, abs=0.02)


async def test_a_wire_that_is_cut_reads_as_a_belt_that_stands() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        belt.bridge.machine.no_tach = True
        await asyncio.sleep(3.0)
        assert belt.measured_kmh[-1] == 0.0 and belt.speed_kmh > 1.5


async def test_behind_a_cut_wire_nothing_stands_until_the_base_has_taken_the_stop() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        belt.bridge.machine.no_tach = True
        await belt.until(lambda: belt.measured_kmh[-1] == 0.0)
        belt.line.befall("baud-mismatch")
        belt.driver.stop()
        await asyncio.sleep(1.5)
        assert Answer.ACCEPTED not in belt.heard.answers
        assert belt.heard.records[-1].speed_kmh is None


async def test_a_belt_that_goes_again_needs_its_next_stop_taken_too() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        belt.driver.stop()
        await belt.until(lambda: belt.measured_kmh[-1] == 0.0)
        assert belt.heard.answers == [Answer.ACCEPTED]
        await walking(belt)
        belt.bridge.machine.no_tach = True
        await belt.until(lambda: belt.measured_kmh[-1] == 0.0)
        belt.line.befall("baud-mismatch")
        belt.driver.stop()
        await asyncio.sleep(1.5)
        assert belt.heard.records[-1].speed_kmh is None
