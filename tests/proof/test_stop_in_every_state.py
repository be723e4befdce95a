"""A stop in each phase and each state of the link: when its bytes are handed to the transport.

Without latency the simulated transport gives a write to the machine at once, so that what is
written in the same turn of the loop can be told from what is written one turn later.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from simulators.memory_gatt import LATENCY_S, MemoryRig
from tests.belt import Belt, guarded
from treadctl.model import StopCause
from treadctl.protocols import ftms_control
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase

STOP = ftms_control.STOP
TRIP_S = LATENCY_S + 1e-6
NO_LATENCY_S = 0.0


async def _idle(belt: Belt) -> None:
    await belt.ready()


async def _starting(belt: Belt) -> None:
    await belt.ready()
    asyncio.gather(belt.guard.start(TIERS["B"]), return_exceptions=True)
    await belt.until(lambda: belt.supervisor.phase is Phase.STARTING)
    await asyncio.sleep(1.0)


async def _walking(belt: Belt) -> None:
    await belt.walk(1.5)


async def _stopping(belt: Belt) -> None:
    await belt.walk(1.5)
    belt.fault("ignore-stop")
    belt.guard.stop(StopCause.USER)
    await asyncio.sleep(1.0)


async def _console(belt: Belt) -> None:
    await belt.walk(1.5)
    belt.fault("console-speed", 3.0)
    await belt.until(lambda: belt.supervisor.phase is Phase.CONSOLE)


PHASES: dict[Phase, Callable[[Belt], Awaitable[None]]] = {
    Phase.IDLE: _idle,
    Phase.STARTING: _starting,
    Phase.WALKING: _walking,
    Phase.STOPPING: _stopping,
    Phase.CONSOLE: _console,
}
in_every_phase = pytest.mark.parametrize("phase", PHASES)


async def come_to(phase: Phase, belt: Belt) -> None:
    """Bring a belt into `phase`."""
    await PHASES[phase](belt)
    assert belt.supervisor.phase is phase


def test_every_phase_is_tried() -> None:
    assert set(PHASES) == set(Phase)


@in_every_phase
@pytest.mark.parametrize("cause", StopCause)
async def test_a_stop_is_handed_over_in_the_same_turn(
    tmp_path: Path, phase: Phase, cause: StopCause
) -> None:
    async with guarded(tmp_path, rig=MemoryRig(latency_s=NO_LATENCY_S)) as belt:
        await come_to(phase, belt)
        written = len(belt.machine.writes)
        belt.guard.stop(cause)
        await asyncio.sleep(0)
        assert belt.machine.writes[written:] == [(belt.loop.time(), STOP)]


@in_every_phase
@pytest.mark.parametrize("away_s", [0.0, 0.1, 1.1, 3.0])
async def test_a_stop_without_a_link_is_the_first_write_of_the_next(
    tmp_path: Path, phase: Phase, away_s: float
) -> None:
    async with guarded(tmp_path) as belt:
        await come_to(phase, belt)
        belt.fault("link-loss")
        await asyncio.sleep(away_s)
        written, connections = len(belt.machine.writes), len(belt.connected_at)
        belt.guard.stop(StopCause.PAIN)
        belt.fault("link-back")
        await belt.until(lambda: len(belt.machine.writes) > written)
        at, data = belt.machine.writes[written]
        assert data == STOP
        assert at - belt.connected_at[connections] <= TRIP_S


@in_every_phase
@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4])
async def test_a_stop_while_connecting_is_handed_over_in_the_same_turn(
    tmp_path: Path, phase: Phase, after_s: float
) -> None:
    async with guarded(tmp_path, rig=MemoryRig(latency_s=NO_LATENCY_S)) as belt:
        await come_to(phase, belt)
        belt.fault("link-loss")
        await asyncio.sleep(0.1)
        belt.fault("link-back")
        connections = len(belt.connected_at)
        await belt.until(lambda: len(belt.connected_at) > connections)
        await asyncio.sleep(after_s)
        written = len(belt.machine.writes)
        belt.guard.stop(StopCause.PAIN)
        await asyncio.sleep(0)
        assert belt.machine.writes[written] == (belt.loop.time(), STOP)


@in_every_phase
@pytest.mark.parametrize("after_s", [n * 0.013 for n in range(20)])
async def test_a_stop_waits_at_most_for_the_one_operation_under_way(
    tmp_path: Path, phase: Phase, after_s: float
) -> None:
    async with guarded(tmp_path) as belt:
        await come_to(phase, belt)
        await asyncio.sleep(after_s)
        written, asked_at = len(belt.machine.writes), belt.loop.time()
        belt.guard.stop(StopCause.PAIN)
        await belt.until(lambda: STOP in [data for _, data in belt.machine.writes[written:]])
        stopped_at = next(at for at, data in belt.machine.writes[written:] if data == STOP)
        assert stopped_at - asked_at <= 2 * TRIP_S
