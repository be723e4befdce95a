import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import Treadctl, command
from tests.cli.wheels import make_wheelhouse


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the latch, the socket and the system's Bluetooth of this machine out of the tests."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / "run"))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")
    monkeypatch.setattr("treadctl.cli.doctor.LIMIT_S", 60.0)  # other work here is no finding


@pytest.fixture
def treadctl(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Treadctl:
    return command(monkeypatch, capsys)


@pytest.fixture(scope="session")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small wheelhouse of this program. Not to be changed."""
    return make_wheelhouse(tmp_path_factory.mktemp("stick") / "wheelhouse")


@pytest.fixture(scope="session")
def installed(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a system where it is installed. Not to be changed: see `wheels.copied`."""
    root = tmp_path_factory.mktemp("system") / "root"
    command = ["sh", str(wheelhouse / "install.sh"), "--root", str(root)]
    subprocess.run(
        command, check=True, capture_output=True, env={**os.environ, "PYTHON": sys.executable}
    )
    return root
