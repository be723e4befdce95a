"""A page stuck in a loop, with each new token at hand, moves no belt nobody pressed for."""

import asyncio
from contextlib import suppress
from pathlib import Path

from tests.rooms import Story, story
from treadctl.board.requests import Acknowledge, StartWalk
from treadctl.errors import Refused
from treadctl.model import StopCause
from treadctl.session.session import Stage

LOOP_S = 0.05


async def _test_button(told: Story) -> None:
    told.room.inputs.button_pressed(told.now)
    await asyncio.sleep(0.2)
    told.room.inputs.button_released(told.now)
    await asyncio.sleep(0.5)


async def _loop_over_fresh_tokens(told: Story, for_s: float) -> None:
    """Confirm and start whenever the snapshot has a token for it, as a page in a loop would."""
    over = told.now + for_s
    while told.now < over:
        shown = told.snapshot
        with suppress(Refused):
            if shown.acknowledge_token is not None:
                told.desk.ask(Acknowledge(request="acknowledge", token=shown.acknowledge_token))
            if shown.start_token is not None:
                told.desk.ask(
                    StartWalk(request="start", profile="first-steps", token=shown.start_token)
                )
        await asyncio.sleep(LOOP_S)


async def test_a_loop_over_fresh_tokens_moves_no_belt_where_the_button_was_not_pressed_for_it(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        told.supervisor.stop_input.needs_test = True
        await told.ready()
        await _loop_over_fresh_tokens(told, 120.0)
        assert told.starts == 0


async def test_a_loop_over_fresh_tokens_does_not_take_a_press_for_pain_for_a_wish_to_start(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        told.supervisor.stop_input.needs_test = True
        await told.ready()
        await _test_button(told)
        await told.walk_to(Stage.WALKING)
        await _test_button(told)
        assert told.supervisor.latched is StopCause.PAIN
        await _loop_over_fresh_tokens(told, 120.0)
        assert told.starts == 1


async def test_a_press_of_the_button_is_good_for_one_start(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        told.supervisor.stop_input.needs_test = True
        await told.ready()
        await _test_button(told)
        await told.walk_to(Stage.WALKING)
        told.stop()
        await _loop_over_fresh_tokens(told, 120.0)
        assert told.starts == 1
