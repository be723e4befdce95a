"""The parts of an installation that `tests/cli/test_install.py` does not see from outside."""

from pathlib import Path

import pytest

from tests.cli.wheels import copied
from treadctl.cli.setup import installing, manifest
from treadctl.cli.setup.layout import CONFIG, Layout
from treadctl.errors import BadInput, TreadctlError

pytestmark = pytest.mark.realtime


def test_a_wheelhouse_for_another_computer_is_refused(tmp_path: Path) -> None:
    manifest.write(tmp_path, "1", "riscv64", [manifest.this_python()])
    with pytest.raises(BadInput, match="is for riscv64"):
        installing.usable(tmp_path)


def test_all_that_is_foretold_is_due_once(
    wheelhouse: Path, installed: Path, tmp_path: Path
) -> None:
    found = installing.usable(wheelhouse)
    assert len(installing.foretold(Layout(tmp_path), found, wheelhouse)) > 15
    assert installing.foretold(Layout(installed), found, wheelhouse) == []


def test_a_configuration_is_judged_by_the_installed_version(
    installed: Path, tmp_path: Path
) -> None:
    layout = copied(installed, tmp_path / "root")
    layout.at(CONFIG).write_text('treadmill = "sim://"\npain_button = "none"\nspeed = 9\n')
    assert "line 3, speed" in (installing.is_configured(layout) or "")
    layout.at(CONFIG).write_text('treadmill = "sim://"\npain_button = "none"\n')
    assert installing.is_configured(layout) is None


def test_an_environment_that_does_not_work_is_not_switched_to(
    wheelhouse: Path, installed: Path, tmp_path: Path
) -> None:
    layout = copied(installed, tmp_path / "root")
    layout.at(CONFIG).unlink()
    (site,) = layout.current.glob("lib/python3*/site-packages")
    (site / "treadctl/config.py").write_text("raise RuntimeError('half a file')\n")
    target = layout.current.readlink()
    layout.current.unlink()
    layout.current.symlink_to("environments/none")
    version = manifest.checked(wheelhouse).version
    with pytest.raises(TreadctlError, match="does not work: RuntimeError: half a file"):
        installing.activate(layout, version)
    assert layout.current.readlink() != target


def test_what_is_missing_for_the_page_is_named_by_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installing.missing_packages() == [
        "cage",
        "xwayland",
        "chromium",
        "alsa-utils",
        "espeak-ng",
        "bluez",
    ]
    for name in installing.PROGRAMS:
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    assert installing.missing_packages() == []
