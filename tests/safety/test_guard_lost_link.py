"""A walk whose link is lost, and back soon, late or never."""

import asyncio
from pathlib import Path

import pytest

from simulators.memory_gatt import LATENCY_S
from tests.belt import guarded
from treadctl.model import SetTargetSpeed
from treadctl.protocols import ftms_control

STOP = ftms_control.STOP
TRIP_S = LATENCY_S + 1e-6


async def test_a_link_back_within_5_s_holds_the_level_until_go_on(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.5)
        belt.guard.aim(SetTargetSpeed(2.0))
        belt.fault("link-loss")
        await asyncio.sleep(3.0)
        belt.fault("link-back")
        await belt.until(lambda: belt.supervisor.asks_to_go_on)
        held_kmh = belt.machine.belt.speed_kmh
        back_at = belt.loop.time()
        await asyncio.sleep(10.0)
        assert belt.writes_since(back_at) == [] and belt.machine.belt.speed_kmh == held_kmh
        belt.guard.go_on()
        await asyncio.sleep(10.0)
        assert belt.machine.belt.speed_kmh == held_kmh  # nobody announced the rest of that rise
        belt.guard.aim(SetTargetSpeed(2.0))
        await belt.until(lambda: belt.machine.belt.speed_kmh == pytest.approx(2.0), 10.0)
        assert belt.causes == []


async def test_a_link_back_without_a_tap_on_go_on_ends_the_walk_after_30_s(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.5)
        belt.fault("link-loss")
        belt.fault("link-back")
        await belt.until(lambda: belt.supervisor.asks_to_go_on)
        back_at = belt.loop.time()
        await belt.until(lambda: belt.causes)
        assert belt.causes == ["no_answer"]
        assert 30.0 <= belt.loop.time() - back_at <= 30.3


async def test_a_link_back_with_a_faster_belt_is_stopped(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.5)
        await asyncio.sleep(5.0)
        belt.fault("link-loss")
        await asyncio.sleep(0.1)
        belt.machine.belt.jump(belt.loop.time(), 0.4)
        belt.fault("link-back")
        await belt.until(lambda: belt.causes)
        assert belt.causes == ["link_lost"]


async def test_a_link_gone_for_longer_than_5_s_writes_the_stop_first(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(2.0)
        belt.fault("link-loss")
        lost_at = belt.loop.time()
        await belt.until(lambda: belt.causes)
        assert belt.causes == ["link_lost"] and belt.loop.time() - lost_at > 5.0
        await asyncio.sleep(3.0)
        belt.fault("link-back")
        await belt.stands()
        assert belt.writes_since(lost_at)[0] == STOP
        assert belt.stops[0] - belt.connected_at[-1] <= TRIP_S
        assert belt.machine.belt.standing


async def test_nobody_is_told_twice_that_the_link_is_gone(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.ready()
        belt.fault("link-loss")
        await asyncio.sleep(60.0)
        assert len(belt.said("link_lost")) == 1
        belt.fault("link-back")
        await belt.ready()
        assert len(belt.said("connected")) == 2
