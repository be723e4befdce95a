"""A service that dies, with its unit as `treadctl unit` prints it, and the belt it leaves behind.

The machine is in a process of its own and reached by real GATT. What runs the unit keeps systemd's
rules for a crash; it is no systemd.
"""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests import processes
from tests.processes import (
    LOOK_S,
    Running,
    free_port,
    live_machine,
    running,
    screen,
    until,
)
from treadctl.board.socket import FarWindow
from treadctl.board.window import Json
from treadctl.cli.bench.unit_runner import UnitRunner
from treadctl.model import StopCause
from treadctl.safety.latch import Latch

pytestmark = pytest.mark.realtime

REQUEST_CONTROL, START, STOP = "00", "07", "0801"
STARVES = "WatchdogSec=2\n"
SLOW_TO_STARVE = "WatchdogSec=5\n"  # other work on this machine is no crash


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash and what follows takes ten seconds, and on a busy machine several times that."""
    monkeypatch.setattr(processes, "PATIENCE_S", 90.0)


def unit_for(treadmill: str, folder: Path) -> str:
    """The unit of a service for this treadmill, as the command prints it."""
    config = folder / "gym.toml"
    config.write_text(
        f'treadmill = "{treadmill}"\npain_button = "none"\n[page]\nport = {free_port()}\n',
        encoding="utf-8",
    )
    called = [sys.executable, "-m", "treadctl", "unit", "--config", str(config)]
    printed = subprocess.run(called, capture_output=True, check=True, text=True).stdout
    assert STARVES in printed
    return printed.replace(STARVES, SLOW_TO_STARVE)


class Gym:
    """A service under its manager, beside a machine."""

    def __init__(self, machine: Running, folder: Path) -> None:
        self.machine = machine
        self.service = UnitRunner(unit_for(machine.out[0], folder), folder)
        self.running = asyncio.create_task(self.service.run(), name="service")

    async def until_it_happened(self, *happened: str) -> None:
        """Wait until the manager saw and did just this."""
        try:
            await until(lambda: self.service.happened == list(happened), self.machine)
        except AssertionError as error:
            raise AssertionError(self.service.happened, self.service.journal) from error

    async def until_it_is_ready_again(self) -> None:
        """Wait until the manager has seen a death through and the next service to its readiness."""
        try:
            await until(lambda: self.service.happened.count("READY=1") == 2, self.machine)
        except AssertionError as error:
            raise AssertionError(self.service.happened, self.service.journal) from error

    async def stop(self) -> None:
        await self.service.stop(self.running)


@asynccontextmanager
async def gym(folder: Path) -> AsyncIterator[Gym]:
    async with live_machine() as machine:
        one = Gym(machine, folder)
        try:
            await one.until_it_happened("READY=1")
            yield one
        finally:
            one.running.cancel()
            await asyncio.gather(one.running, return_exceptions=True)


def seen(window: FarWindow) -> Json:
    """The newest snapshot."""
    return window.latest or {}


async def ask(window: FarWindow, name: str, token: str) -> bool:
    """Ask for this act; True if it is allowed."""
    request = {"request": name, "token": token}
    if name == "start":
        request["profile"] = "gentle-start"
    return bool((await window.ask(json.dumps(request).encode()))["ok"])


async def act(window: FarWindow, name: str) -> None:
    """Do this as soon as it is allowed, with the token on the screen."""
    async with asyncio.timeout(processes.PATIENCE_S):
        while not await ask(window, name, seen(window).get(f"{name}_token", "not-there")):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_S)


async def walk(window: FarWindow) -> None:
    """Begin a walk; return once the belt was measured moving."""
    await act(window, "start")
    try:
        await until(lambda: float(seen(window).get("speed_kmh", 0.0)) > 0.0)
    except AssertionError as error:
        raise AssertionError(seen(window)) from error


@pytest.mark.parametrize(
    ("number", "happened"),
    [
        (signal.SIGKILL, ["READY=1", "died -9", "stop post 0", "READY=1"]),
        (signal.SIGSTOP, ["READY=1", "watchdog", "died -9", "stop post 0", "READY=1"]),
    ],
    ids=["killed", "hanging"],
)
async def test_a_belt_process_that_dies_or_hangs_in_a_walk_leaves_a_belt_that_is_stopped(
    tmp_path: Path, number: signal.Signals, happened: list[str]
) -> None:
    async with gym(tmp_path) as one:
        async with screen(one.service.socket) as window:
            await walk(window)
            assert STOP not in one.machine.writes
            one.service.signal(number)
            await one.until_it_happened(*happened)

        assert "The belt stands." in one.service.journal
        assert START not in one.machine.writes[one.machine.writes.index(STOP) :]
        async with screen(one.service.socket) as window:
            await until(lambda: seen(window).get("belt") == "standing")
            assert (seen(window)["latched"], seen(window)["stop_cause"]) == (True, "interrupted")
            assert "start_token" not in seen(window)
            assert not await ask(window, "start", "0123456789abcdef")
            await act(window, "acknowledge")
            await act(window, "start")


async def test_a_service_that_is_stopped_in_a_walk_stops_the_belt_and_needs_nobody_after_it(
    tmp_path: Path,
) -> None:
    async with gym(tmp_path) as one:
        async with screen(one.service.socket) as window:
            await walk(window)
            await one.stop()
        assert one.service.happened == ["READY=1", "STOPPING=1", "died 0", "stop post 0"]
        assert "No walk was under way." in one.service.journal
        assert one.machine.writes[-1] == STOP
        assert Latch(one.service.latch).read() is None


async def test_a_service_that_dies_beside_an_idle_belt_leaves_it_alone(tmp_path: Path) -> None:
    async with gym(tmp_path) as one:
        async with screen(one.service.socket) as window:
            await until(lambda: seen(window).get("belt") == "standing")
        one.service.signal(signal.SIGKILL)
        await one.until_it_happened("READY=1", "died -9", "stop post 0", "READY=1")
        assert "No walk was under way." in one.service.journal
        assert set(one.machine.writes) == {REQUEST_CONTROL}


async def test_a_stop_from_a_shell_while_the_service_comes_back_does_no_harm(
    tmp_path: Path,
) -> None:
    async with gym(tmp_path) as one:
        async with screen(one.service.socket) as window:
            await walk(window)
        one.service.signal(signal.SIGKILL)
        await one.until_it_happened("READY=1", "died -9")
        named = ("--config", tmp_path / "gym.toml", "--socket", one.service.socket)
        async with running("stop", *named) as by_hand:
            assert await by_hand.ended() in (0, 3)  # 3: the others had the only link for too long
        await one.until_it_is_ready_again()
        assert one.service.happened[1:3] in (["died -9", f"stop post {code}"] for code in (0, 3))
        assert START not in one.machine.writes[one.machine.writes.index(STOP) :]
        assert Latch(one.service.latch).read() is StopCause.INTERRUPTED
