"""`treadctl kiosk`: cage and Chromium that show the page, once there is one."""

import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.processes import free_port, gym
from treadctl.cli.kiosk import kiosk_command, wait_for_page
from treadctl.errors import TreadctlError

pytestmark = pytest.mark.realtime


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand-ins for cage and Chromium."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in ("cage", "chromium"):
        (folder / name).write_text('#!/bin/sh\necho "$@"\n')
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def test_the_browser_shows_the_page_of_this_configuration_and_nothing_else(
    tools: Path, tmp_path: Path
) -> None:
    config = gym(tmp_path, "sim://")
    port = int(config.read_text().rpartition("=")[2])
    with socket.create_server(("127.0.0.1", port)):
        command = [sys.executable, "-m", "treadctl", "kiosk", "--config", str(config)]
        shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert shown.startswith(f"-- {tools / 'chromium'} --kiosk ")
    assert shown.endswith(f"--app=http://127.0.0.1:{port}\n")


def test_it_waits_for_the_page(tools: Path) -> None:
    port = free_port()
    waiting = threading.Thread(target=wait_for_page, args=(port,))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    with socket.create_server(("127.0.0.1", port)):
        waiting.join(20)
        assert not waiting.is_alive()


@pytest.mark.parametrize("missing", ["cage", "chromium"])
def test_what_is_missing_is_named_by_its_package(
    tools: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tools))
    (tools / missing).unlink()
    with pytest.raises(TreadctlError, match=f"apt-get install {missing}"):
        kiosk_command(8080)
