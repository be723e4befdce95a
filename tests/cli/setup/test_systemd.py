"""What is asked of the service manager: all of it in this system, nothing in another root."""

from pathlib import Path

import pytest

from treadctl.cli.setup import systemd
from treadctl.cli.setup.layout import Layout
from treadctl.errors import TreadctlError

SCRIPT = '#!/bin/sh\necho "$(basename $0) $*" >> "$ASKED"\n'


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stand-ins of systemd's tools were called with; it is not systemd."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("systemctl", "udevadm", "systemd-sysusers"):
        (tools / name).write_text(SCRIPT)
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    (tmp_path / "asked").write_text("")
    return tmp_path / "asked"


@pytest.fixture
def booted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(systemd, "RUNS", tmp_path)


@pytest.mark.realtime
def test_another_root_gets_its_users_and_nothing_else_is_asked(
    asked: Path, booted: None, tmp_path: Path
) -> None:
    layout = Layout(tmp_path)
    assert systemd.make_users(layout)
    for ask in (systemd.take_notice, systemd.start, systemd.restart, systemd.stop):
        ask(layout)
    assert asked.read_text() == f"systemd-sysusers --root={tmp_path}\n"


@pytest.mark.realtime
@pytest.mark.usefixtures("booted")
def test_an_update_ends_the_belt_s_unit_before_the_screen_s(asked: Path) -> None:
    systemd.restart(Layout())
    assert asked.read_text().splitlines() == [
        "systemctl restart treadctl.service treadctl-edges.service",
        "systemctl try-restart treadctl-kiosk.service",
    ]


@pytest.mark.realtime
@pytest.mark.usefixtures("booted")
def test_new_rules_are_read_and_used_at_once(asked: Path) -> None:
    systemd.take_notice(Layout())
    assert "systemctl daemon-reload" in asked.read_text()
    assert "udevadm control --reload" in asked.read_text()
    assert "udevadm trigger --subsystem-match=tty" in asked.read_text()


@pytest.mark.realtime
@pytest.mark.usefixtures("booted")
def test_where_udev_does_not_run_that_is_said_and_no_failure(
    asked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tool = asked.parent / "tools/udevadm"
    tool.write_text("#!/bin/sh\necho 'Failed to send reload request' >&2; exit 1\n")
    systemd.take_notice(Layout())
    assert "count from the next start on: udevadm control" in capsys.readouterr().out


@pytest.mark.realtime
@pytest.mark.usefixtures("booted")
def test_what_systemd_refuses_is_said_with_its_words(asked: Path) -> None:
    tool = asked.parent / "tools/systemctl"
    tool.write_text("#!/bin/sh\necho 'Unit not found.' >&2; exit 5\n")
    with pytest.raises(TreadctlError, match=r"systemctl stop .*: Unit not found\."):
        systemd.stop(Layout())


@pytest.mark.realtime
@pytest.mark.usefixtures("booted")
def test_what_would_be_started_is_what_does_not_run(asked: Path, tmp_path: Path) -> None:
    assert systemd.not_running(Layout()) == []
    tool = asked.parent / "tools/systemctl"
    tool.write_text('#!/bin/sh\n[ "$3" = treadctl-edges.service ] || exit 3\n')
    assert systemd.not_running(Layout()) == ["treadctl.service", "treadctl-kiosk.service"]
    assert systemd.not_running(Layout(tmp_path)) == []


def test_users_that_a_system_has_already_are_not_made(tmp_path: Path) -> None:
    names = ["treadctl", "treadctl-edges", "treadctl-kiosk"]
    assert systemd.users_missing(Layout(tmp_path)) == names
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("treadctl-edges:x:991:991::/:/bin/false\n")
    assert systemd.users_missing(Layout(tmp_path)) == ["treadctl", "treadctl-kiosk"]


@pytest.mark.usefixtures("booted")
def test_without_the_tool_for_users_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not systemd.make_users(Layout(tmp_path))
    with pytest.raises(TreadctlError, match="systemctl"):
        systemd.stop(Layout())


def test_where_systemd_does_not_run_nothing_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(systemd, "RUNS", tmp_path / "none")
    assert not systemd.is_here(Layout())
