"""`treadctl doctor`: the pain button as it reads, and pressed and let go."""

import asyncio
import errno
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.safety.buttons.fake_gpio import FakeLine
from treadctl.cli.doctor import FAIL, OK, WARN, Finding
from treadctl.cli.doctor.button import PRESS_LIMIT_S, tried
from treadctl.safety.buttons.gpio import GpioButton


@pytest.fixture
def gym(tmp_path: Path) -> Callable[[str], Path]:
    """The configuration of a gym with this pain button."""

    def write(button: str) -> Path:
        path = tmp_path / "gym.toml"
        treadmill = "ftms://F0:F1:F2:F3:F4:F5"
        path.write_text(f'treadmill = "{treadmill}"\npain_button = "{button}"\n', "utf-8")
        return path

    return write


def pain_button(treadctl: Treadctl, config: Path) -> dict[str, str]:
    found = treadctl("doctor", "--json", "--config", config).json
    (one,) = [one for one in found if one["check"] == "pain button"]
    assert isinstance(one, dict)
    return one


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> FakeLine:
    """Line 17 of the chip that the kernel calls fake."""
    line = FakeLine()

    def request(label: str, offset: int) -> FakeLine:
        if (label, offset) != ("fake", 17):
            raise ValueError("line offset of out range")
        if line.error is not None:
            raise line.error
        return line

    fake = partial(GpioButton, open_line=request)
    monkeypatch.setattr("treadctl.safety.buttons.gpio.GpioButton", fake)
    return line


def test_without_a_configuration_it_asks_for_it(treadctl: Treadctl) -> None:
    (found,) = [one for one in treadctl("doctor", "--json").json if one["check"] == "pain button"]
    assert (found["result"], found["next_step"]) == (
        "warn",
        "Name the service's file: treadctl doctor --config FILE.",
    )


def test_without_a_wired_button_it_says_what_that_means(
    treadctl: Treadctl, gym: Callable[[str], Path]
) -> None:
    found = pain_button(treadctl, gym("none"))
    assert (found["result"], "tier A" in found["next_step"]) == ("warn", True)


def test_a_button_that_reads_released_is_ok(
    treadctl: Treadctl, gym: Callable[[str], Path], line: FakeLine
) -> None:
    assert pain_button(treadctl, gym("gpio://fake/17")) == {
        "group": "stop",
        "check": "pain button",
        "result": "ok",
        "why": "gpio://fake/17: found, and it reads released",
    }
    assert line.released


def test_a_button_that_reads_pressed_fails(
    treadctl: Treadctl, gym: Callable[[str], Path], line: FakeLine
) -> None:
    line.is_open = True
    found = pain_button(treadctl, gym("gpio://fake/17"))
    assert (found["result"], "mend its wire" in found["next_step"]) == ("fail", True)


def test_a_button_that_is_not_there_fails_with_the_next_step(
    treadctl: Treadctl, gym: Callable[[str], Path]
) -> None:
    assert pain_button(treadctl, gym("input:///dev/input/by-id/no-such-button")) == {
        "group": "stop",
        "check": "pain button",
        "result": "fail",
        "why": "input:///dev/input/by-id/no-such-button: "
        "/dev/input/by-id/no-such-button is not there",
        "next_step": "Plug it in.",
    }


def test_a_line_that_the_running_service_has_is_no_failure(
    treadctl: Treadctl, gym: Callable[[str], Path], line: FakeLine
) -> None:
    line.error = OSError(errno.EBUSY, "Device or resource busy")
    found = pain_button(treadctl, gym("gpio://fake/17"))
    assert (found["result"], "Another program has" in found["why"]) == ("warn", True)


# -- pressed and let go, in virtual time --------------------------------------------------------


async def trial(line: FakeLine, *levels: tuple[float, bool]) -> Finding:
    """What is found while the contact opens (True) and closes, each so many seconds later."""
    trying = asyncio.create_task(tried(GpioButton("fake", 17, lambda _label, _offset: line)))
    for after_s, is_open in levels:
        await asyncio.sleep(after_s)
        line.is_open = is_open
    return await trying


async def test_a_press_and_its_release_are_ok_at_once() -> None:
    found = await trial(FakeLine(), (1.0, True), (0.5, False))
    assert (found.result, found.why) == (OK, "gpio://fake/17: it was pressed and let go")
    assert asyncio.get_running_loop().time() < PRESS_LIMIT_S


async def test_a_press_that_does_not_come_fails() -> None:
    found = await trial(FakeLine())
    assert (found.result, found.why) == (FAIL, "gpio://fake/17: no press came")


async def test_a_button_that_stays_down_fails() -> None:
    found = await trial(FakeLine(), (1.0, True))
    assert (found.result, "stayed down" in found.why) == (FAIL, True)


async def test_a_button_that_was_held_from_the_start_proves_nothing_by_coming_up() -> None:
    found = await trial(FakeLine(is_open=True), (1.0, False))
    assert (found.result, found.why) == (FAIL, "gpio://fake/17: no press came")


async def test_one_that_the_service_has_is_a_warning() -> None:
    def taken(_label: str, _offset: int) -> FakeLine:
        raise OSError(errno.EBUSY, "Device or resource busy")

    found = await tried(GpioButton("fake", 17, taken))
    assert (found.result, "Another program has" in found.why) == (WARN, True)


def test_a_press_is_asked_for_and_needs_to_know_which_button(
    treadctl: Treadctl, gym: Callable[[str], Path]
) -> None:
    ended = treadctl("doctor", "--press")
    assert (ended.code, "doctor --press --config FILE" in ended.complaint) == (2, True)
    ended = treadctl("doctor", "--press", "--config", gym("input:///dev/input/no-such-button"))
    assert ended.err == "Press the pain button, then let it go.\n"
    assert "no-such-button is not there\n      -> Plug it in.\n" in ended.out
