"""Whether whoever asks may use what is plugged in."""

import os
import pwd
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


@pytest.mark.parametrize(
    ("mode", "groups", "result"), [(0o660, [7], OK), (0o660, [], FAIL), (0o666, [], OK)]
)
def test_root_asks_for_the_service_s_user(  # noqa: PLR0913, PLR0917 - all that rights are made of
    configured: Path,
    port: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: int,
    groups: list[int],
    result: str,
) -> None:
    user = pwd.struct_passwd(("treadctl", "x", 990, 990, "", "/", "/bin/false"))
    monkeypatch.setattr(pwd, "getpwnam", lambda _name: user)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    port.chmod(mode)
    belongs_to = {7: port.stat().st_gid}
    monkeypatch.setattr(os, "getgrouplist", lambda *_: [990, *(belongs_to[one] for one in groups)])
    found = rights(configured, port.parent)
    assert found.result == result
    if result == FAIL:
        assert str(found.next_step).endswith(" treadctl, then restart the service.")


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
