"""Walks on a CSAFE machine, with the ways that such a walk can end. Virtual time.

Nothing in CSAFE stops a belt when the host falls silent, so a line that is gone for good leaves it
running: then the walk is over, latched, and calls for the safety key.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulators.csafe_machine import CsafeMachine
from tests.test_serial_walks import Walk
from treadctl.app import belt_room
from treadctl.board.board import Board
from treadctl.drivers.csafe import CsafeDriver
from treadctl.model import StopCause
from treadctl.safety.latch import Latch

FINISH = b"\x86"


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    board, one = Board(), Walk(CsafeMachine(asyncio.get_running_loop().time()), FINISH)
    room = belt_room(
        board,
        lambda listener: CsafeDriver(one.line.open_line, listener, "the line"),
        Latch(tmp_path / "latch"),
        "C",
        pain_button="wired",
    )
    with board.followed(one.hear):
        async with room as one.room:
            yield one


async def test_a_whole_walk_goes_as_far_as_its_profile_says(walk: Walk) -> None:
    await walk.begin()
    await walk.ends()
    assert walk.causes == ["finished"]
    assert walk.machine.belt.distance_m == pytest.approx(216.7, rel=0.03)
    assert walk.machine.belt.peak_speed_kmh <= 2.0
    assert walk.speed_kmh == 0.0 and not walk.alarmed


@pytest.mark.parametrize("cause", [StopCause.PAIN, StopCause.USER, StopCause.HEART_RATE])
async def test_a_stop_is_on_the_line_at_once_and_the_belt_stands(
    walk: Walk, cause: StopCause
) -> None:
    await walk.under_way()
    pressed_at = walk.loop.time()
    walk.room.guard.stop(cause)
    await walk.ends()
    assert walk.stops[0] - pressed_at < 0.06
    assert walk.speed_kmh == 0.0 and not walk.alarmed
    assert walk.causes == [cause]


@pytest.mark.parametrize(
    ("fault", "causes"),
    [
        ("runaway=0.5", {"runaway", "overspeed", "speed_jump"}),
        ("speed-jump=2.0", {"speed_jump", "overspeed"}),
        ("stuck-belt", {"stuck_belt"}),
        ("console-stop", {"console"}),
        ("safety-key", {"control_lost"}),
        ("telemetry-silence", {"telemetry_lost"}),
        ("garbage=10", {"telemetry_lost", "link_lost"}),
    ],
)
async def test_what_goes_wrong_ends_the_walk_and_the_belt_stands(
    walk: Walk, fault: str, causes: set[str]
) -> None:
    await walk.under_way()
    walk.befall(fault)
    await walk.until(lambda: walk.causes != [], within_s=30.0)
    assert walk.causes[0] in causes
    await walk.until(lambda: walk.speed_kmh == 0.0, within_s=30.0)


@pytest.mark.parametrize("fault", ["unplug", "control-lost", "baud-mismatch"])
async def test_a_belt_that_cannot_be_reached_calls_for_the_safety_key(
    walk: Walk, fault: str
) -> None:
    await walk.under_way()
    walk.befall(fault)
    await walk.until(lambda: walk.alarmed, within_s=30.0)
    assert walk.room.guard.supervisor.latched is not None
    assert walk.speed_kmh > 0.0


@pytest.mark.parametrize("fault", ["ignore-stop", "reject-stop", "late-stop=30"])
async def test_a_belt_that_does_not_stop_calls_for_the_safety_key(walk: Walk, fault: str) -> None:
    await walk.under_way()
    walk.befall(fault)
    walk.room.guard.stop(StopCause.PAIN)
    await walk.until(lambda: walk.alarmed, within_s=10.0)
    await walk.until(lambda: len(walk.stops) > 5)  # it is said again and again
    walk.befall("safety-key")


@pytest.mark.parametrize("fault", ["garbage", "half-frame", "duplicate=3", "wrong-checksum=2"])
async def test_a_little_noise_ends_no_walk(walk: Walk, fault: str) -> None:
    await walk.under_way()
    walk.befall(fault)
    await asyncio.sleep(60.0)
    assert walk.causes == [] and walk.speed_kmh > 1.0


async def test_a_line_that_comes_back_late_is_stopped_first(walk: Walk) -> None:
    await walk.under_way()
    walk.befall("unplug")
    await asyncio.sleep(8.0)
    walk.befall("replug")
    await walk.until(lambda: walk.speed_kmh == 0.0, within_s=30.0)
    assert walk.machine.writes[-1][1] == FINISH
