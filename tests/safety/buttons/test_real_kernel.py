"""Buttons that the kernel makes up: keys by uinput, a GPIO chip by gpio-sim. No fakes.

Skipped where the kernel has neither, as in most containers. Sources: linux/uinput.h;
Documentation/admin-guide/gpio/gpio-sim.rst of Linux.
"""

import asyncio
import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.safety.buttons.fake_input import EV_KEY, EV_SYN, KEY_ENTER, KEY_SPACE, SYN_REPORT
from tests.safety.buttons.panel import NotedPanel, until, watched
from treadctl.safety.buttons import ButtonLost, ButtonTaken
from treadctl.safety.buttons.gpio import GpioButton
from treadctl.safety.buttons.input_event import InputButton
from treadctl.safety.buttons.presence import keep_in_sight

UINPUT = Path("/dev/uinput")
GPIO_SIM = Path("/sys/kernel/config/gpio-sim")
UI_SET_EVBIT, UI_SET_KEYBIT, UI_DEV_SETUP = 0x40045564, 0x40045565, 0x405C5503
UI_DEV_CREATE, UI_DEV_DESTROY, UI_GET_SYSNAME = 0x5501, 0x5502, 0x8040552C
LABEL, LINE = "treadctl-test", 3
PROMPT_S = 0.02

pytestmark = pytest.mark.realtime
needs_uinput = pytest.mark.skipif(
    not os.access(UINPUT, os.R_OK | os.W_OK), reason="needs /dev/uinput, and the right to it"
)
needs_gpio_sim = pytest.mark.skipif(
    not os.access(GPIO_SIM, os.W_OK), reason="needs gpio-sim in configfs, and the right to it"
)


class Keyboard:
    """A keyboard with two keys, until it is unplugged."""

    def __init__(self) -> None:
        self._fd = os.open(UINPUT, os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self._fd, UI_SET_EVBIT, EV_KEY)
        for code in (KEY_ENTER, KEY_SPACE):
            fcntl.ioctl(self._fd, UI_SET_KEYBIT, code)
        identity = struct.pack("<4H80sI", 3, 0x1234, 0x5678, 1, LABEL.encode(), 0)
        fcntl.ioctl(self._fd, UI_DEV_SETUP, identity)
        fcntl.ioctl(self._fd, UI_DEV_CREATE)
        name = fcntl.ioctl(self._fd, UI_GET_SYSNAME, bytes(64)).rstrip(b"\0").decode()
        (event,) = Path("/sys/devices/virtual/input", name).glob("event*")
        self.path = Path("/dev/input", event.name)

    def key(self, code: int, value: int) -> None:
        """A key goes down (1) or up (0); the kernel dates it."""
        for kind, what, how in ((EV_KEY, code, value), (EV_SYN, SYN_REPORT, 0)):
            os.write(self._fd, struct.pack("<qqHHi", 0, 0, kind, what, how))

    def unplug(self) -> None:
        """Take it away."""
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1


class Chip:
    """A GPIO chip whose lines are pulled by hand; nothing is wired to it at first."""

    def __init__(self) -> None:
        self._folder = GPIO_SIM / LABEL
        bank = self._folder / "bank0"
        bank.mkdir(parents=True)
        (bank / "num_lines").write_text("8", "ascii")
        (bank / "label").write_text(LABEL, "ascii")
        (self._folder / "live").write_text("1", "ascii")
        device = (self._folder / "dev_name").read_text("ascii").strip()
        chip = (bank / "chip_name").read_text("ascii").strip()
        self._pull = Path("/sys/devices/platform", device, chip, f"sim_gpio{LINE}", "pull")

    def wire(self, *, is_open: bool) -> None:
        """Open the contact, or close it to ground."""
        self._pull.write_text("pull-up" if is_open else "pull-down", "ascii")

    def unplug(self) -> None:
        """Take it away."""
        if self._folder.exists():
            (self._folder / "live").write_text("0", "ascii")
            (self._folder / "bank0").rmdir()
            self._folder.rmdir()


@contextmanager
def unplugged(device: Keyboard | Chip) -> Iterator[None]:
    try:
        yield
    finally:
        device.unplug()


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
