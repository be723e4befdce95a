"""A whole walk on BlueZ, and each way that one ends before its time. Judged by the belt."""

import asyncio
import signal
from collections.abc import Callable

import pytest

from simulators.faults import apply
from simulators.guest.air import Air
from tests.guest.walks import START, STOP, Walk, walking

pytestmark = pytest.mark.realtime

WHOLE_WALK_S = 900.0
LOOK_S = 1.0

ENDS: dict[str, Callable[[Walk], None]] = {
    "the key for pain": lambda walk: walk.press(),
    "q, which ends it": lambda walk: walk.type("q"),
    "no keyboard any more": lambda walk: walk.hang_up(),
    "SIGTERM": lambda walk: walk.program.signal(signal.SIGTERM),
    "SIGINT": lambda walk: walk.program.signal(signal.SIGINT),
    "SIGHUP": lambda walk: walk.program.signal(signal.SIGHUP),
    "the safety key": lambda walk: befall(walk, "safety-key"),
    "the console's stop": lambda walk: befall(walk, "console-stop"),
    "control taken away": lambda walk: befall(walk, "control-lost"),
    "a jump of speed": lambda walk: befall(walk, "speed-jump", 2.0),
    "a belt that runs away": lambda walk: befall(walk, "runaway", 0.3),
    "telemetry that falls silent": lambda walk: befall(walk, "telemetry-silence"),
}


def befall(walk: Walk, name: str, value: float | None = None) -> None:
    apply(walk.air.machine, walk.air.radio, name, value)


async def be_well(walk: Walk) -> None:
    """Answer every question as somebody who is well: pain is 2 of 10, and yes to the rest."""
    while True:
        await asyncio.sleep(LOOK_S)
        walk.type("2y")


async def test_a_walk_is_taken_from_its_start_to_its_end(air: Air) -> None:
    belt = air.machine.belt
    async with walking(air) as walk:
        well = asyncio.create_task(be_well(walk))
        async with asyncio.timeout(WHOLE_WALK_S):
            while belt.started:  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(LOOK_S)
        await walk.until(lambda: walk.speed_kmh == 0.0)
        well.cancel()
        assert START not in walk.writes and STOP in walk.writes
        assert belt.peak_speed_kmh == pytest.approx(2.0)
        assert 280.0 <= belt.distance_m <= 320.0


@pytest.mark.parametrize("end", ENDS)
async def test_a_walk_that_is_ended_gets_a_stop_first_and_stands(air: Air, end: str) -> None:
    async with walking(air) as walk:
        await asyncio.sleep(1.0)
        walk.mark()
        ENDS[end](walk)
        await walk.stands_after_a_stop_that_came_first()
