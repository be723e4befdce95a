"""Whole walks through bleak's public API over bumble's GATT, in virtual time."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulators.bumble_rig import BumbleRig, bumble_rig
from simulators.ftms_machine import FtmsMachine
from tests.walk import GENTLE_M, Walk, now, walking
from treadctl.drivers import Driver, Listener
from treadctl.drivers.ftms import FtmsDriver
from treadctl.model import StopCause
from treadctl.protocols import ftms_control


class ByRadio:
    """A simulated machine behind a real GATT link."""

    settles_s = 0.0

    def __init__(self, rig: BumbleRig) -> None:
        self.machine: FtmsMachine = rig.machine
        self._rig = rig

    def open_driver(self, listener: Listener) -> Driver:
        return FtmsDriver(self._rig.open_client, listener, simulated=True)

    def befall(self, text: str) -> None:
        match text:
            case "link-loss":
                self._rig.link.lose()
            case "link-back":
                self._rig.link.restore()

    def is_stop(self, order: bytes) -> bool:
        return order == ftms_control.STOP


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    async with bumble_rig() as rig, walking(tmp_path, ByRadio(rig)) as one:
        yield one


async def at_full_speed(walk: Walk) -> None:
    await walk.under_way()
    await walk.until(lambda: walk.speed_kmh == pytest.approx(2.0))


async def test_a_whole_walk_goes_as_far_as_its_profile_says(walk: Walk) -> None:
    await walk.under_way()
    await walk.ends()
    assert walk.machine.belt.distance_m == pytest.approx(GENTLE_M, rel=0.03)
    assert walk.machine.belt.peak_speed_kmh == pytest.approx(2.0)
    assert walk.speed_kmh == 0.0
    assert walk.causes == ["finished"] and not walk.alarmed


async def test_pain_in_the_middle_reaches_the_machine_at_once_and_latches(walk: Walk) -> None:
    await at_full_speed(walk)
    pressed_at = now()
    walk.room.guard.stop(StopCause.PAIN)
    await walk.ends()
    assert walk.stops[0] - pressed_at <= 0.05
    assert walk.speed_kmh == 0.0
    assert walk.room.guard.supervisor.latched is StopCause.PAIN
    assert not walk.alarmed


async def test_a_link_that_is_soon_back_lets_the_walk_go_on(walk: Walk) -> None:
    await at_full_speed(walk)
    walk.rig.befall("link-loss")
    await asyncio.sleep(2.0)
    walk.rig.befall("link-back")
    await walk.ends()
    told = [one.event for one in walk.told]
    assert told.count("link_lost") == told.count("went_on") == 1
    assert walk.machine.belt.distance_m == pytest.approx(GENTLE_M, rel=0.03)


async def test_a_link_that_stays_away_is_a_stop_as_soon_as_it_is_back(walk: Walk) -> None:
    await at_full_speed(walk)
    walk.rig.befall("link-loss")
    await asyncio.sleep(20.0)
    assert walk.speed_kmh == pytest.approx(2.0) and walk.alarmed
    before = len(walk.machine.writes)
    walk.rig.befall("link-back")
    await walk.ends()
    assert walk.machine.writes[before][1] == ftms_control.STOP
    assert walk.speed_kmh == 0.0
    assert walk.room.guard.supervisor.latched is StopCause.LINK_LOST
