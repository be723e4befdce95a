"""One stop for a belt that nobody serves, and what it claims."""

import asyncio
from collections.abc import Callable

import pytest

from simulators.faults import apply
from simulators.memory_gatt import MemoryRig
from treadctl.drivers import Driver, Listener
from treadctl.drivers.ftms import FtmsDriver
from treadctl.safety.stop_once import stop_once

STOP = b"\x08\x01"


def opener(rig: MemoryRig) -> Callable[[Listener], Driver]:
    return lambda listener: FtmsDriver(rig.open_client, listener, simulated=True)


def speed_kmh(rig: MemoryRig) -> float:
    rig.machine.belt.advance(asyncio.get_running_loop().time())
    return rig.machine.belt.speed_kmh


async def test_one_stop_from_outside_ends_once_the_belt_was_measured_standing() -> None:
    rig = MemoryRig()
    apply(rig.machine, rig.link, "console-speed", 3.0)
    await asyncio.sleep(20.0)
    assert speed_kmh(rig) == 3.0
    assert await stop_once(opener(rig), within_s=20.0)
    assert speed_kmh(rig) == 0.0
    assert rig.machine.writes[0][1] == STOP
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_one_stop_writes_nothing_on_the_disk(caplog: pytest.LogCaptureFixture) -> None:
    assert await stop_once(opener(MemoryRig()), within_s=20.0)
    assert caplog.records == []


async def test_one_stop_that_reaches_nobody_does_not_claim_a_standing_belt() -> None:
    rig = MemoryRig()
    rig.link.lose()
    assert not await stop_once(opener(rig), within_s=20.0)


async def test_why_there_is_no_link_is_told_once() -> None:
    rig, told = MemoryRig(), list[str]()
    assert await stop_once(opener(rig), 20.0, told.append)
    assert told == []
    rig.link.lose()
    assert not await stop_once(opener(rig), 20.0, told.append)
    assert len(told) == 1 and told[0].startswith("The")


async def test_one_stop_that_is_ignored_does_not_claim_a_standing_belt() -> None:
    rig = MemoryRig()
    apply(rig.machine, rig.link, "console-speed", 3.0)
    apply(rig.machine, rig.link, "ignore-stop")
    await asyncio.sleep(20.0)
    assert not await stop_once(opener(rig), within_s=20.0)
