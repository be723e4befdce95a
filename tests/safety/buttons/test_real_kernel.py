"""Buttons that the kernel makes up: keys by uinput, a GPIO chip by gpio-sim. No fakes.

Skipped where the kernel has neither, as in most containers.
"""

import asyncio
import os
from collections.abc import Iterator

import pytest

from tests.safety.buttons.fake_input import KEY_ENTER, KEY_SPACE
from tests.safety.buttons.made_devices import (
    GPIO_SIM,
    LABEL,
    LINE,
    UINPUT,
    Chip,
    Keyboard,
    unplugged,
)
from tests.safety.buttons.panel import NotedPanel, until, watched
from treadctl.safety.buttons import ButtonLost, ButtonTaken
from treadctl.safety.buttons.gpio import GpioButton
from treadctl.safety.buttons.input_event import InputButton
from treadctl.safety.buttons.presence import keep_in_sight

PROMPT_S = 0.02

pytestmark = pytest.mark.realtime
needs_uinput = pytest.mark.skipif(
    not os.access(UINPUT, os.R_OK | os.W_OK), reason="needs /dev/uinput, and the right to it"
)
needs_gpio_sim = pytest.mark.skipif(
    not os.access(GPIO_SIM, os.W_OK), reason="needs gpio-sim in configfs, and the right to it"
)


@pytest.fixture
def keyboard() -> Iterator[Keyboard]:
    keyboard = Keyboard()
    with unplugged(keyboard):
        yield keyboard


@pytest.fixture
def chip() -> Iterator[Chip]:
    chip = Chip()
    with unplugged(chip):
        yield chip


def since(at: float | str | None) -> float:
    assert isinstance(at, float)
    return asyncio.get_running_loop().time() - at


# -- keys -------------------------------------------------------------------------------------


@needs_uinput
async def test_a_key_is_a_press_dated_by_the_clock_of_the_loop(keyboard: Keyboard) -> None:
    async with watched(InputButton(keyboard.path)) as (panel, _):
        await panel.hears("found")
        keyboard.key(KEY_ENTER, 1)
        await panel.hears("pressed")
        assert 0.0 <= since(panel.told[-1][1]) < PROMPT_S
        keyboard.key(KEY_ENTER, 0)
        await panel.hears("released")


@needs_uinput
async def test_what_is_grabbed_cannot_be_grabbed_twice(keyboard: Keyboard) -> None:
    async with watched(InputButton(keyboard.path)) as (panel, _):
        await panel.hears("found")
        async with watched(InputButton(keyboard.path)) as (_, second):
            with pytest.raises(ButtonTaken, match="grabbed"):
                await second
        assert InputButton(keyboard.path).look() is False


@needs_uinput
async def test_a_held_key_is_seen_at_the_start_and_by_a_look(keyboard: Keyboard) -> None:
    keyboard.key(KEY_SPACE, 1)
    assert InputButton(keyboard.path).look() is True
    async with watched(InputButton(keyboard.path)) as (panel, _):
        await panel.hears("pressed")
        keyboard.key(KEY_SPACE, 0)
        await panel.hears("released")
        assert panel.words == ["pressed", "found", "released"]


@needs_uinput
async def test_more_keys_than_the_kernel_keeps_are_a_press_and_the_button_lives_on(
    keyboard: Keyboard,
) -> None:
    async with watched(InputButton(keyboard.path)) as (panel, _):
        await panel.hears("found")
        for _ in range(500):  # nothing is read before the loop has its turn
            keyboard.key(KEY_ENTER, 1)
            keyboard.key(KEY_ENTER, 0)
        await panel.hears("pressed")
        await asyncio.sleep(0.1)
        before = panel.words.count("pressed")
        assert before < 500
        keyboard.key(KEY_SPACE, 1)
        await panel.hears("pressed", times=before + 1)


@needs_uinput
async def test_a_keyboard_that_is_unplugged_is_lost(keyboard: Keyboard) -> None:
    async with watched(InputButton(keyboard.path)) as (panel, running):
        await panel.hears("found")
        keyboard.unplug()
        async with asyncio.timeout(0.5):
            with pytest.raises(ButtonLost, match="It was unplugged"):
                await running


@needs_uinput
async def test_a_touch_screen_is_seen_to_go_and_its_touches_reach_others(
    keyboard: Keyboard,
) -> None:
    gone: list[str] = []
    watching = asyncio.create_task(keep_in_sight(keyboard.path, lambda: gone.append("gone")))
    async with watched(InputButton(keyboard.path)) as (page, _):
        await page.hears("found")
        keyboard.key(KEY_ENTER, 1)
        await page.hears("pressed")
        assert gone == []
        keyboard.unplug()
        await until(lambda: gone == ["gone"])
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


# -- a line -----------------------------------------------------------------------------------


async def wired_up(chip: Chip, panel: NotedPanel) -> None:
    """Close the contact once the line is asked for, which pulls it up; wait for its release."""
    await panel.hears("pressed")
    chip.wire(is_open=False)
    await panel.hears("released")


@needs_gpio_sim
async def test_where_nothing_is_wired_the_pull_up_reads_pressed(chip: Chip) -> None:
    async with watched(GpioButton(LABEL, LINE)) as (panel, _):
        await wired_up(chip, panel)
        assert panel.words == ["pressed", "found", "released"]


@needs_gpio_sim
async def test_an_edge_is_a_press_dated_by_the_clock_of_the_loop(chip: Chip) -> None:
    async with watched(GpioButton(LABEL, LINE)) as (panel, _):
        await wired_up(chip, panel)
        chip.wire(is_open=True)
        await panel.hears("pressed", times=2)
        assert 0.0 <= since(panel.told[-1][1]) < PROMPT_S


@needs_gpio_sim
async def test_a_tap_too_short_to_be_read_is_a_press(chip: Chip) -> None:
    async with watched(GpioButton(LABEL, LINE)) as (panel, _):
        await wired_up(chip, panel)
        chip.wire(is_open=True)
        chip.wire(is_open=False)
        await panel.hears("released", times=2)
        assert panel.words[-2:] == ["pressed", "released"]


@needs_gpio_sim
async def test_a_line_is_asked_for_once(chip: Chip) -> None:
    async with watched(GpioButton(LABEL, LINE)) as (panel, _):
        await wired_up(chip, panel)
        with pytest.raises(ButtonTaken, match="Another program"):
            GpioButton(LABEL, LINE).look()


@needs_gpio_sim
@pytest.mark.parametrize(
    ("label", "line", "says"),
    [("no-such-chip", LINE, LABEL), (LABEL, 99, "no such line")],
)
async def test_a_line_that_there_is_not_is_lost(
    chip: Chip, label: str, line: int, says: str
) -> None:
    with pytest.raises(ButtonLost, match=says):
        GpioButton(label, line).look()


@needs_gpio_sim
async def test_a_chip_that_goes_away_is_lost(chip: Chip) -> None:
    async with watched(GpioButton(LABEL, LINE)) as (panel, running):
        await wired_up(chip, panel)
        chip.unplug()
        async with asyncio.timeout(0.5):
            with pytest.raises(ButtonLost, match="GPIO chip is gone"):
                await running
