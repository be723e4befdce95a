"""Walks on every machine at a serial line, and who can end them. In virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from simulators.csafe_machine import CsafeMachine
from simulators.csafe_states import State
from tests.serial_ends import (
    NOT_SHOWN,
    shown,
)
from tests.serial_kinds import KINDS
from tests.walk import GENTLE_M, Walk, now, walking
from treadctl.board.requests import Alive, Finish, Stop
from treadctl.drivers import HeartListener
from treadctl.errors import Refused
from treadctl.model import STOP_TABLE, StopCause
from treadctl.safety.heart_input import HeartInput
from treadctl.safety.latch import Latch
from treadctl.session.profile import find

CEILING_BPM = 120

# The answer on its way, the silence behind it, the stop's own bytes.
ARRIVES_S = {
    "trackmaster": 0.025,
    "woodway": 0.025,
    "csafe": 0.06,
    "bridge": 0.01,
    "lifespan-tach": 0.075,
}


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def walk(kind: str, tmp_path: Path) -> AsyncIterator[Walk]:
    async with walking(tmp_path, KINDS[kind]()) as one:
        yield one


def test_every_cause_is_shown_or_it_is_said_why_not(kind: str) -> None:
    assert set(StopCause) - shown(kind) == set(NOT_SHOWN[kind])


async def test_a_whole_walk_goes_as_far_as_its_profile_says_and_no_faster(walk: Walk) -> None:
    await walk.under_way()
    await walk.ends()
    assert walk.causes == ["finished"]
    assert 0.95 * GENTLE_M < walk.machine.belt.distance_m < 1.03 * GENTLE_M
    assert walk.machine.belt.peak_speed_kmh <= 2.0 * 1.05  # a tachometer trims a motor
    assert walk.speed_kmh == 0.0 and not walk.alarmed


async def test_a_walk_uphill_tilts_a_machine_that_says_its_slope_and_no_range(
    tmp_path: Path,
) -> None:
    async with walking(tmp_path, KINDS["csafe"]()) as walk:
        await walk.ready()
        walk.begin(find("incline-gentle"))
        await walk.until(lambda: walk.machine.belt.inclination_percent >= 1.0)
        assert walk.causes == []


# -- people, the room and the disk ------------------------------------------------------------


def _stop(walk: Walk) -> None:
    walk.room.desk.ask(Stop())


def _pain(walk: Walk) -> None:
    walk.room.desk.ask(Stop(pain=True))


def _button_lost(walk: Walk) -> None:
    walk.room.inputs.button_lost("It was unplugged.")


@pytest.mark.parametrize(
    ("act", "cause"),
    [
        (_pain, StopCause.PAIN),
        (_stop, StopCause.USER),
        (_button_lost, StopCause.BUTTON_LOST),
    ],
)
async def test_whoever_stops_it_the_stop_is_on_the_line_at_once_and_the_belt_stands(
    walk: Walk, kind: str, act: Callable[[Walk], None], cause: StopCause
) -> None:
    await walk.under_way()
    before, pressed_at = len(walk.stops), now()
    act(walk)
    await walk.stands()
    assert walk.stops[before] - pressed_at <= ARRIVES_S[kind]
    assert set(walk.causes) == {cause} and not walk.alarmed
    assert (walk.room.guard.supervisor.latched is cause) is STOP_TABLE[cause].latched


async def test_a_walk_that_is_finished_early_cools_down_and_ends(walk: Walk) -> None:
    await walk.under_way()
    walk.room.desk.ask(Finish(request="finish"))
    await walk.ends()
    assert walk.causes == ["finished"] and not walk.alarmed
    assert walk.machine.belt.peak_speed_kmh < 1.1


async def test_a_question_that_nobody_answers_ends_the_walk(walk: Walk) -> None:
    await walk.ready()
    walk.taps.clear()
    walk.begin()
    await walk.until(lambda: walk.causes)
    await walk.stands()
    assert walk.causes == [StopCause.NO_ANSWER] and not walk.alarmed


async def test_a_heart_that_beats_too_fast_ends_the_walk(tmp_path: Path, kind: str) -> None:
    bpm = 90

    async def strap(listener: HeartListener) -> None:
        while True:
            listener.heart(bpm, now(), rr=True, contact=True)
            await asyncio.sleep(1.0)

    heart = HeartInput(CEILING_BPM, strap)
    async with walking(tmp_path, KINDS[kind](), heart=heart) as walk:
        await asyncio.sleep(10.0)  # a strap has to be known before the first rise
        await walk.under_way()
        bpm = CEILING_BPM + 5
        await walk.until(lambda: walk.causes, within_s=10.0)
        await walk.stands()
        assert walk.causes == [StopCause.HEART_RATE] and not walk.alarmed


@pytest.mark.parametrize("cause", [StopCause.SCREEN_LOST, StopCause.EDGES_LOST])
async def test_a_screen_that_goes_where_nothing_is_wired_ends_the_walk(
    tmp_path: Path, kind: str, cause: StopCause
) -> None:
    async with walking(tmp_path, KINDS[kind](), pain_button="none") as walk:
        screen = asyncio.create_task(_screen(walk))
        await walk.under_way()
        screen.cancel()
        if cause is StopCause.EDGES_LOST:
            walk.room.inputs.edges_gone()
        await walk.until(lambda: walk.causes, within_s=6.0)
        await walk.stands()
        assert walk.causes == [cause] and not walk.alarmed


async def _screen(walk: Walk) -> None:
    while True:
        if (shown := walk.room.board.latest) is not None:
            with suppress(Refused):
                walk.room.desk.ask(Alive(request="alive", seq=shown.seq))
        await asyncio.sleep(0.5)


async def test_a_press_on_a_belt_that_stands_reaches_the_line_and_is_no_more_than_a_test(
    walk: Walk, kind: str
) -> None:
    await walk.ready()
    before, pressed_at = len(walk.stops), now()
    walk.room.inputs.button_pressed(now())
    walk.room.inputs.button_released(now())
    await walk.until(lambda: len(walk.stops) > before or kind == "bridge")
    assert kind == "bridge" or walk.stops[before] - pressed_at <= ARRIVES_S[kind]
    await walk.under_way(after=[StopCause.BUTTON_TEST])
    assert not walk.alarmed


async def test_leaving_the_room_stops_the_belt(tmp_path: Path, kind: str) -> None:
    async with walking(tmp_path, KINDS[kind]()) as walk:
        await walk.under_way()
    assert walk.causes == [StopCause.SHUTDOWN]
    assert walk.stops and walk.speed_kmh == 0.0


async def test_what_a_process_that_died_left_moving_is_stopped_first(
    tmp_path: Path, kind: str
) -> None:
    rig = KINDS[kind]()
    if isinstance(rig.machine, CsafeMachine):
        rig.machine.state = State.IN_USE
    if kind != "bridge":  # whose lease is over
        rig.befall("console-speed=1.0")
        await asyncio.sleep(8.0)
        assert rig.machine.belt.started
    Latch(tmp_path / "latch").running()
    async with walking(tmp_path, rig) as walk:
        await walk.until(lambda: rig.machine.writes)
        assert rig.is_stop(rig.machine.writes[0][1])
        await walk.stands()
        assert walk.room.guard.supervisor.latched is StopCause.INTERRUPTED
