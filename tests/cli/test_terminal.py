"""One walk in the terminal, in virtual time and without a keyboard: what each key does."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from simulators.machines import DEFAULT
from simulators.memory_gatt import MemoryRig
from tests.cli.hand import Hand, just_asked
from treadctl.drivers.ftms import FtmsDriver
from treadctl.model import BeltState, StopCause
from treadctl.session.profile import find
from treadctl.treadmills import simulated


@pytest.fixture
async def hand(tmp_path: Path) -> AsyncIterator[Hand]:
    async with just_asked(tmp_path) as terminal:
        yield terminal


@pytest.mark.parametrize("key", [" ", "\n", "\r"])
async def test_the_big_keys_are_the_pain_stop(hand: Hand, key: str) -> None:
    await hand.press(key)
    assert (hand.stopped_for, hand.belt) == (StopCause.PAIN, BeltState.STOPPING)


async def test_q_is_a_plain_stop(hand: Hand) -> None:
    await hand.press("q")
    assert hand.stopped_for is StopCause.USER


async def test_a_keyboard_that_goes_stops_the_belt(hand: Hand) -> None:
    await hand.loses_its_keyboard()
    assert hand.stopped_for is StopCause.SCREEN_LOST


async def test_a_keyboard_that_goes_in_the_countdown_keeps_the_belt_from_starting(
    tmp_path: Path,
) -> None:
    terminal = Hand(find("gentle-start"), simulated(None), simulated=True)
    async with terminal.at_the_belt(tmp_path):
        await terminal.begin()
        await terminal.loses_its_keyboard()
        await asyncio.sleep(20.0)
        assert terminal.belt is BeltState.STANDING
        assert terminal.stopped_for is StopCause.SCREEN_LOST


async def test_y_answers_and_a_digit_is_the_pain(hand: Hand) -> None:
    await hand.press("y")
    await hand.until_asked("rise")
    await hand.press("y")
    await hand.until_asked("pain")
    await hand.press("t")  # ten: the cool-down
    await asyncio.sleep(70.0)
    assert hand.stopped_for is StopCause.FINISHED


async def test_a_digit_that_nobody_asked_for_does_nothing(hand: Hand) -> None:
    await hand.press("9")
    assert (hand.stopped_for, hand.refusal) == (None, "")


async def test_a_refused_key_says_why_until_the_next_one(hand: Hand) -> None:
    await hand.press("a")
    assert hand.refusal == "There is nothing to confirm."
    await hand.press("y")
    assert hand.refusal == ""


async def test_a_tilted_deck_is_levelled_by_its_key_before_the_walk_begins(tmp_path: Path) -> None:
    rig = MemoryRig(DEFAULT)
    rig.machine.belt.inclination_percent = 4.0
    opened = partial(FtmsDriver, rig.open_client, simulated=True)
    terminal = Hand(find("gentle-start"), opened, simulated=True)
    async with terminal.at_the_belt(tmp_path):
        walking = asyncio.create_task(terminal.walks())
        await asyncio.sleep(10.0)
        assert not terminal.walking
        await terminal.press("l")
        assert terminal.refusal == ""
        await terminal.until_asked("on")
        assert abs(rig.machine.belt.inclination_percent) < 0.5
        walking.cancel()
