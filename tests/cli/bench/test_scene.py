"""The scene of the stop bench: what is measured is what it says."""

import asyncio

import pytest

from treadctl.cli.bench.scene import walking
from treadctl.model import StopCause
from treadctl.safety.phase import Phase


@pytest.mark.realtime
async def test_each_stop_is_the_first_of_a_walk_that_goes_on() -> None:
    async with walking("memory", "idle") as scene:
        supervisor = scene.guard.supervisor
        for _ in range(3):
            assert (supervisor.phase, supervisor.latched) == (Phase.WALKING, None)
            scene.tap.over.clear()
            scene.guard.stop(StopCause.PAIN)
            await asyncio.sleep(0)  # the rules learn of a stop a turn later
            found = (supervisor.phase, supervisor.latched)
            assert found == (Phase.STOPPING, StopCause.PAIN)
            await scene.tap.over.wait()
            await asyncio.sleep(0.05)
            scene.rewind()
        await asyncio.sleep(0.6)
        assert supervisor.driving and supervisor.known.speed_kmh
        assert scene.clock_late_s > 0
    assert not supervisor.may_be_moving


@pytest.mark.realtime
async def test_the_neighbour_s_requests_are_counted() -> None:
    async with walking("memory", "flooding") as scene:
        before = scene.requests_sent
        await asyncio.sleep(0.3)
        assert scene.requests_sent > before
