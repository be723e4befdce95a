"""What a service manager hears, and from whom."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from treadctl.cli.bench.notified import Notified
from treadctl.notify import READY, notify

pytestmark = pytest.mark.realtime


async def test_each_line_is_heard_with_the_process_that_said_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[int, str]] = []
    notified = Notified(tmp_path / "notify", lambda pid, line: said.append((pid, line)))
    monkeypatch.setenv("NOTIFY_SOCKET", str(notified.path))
    notify(READY)
    notify(b"A=1\nB=2")
    await asyncio.sleep(0.01)
    assert said == [(os.getpid(), "READY=1"), (os.getpid(), "A=1"), (os.getpid(), "B=2")]

    code = "from treadctl.notify import *; notify(READY)"
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    await other.wait()
    notified.close()
    assert said[3:] == [(other.pid, "READY=1")]
    assert not notified.path.exists()
