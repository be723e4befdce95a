"""What goes wrong with machines at a serial line and with their lines, in a walk. Virtual time."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.serial_ends import (
    FROM_THE_START,
    IGNORE_STOPS,
    IN_A_WALK,
    NOISE,
    OUT_OF_REACH,
    RUNS_ON,
    rows,
)
from tests.serial_kinds import KINDS
from tests.walk import Walk, walking
from treadctl.model import STOP_TABLE, StopCause

RULES_S = 120.0  # counters that stand are missed after some metres; the other rules need seconds


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def walk(kind: str, tmp_path: Path) -> AsyncIterator[Walk]:
    async with walking(tmp_path, KINDS[kind]()) as one:
        yield one


@pytest.mark.parametrize(("kind", "fault", "cause"), rows(IN_A_WALK))
async def test_what_befalls_the_machine_ends_the_walk(
    tmp_path: Path, kind: str, fault: str, cause: StopCause
) -> None:
    async with walking(tmp_path, KINDS[kind]()) as walk:
        await walk.under_way()
        walk.rig.befall(fault)
        await walk.until(lambda: walk.causes, within_s=RULES_S)
        assert walk.causes[0] == cause
        assert (walk.room.guard.supervisor.latched is cause) is STOP_TABLE[cause].latched
        if (kind, fault) in OUT_OF_REACH:
            await walk.until(lambda: walk.alarmed, within_s=10.0)
            assert walk.speed_kmh > 0.0
        else:
            await walk.until(lambda: walk.speed_kmh == 0.0, within_s=10.0)


@pytest.mark.parametrize(("kind", "fault", "cause"), rows(FROM_THE_START))
async def test_what_is_wrong_from_the_start_ends_the_walk(
    tmp_path: Path, kind: str, fault: str, cause: StopCause
) -> None:
    async with walking(tmp_path, KINDS[kind]()) as walk:
        await walk.ready()
        walk.rig.befall(fault)
        walk.begin()
        await walk.until(lambda: walk.causes, within_s=RULES_S)
        assert walk.causes[0] == cause
        await walk.until(lambda: walk.speed_kmh == 0.0, within_s=10.0)


@pytest.mark.parametrize("kind", ["trackmaster", "woodway"])
async def test_frozen_numbers_without_a_counter_show_when_the_belt_has_to_stop(
    tmp_path: Path, kind: str
) -> None:
    async with walking(tmp_path, KINDS[kind]()) as walk:
        await walk.under_way()
        walk.rig.befall("telemetry-frozen")
        await asyncio.sleep(20.0)
        assert walk.causes == []
        walk.room.guard.stop(StopCause.PAIN)
        await walk.until(lambda: walk.alarmed, within_s=5.0)
        assert walk.speed_kmh == 0.0  # it obeyed, and nobody can know that


@pytest.mark.parametrize("fault", ["ignore-stop", "reject-stop", "late-stop=30"])
@pytest.mark.parametrize("kind", IGNORE_STOPS)
async def test_a_belt_that_does_not_stop_calls_for_the_safety_key(
    tmp_path: Path, kind: str, fault: str
) -> None:
    async with walking(tmp_path, KINDS[kind]()) as walk:
        await walk.under_way()
        walk.rig.befall(fault)
        walk.room.guard.stop(StopCause.PAIN)
        await walk.until(lambda: walk.alarmed, within_s=10.0)
        await walk.until(lambda: len(walk.stops) > 5)  # it is said again and again
        walk.rig.befall("safety-key")


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"bridge"}))
async def test_somebody_who_lowers_the_speed_at_the_console_has_the_belt(
    tmp_path: Path, kind: str
) -> None:
    async with walking(tmp_path, KINDS[kind]()) as walk:
        await walk.under_way()
        walk.rig.befall("console-speed=0.5")
        await walk.until(lambda: any(one.event == "handed_over" for one in walk.told), within_s=9.0)
        orders = len(walk.machine.writes)
        await asyncio.sleep(30.0)
        assert walk.speed_kmh == 0.5 and len(walk.machine.writes) == orders
        walk.room.guard.stop(StopCause.USER)
        await walk.stands()


# -- lines ----------------------------------------------------------------------------------------


async def test_a_line_that_comes_back_late_is_written_a_stop_first(walk: Walk, kind: str) -> None:
    await walk.under_way()
    walk.rig.befall("unplug")
    await asyncio.sleep(8.0)
    assert (walk.speed_kmh > 0.0) is (kind in RUNS_ON)
    before = len(walk.machine.writes)
    walk.rig.befall("replug")
    await walk.stands()
    assert walk.rig.is_stop(walk.machine.writes[before][1])
    assert walk.room.guard.supervisor.latched is StopCause.LINK_LOST


@pytest.mark.parametrize("kind", ["trackmaster", "woodway", "bridge"])
async def test_a_belt_that_stopped_by_itself_while_the_line_was_gone_stays_so(
    tmp_path: Path, kind: str
) -> None:
    async with walking(tmp_path, KINDS[kind]()) as walk:
        await walk.under_way()
        walk.rig.befall("unplug")
        await asyncio.sleep(3.0)
        walk.rig.befall("replug")
        await walk.ends()
        await asyncio.sleep(30.0)
        assert walk.speed_kmh == 0.0
        assert walk.room.guard.supervisor.latched is not None


@pytest.mark.parametrize(("kind", "fault"), NOISE)
async def test_a_little_noise_ends_no_walk(tmp_path: Path, kind: str, fault: str) -> None:
    async with walking(tmp_path, KINDS[kind]()) as walk:
        await walk.under_way()
        walk.rig.befall(fault)
        await asyncio.sleep(0.3)
        walk.rig.befall("mend")
        await asyncio.sleep(8.0)
        assert walk.causes == [] and walk.speed_kmh > 0.9
