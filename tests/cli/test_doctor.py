"""`treadctl doctor`: each finding with its next step."""

import errno
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.safety.buttons.fake_gpio import FakeLine
from treadctl.model import StopCause
from treadctl.safety.buttons.gpio import GpioButton
from treadctl.safety.latch import Latch


@pytest.fixture
def latch(tmp_path: Path) -> Latch:
    return Latch(tmp_path / "state" / "latch")


def findings(treadctl: Treadctl) -> dict[str, dict[str, str]]:
    return {one["check"]: one for one in treadctl("doctor", "--json").json}


def test_a_machine_without_bluetooth_fails_and_is_told_the_next_step(treadctl: Treadctl) -> None:
    ended = treadctl("doctor")
    assert "fail  bluetooth: There is no Bluetooth service here\n" in ended.out
    assert "      -> Install and start bluez and dbus.\n" in ended.out
    assert (ended.code, ended.err) == (1, "")


def test_each_finding_that_is_not_ok_has_a_next_step(treadctl: Treadctl) -> None:
    found = findings(treadctl).values()
    assert {one["result"] for one in found} == {"ok", "warn", "fail"}
    assert all(("next_step" in one) is (one["result"] != "ok") for one in found)


def test_a_stop_that_waits_to_be_confirmed_is_shown_in_words(
    treadctl: Treadctl, latch: Latch
) -> None:
    assert findings(treadctl)["last stop"]["result"] == "ok"
    latch.latched(StopCause.PAIN)
    assert findings(treadctl)["last stop"]["why"] == "You pressed PAIN. Hold the rails."


def test_a_latch_that_cannot_be_read_is_a_fail(treadctl: Treadctl, latch: Latch) -> None:
    latch.path.mkdir(parents=True)
    assert findings(treadctl)["last stop"]["result"] == "fail"


def test_a_state_folder_that_cannot_be_made_is_a_fail(treadctl: Treadctl, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in its place", encoding="utf-8")
    assert findings(treadctl)["stop latch"]["result"] == "fail"


# -- the pain button --------------------------------------------------------------------------


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
    found = findings(treadctl)["pain button"]
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


def test_a_wrong_configuration_is_a_wrong_call(
    treadctl: Treadctl, gym: Callable[[str], Path]
) -> None:
    ended = treadctl("doctor", "--config", gym("wired"))
    assert (ended.code, ", line 2, pain_button: " in ended.complaint) == (2, True)
