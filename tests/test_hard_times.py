"""Clocks that jump and a machine that falls silent: the service, as a process, goes on or stops.

The wall clock is set back and forward for the service alone, by libfaketime. The machine that
falls silent is a process that is halted in the middle of a walk: its link stays up and nothing
comes back, as with a treadmill whose radio still answers for a program that hangs.
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.processes import (
    NOTHING_MORE,
    Running,
    gym,
    live_machine,
    running,
    screen,
    until,
)
from treadctl.board.socket import FarWindow
from treadctl.board.window import Json

pytestmark = pytest.mark.realtime

STOP = "0801"


@asynccontextmanager
async def walking(
    folder: Path, machine: Running, environment: Mapping[str, str] = NOTHING_MORE
) -> AsyncIterator[tuple[Running, FarWindow]]:
    """A service in the middle of a walk."""
    config = gym(folder, machine.out[0])
    async with (
        running("serve", "--config", config, environment=environment) as service,
        screen(folder / "belt.sock") as window,
    ):
        await until(lambda: seen(window).get("belt") == "standing", service)
        token = seen(window)["start_token"]
        start = {"request": "start", "profile": "gentle-start", "token": token}
        assert await window.ask(json.dumps(start).encode()) == {"ok": True}
        await until(lambda: float(seen(window).get("speed_kmh", 0.0)) > 0.0, service)
        yield service, window


def seen(window: FarWindow) -> Json:
    """The newest snapshot."""
    return window.latest or {}


def libfaketime() -> str:
    """What `faketime` loads into a program."""
    tool = shutil.which("faketime")
    assert tool, "this test needs the Debian package faketime"
    printed = subprocess.run([tool, "-m", "now", "env"], capture_output=True, check=True, text=True)
    (loaded,) = [line for line in printed.stdout.splitlines() if line.startswith("LD_PRELOAD=")]
    return loaded.removeprefix("LD_PRELOAD=")


async def goes_on(window: FarWindow, service: Running) -> None:
    """Wait for two seconds' worth of snapshots."""
    since = seen(window)["seq"]
    await until(lambda: bool(seen(window)["seq"] > since + 8), service)


async def test_a_wall_clock_that_jumps_changes_nothing(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("+0")
    fake = {
        "LD_PRELOAD": libfaketime(),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    async with live_machine() as machine, walking(tmp_path, machine, fake) as (service, window):
        for jump in ("-400d", "+9000d", "+0"):
            clock.write_text(jump)
            await goes_on(window, service)
            assert seen(window)["belt"] == "moving" and seen(window)["linked"]
        assert STOP not in machine.writes
        assert await window.ask(b'{"request":"stop","pain":true}') == {"ok": True}
        await until(lambda: seen(window)["belt"] == "standing", service)
        assert seen(window)["stop_cause"] == "pain"


async def test_a_machine_that_falls_silent_with_its_link_up_is_unknown_then_stopped_first(
    tmp_path: Path,
) -> None:
    async with live_machine() as machine, walking(tmp_path, machine) as (service, window):
        os.kill(machine.process.pid, signal.SIGSTOP)
        try:
            await until(lambda: seen(window)["belt"] == "unknown", service)
            assert "speed_kmh" not in seen(window)
            await until(lambda: "alarm" in seen(window), service)
        finally:
            os.kill(machine.process.pid, signal.SIGCONT)
        before = len(machine.writes)
        await until(lambda: seen(window)["belt"] == "standing", service, machine)
        assert STOP in machine.writes[before : before + 2]  # one write may have been under way
        assert seen(window)["latched"] and seen(window)["alarmed"]
        await asyncio.sleep(0.5)
        assert "07" not in machine.writes[before:]
