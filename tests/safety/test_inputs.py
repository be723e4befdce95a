"""What reaches the guard from the walker's side."""

import asyncio
from pathlib import Path

import pytest

from tests.belt import Belt, guarded
from treadctl.errors import Refused
from treadctl.model import StopCause
from treadctl.safety.inputs import Inputs
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase


def with_button(belt: Belt) -> Inputs:
    """A wired button that has to be tested before each start."""
    belt.supervisor.stop_input.needs_test = True
    return Inputs(belt.guard)


async def press_and_release(belt: Belt, inputs: Inputs) -> None:
    inputs.button_pressed(belt.loop.time())
    await asyncio.sleep(0.5)
    inputs.button_released(belt.loop.time())
    await belt.until(lambda: belt.supervisor.phase is Phase.IDLE)


async def test_a_press_stops_a_walk_and_waits_for_a_person(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.0)
        Inputs(belt.guard).button_pressed(belt.loop.time())
        await belt.stands()
        assert belt.causes == ["pain"] and belt.supervisor.latched is StopCause.PAIN
        assert belt.machine.belt.standing


async def test_a_press_on_a_standing_belt_is_a_stop_too_but_waits_for_nobody(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.ready()
        await press_and_release(belt, with_button(belt))
        assert belt.causes == ["button_test"] and belt.supervisor.latched is None
        assert belt.stops != []


async def test_a_start_asks_to_press_and_release_the_button_once(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.ready()
        inputs = with_button(belt)
        with pytest.raises(Refused, match="Press the pain button once"):
            await belt.guard.start(TIERS["A"])
        await press_and_release(belt, inputs)
        await belt.walk(1.0)
        assert belt.causes == ["button_test"]


async def test_a_button_that_vanishes_stops_a_walk_and_blocks_the_next_start(
    tmp_path: Path,
) -> None:
    async with guarded(tmp_path) as belt:
        await belt.walk(1.0)
        inputs = Inputs(belt.guard)
        inputs.button_lost("It was unplugged.")
        await belt.stands()
        assert belt.causes == ["button_lost"]
        await asyncio.sleep(4.0)
        belt.guard.acknowledge()
        await asyncio.sleep(4.0)
        with pytest.raises(Refused, match="It was unplugged"):
            await belt.guard.start(TIERS["A"])
        inputs.button_found()
        await belt.walk(1.0)


async def test_a_button_that_is_missing_while_the_belt_stands_stops_nothing(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.ready()
        Inputs(belt.guard).button_lost("It was unplugged.")
        await asyncio.sleep(2.0)
        assert belt.causes == []


async def test_a_touch_screen_that_vanishes_stops_a_walk_and_nothing_else(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        await belt.ready()
        inputs = Inputs(belt.guard)
        inputs.screen_gone()
        await asyncio.sleep(1.0)
        assert belt.causes == []
        await belt.walk(1.0)
        inputs.screen_gone()
        await belt.stands()
        assert belt.causes == ["screen_lost"]


async def test_a_page_whose_process_died_is_named(tmp_path: Path) -> None:
    async with guarded(tmp_path, wired=False) as belt:
        await belt.ready()
        belt.guard.screen_alive()
        start = asyncio.create_task(belt.guard.start(TIERS["A"]))
        await asyncio.sleep(1.0)
        Inputs(belt.guard).edges_gone()
        await belt.until(lambda: belt.causes)
        await start
        assert belt.causes == ["edges_lost"]


async def test_a_heart_above_the_ceiling_stops_a_walk(tmp_path: Path) -> None:
    async with guarded(tmp_path) as belt:
        belt.supervisor.heart.ceiling_bpm = 120
        inputs = Inputs(belt.guard)
        await belt.ready()
        start = asyncio.create_task(belt.guard.start(TIERS["A"]))
        for n in range(60):
            inputs.heart(100 + n, belt.loop.time(), rr=None, contact=None)
            await asyncio.sleep(1.0)
        await start
        assert belt.causes == ["heart_rate"]


@pytest.mark.parametrize(
    ("rr", "contact", "known"), [(True, None, True), (None, None, False), (True, False, False)]
)
async def test_what_a_strap_says_of_itself_reaches_the_rules(
    tmp_path: Path, rr: bool | None, contact: bool | None, known: bool
) -> None:
    async with guarded(tmp_path) as belt:
        belt.supervisor.heart.ceiling_bpm = 120
        inputs = Inputs(belt.guard)
        for _ in range(10):
            inputs.heart(80, belt.loop.time(), rr=rr, contact=contact)
            await asyncio.sleep(1.0)
        assert belt.supervisor.heart.trusted(belt.loop.time()) is known
