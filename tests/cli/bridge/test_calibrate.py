"""Measuring a simulated treadmill behind the bridge. The firmware is real, time is virtual."""

import asyncio

import pytest

from firmware_bridge.settings import Settings
from simulators.bridge_machine import DEAD_ZONE_DUTY, DUTY_PER_KMH
from simulators.bridge_rig import BridgeRig
from treadctl.cli.bridge.calibrate import Ask, Calibrator
from treadctl.errors import BadInput, ConnectFailed, LinkLost, Refused

BELT_MM, TURNS = 2800.0, 10
TRUE_MM, ASSUMED_MM = 165.0, 150.0


def person(rig: BridgeRig) -> Ask:
    """Somebody who presses Enter exactly as the mark passes."""
    marks: list[float] = []

    async def ask(_sentence: str) -> None:
        belt = rig.machine.belt
        turns = 1 if not marks else TURNS
        begin = marks[0] if marks else belt.distance_m
        while belt.distance_m < begin + turns * BELT_MM / 1000:  # noqa: ASYNC110 - time is free
            await asyncio.sleep(0.01)
        marks.append(belt.distance_m)

    return ask


async def test_a_treadmill_is_measured_as_it_is() -> None:
    rig = BridgeRig(Settings(um_per_pulse=165_000))
    found = await Calibrator(rig.open_line, person(rig), TRUE_MM).measure(BELT_MM, TURNS)
    assert found.mm_per_pulse == pytest.approx(TRUE_MM, rel=0.02)
    assert found.line.dead_zone_percent == pytest.approx(DEAD_ZONE_DUTY / 655.35, abs=0.5)
    assert found.line.percent_per_kmh == pytest.approx(DUTY_PER_KMH / 655.35, rel=0.03)
    assert 0.5 < found.coast_down_m_s2 < 1.6
    assert rig.machine.belt.speed_kmh == 0.0 and not rig.machine.relay.closed


async def test_a_pulse_that_was_assumed_wrong_is_put_right() -> None:
    rig = BridgeRig(Settings(um_per_pulse=150_000))
    rig.machine.um_per_pulse = 165_000
    found = await Calibrator(rig.open_line, person(rig), ASSUMED_MM).measure(BELT_MM, TURNS)
    assert found.mm_per_pulse == pytest.approx(TRUE_MM, rel=0.02)
    assert found.line.percent_per_kmh == pytest.approx(DUTY_PER_KMH / 655.35, rel=0.03)


async def nobody(_sentence: str) -> None:
    await asyncio.sleep(1000.0)


async def test_with_the_key_out_nothing_is_measured() -> None:
    rig = BridgeRig()
    rig.machine.relay.key_in = False
    with pytest.raises(Refused, match="The safety key is out"):
        await Calibrator(rig.open_line, nobody, TRUE_MM).measure(BELT_MM, TURNS)
    assert rig.machine.belt.peak_speed_kmh == 0.0


async def test_where_no_bridge_is_the_next_step_is_said() -> None:
    rig = BridgeRig()
    rig.mute = True
    with pytest.raises(ConnectFailed, match="No bridge answers there"):
        await Calibrator(rig.open_line, nobody, TRUE_MM).measure(BELT_MM, TURNS)


async def test_a_pulled_cable_ends_the_measurement_and_the_belt_stands() -> None:
    rig = BridgeRig()
    measuring = asyncio.create_task(
        Calibrator(rig.open_line, nobody, TRUE_MM).measure(BELT_MM, TURNS)
    )
    await asyncio.sleep(15.0)
    assert rig.machine.belt.speed_kmh > 0.5
    rig.lose()
    with pytest.raises(LinkLost):
        await measuring
    await asyncio.sleep(4.0)
    assert rig.machine.belt.speed_kmh == 0.0


async def test_whoever_breaks_off_leaves_a_standing_belt() -> None:
    rig = BridgeRig()
    measuring = asyncio.create_task(
        Calibrator(rig.open_line, nobody, TRUE_MM).measure(BELT_MM, TURNS)
    )
    await asyncio.sleep(15.0)
    measuring.cancel()
    with pytest.raises(asyncio.CancelledError):
        await measuring
    assert rig.machine.belt.speed_kmh == 0.0


async def test_a_bridge_with_low_limits_says_to_raise_them() -> None:
    rig = BridgeRig(Settings(max_ckmh=150))
    with pytest.raises(BadInput, match=r"limits are below 2\.0 km/h"):
        await Calibrator(rig.open_line, nobody, TRUE_MM).measure(BELT_MM, TURNS)


async def test_a_belt_that_is_not_seen_to_stand_calls_for_the_key() -> None:
    rig = BridgeRig()
    measuring = asyncio.create_task(
        Calibrator(rig.open_line, nobody, TRUE_MM).measure(BELT_MM, TURNS)
    )
    await asyncio.sleep(15.0)
    rig.machine.relay.welded = True
    measuring.cancel()
    with pytest.raises(LinkLost, match="Pull the safety key"):
        await measuring
