"""Whether whoever asks may use what is plugged in."""

import os
from pathlib import Path

import pytest

from tests.cli.command import gym
from treadctl.cli.doctor import FAIL, OK, WARN
from treadctl.cli.doctor.rights import rights


@pytest.fixture
def port(tmp_path: Path) -> Path:
    """A serial port that is there."""
    found = tmp_path / "ttyUSB0"
    found.touch()
    return found


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    return gym(tmp_path, f"woodway://{tmp_path / 'ttyUSB0'}", 'pain_button = "none"')


@pytest.fixture
def may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """We may use nothing. Said by a fake, for root may use everything."""
    monkeypatch.setattr(os, "access", lambda *_asked, **_how: False)


@pytest.mark.usefixtures("may_not")
def test_a_port_that_may_not_be_used_fails_and_its_group_is_named(
    configured: Path, port: Path
) -> None:
    found = rights(configured, port.parent)
    assert (found.result, str(port) in found.why) == (FAIL, True)
    assert str(found.next_step).startswith(f"sudo usermod -aG {port.group()} ")


@pytest.mark.usefixtures("may_not")
def test_without_a_configuration_it_is_a_warning(port: Path) -> None:
    assert rights(None, port.parent).result == WARN


@pytest.mark.usefixtures("port")
def test_what_may_be_used_is_well(configured: Path) -> None:
    assert rights(configured).result == OK


@pytest.mark.usefixtures("may_not")
def test_what_is_not_there_is_told_by_its_own_check(tmp_path: Path, configured: Path) -> None:
    assert rights(configured, tmp_path).result == OK


@pytest.mark.usefixtures("may_not")
def test_a_gpio_button_needs_its_chips(tmp_path: Path) -> None:
    (tmp_path / "gpiochip0").touch()
    file = gym(tmp_path, "ftms://F0:F1:F2:F3:F4:F5", 'pain_button = "gpio://chip/17"')
    found = rights(file, tmp_path)
    assert (found.result, "gpiochip0" in found.why) == (FAIL, True)
