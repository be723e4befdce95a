"""Runs the unit that `treadctl unit` prints, as systemd would. It is no systemd.

It keeps the rules that decide what a crash does to a belt: ready and the watchdog (from the main
process only), KillMode=mixed, ExecStopPost after every end, Restart=always, the folders. It leaves
out users, sandboxes, control groups and what limits a start.
Source: systemd.service(5), systemd.kill(5), systemd.exec(5).
"""

import asyncio
import os
import shlex
import shutil
import signal
import uuid
from contextlib import suppress
from pathlib import Path

from treadctl.cli.bench.notified import Notified

LOOK_S = 0.002
READY, ALIVE = "READY=1", "WATCHDOG=1"
WITH_ITS_PID = ("/bin/sh", "-c", 'export WATCHDOG_PID=$$; exec "$@"', "sh")


def parse(text: str) -> dict[str, str]:
    """The settings of a unit by their names; the last one wins, as for all that is used here."""
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition("=") for line in lines if line and line[0] not in "#[")
    return {key: value for key, _, value in pairs}


def command(line: str) -> list[str]:
    """The words of a command line of a unit."""
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


class UnitRunner:
    """One service, kept in `folder`. `happened` says in words what its manager saw and did."""

    def __init__(self, text: str, folder: Path) -> None:
        self.happened: list[str] = []
        self.ready = asyncio.Event()
        self.pid = 0
        self._unit = parse(text)
        self._folder = folder
        self._stopping = False
        self._starved: asyncio.TimerHandle | None = None
        self._environment: dict[str, str] = {}

    async def run(self) -> None:
        """Keep the service running until it is stopped; if cancelled, kill it and leave it so."""
        while not self._stopping:
            await self.run_once()
            if not self._stopping:
                await asyncio.sleep(float(self._unit["RestartSec"]))

    async def run_once(self) -> None:
        """Run the service from its start to the end of its ExecStopPost."""
        notified = Notified(self._folder / "notify", self._hear)
        self._environment = self._made_environment(notified.path)
        main = await self._spawned(*WITH_ITS_PID, *command(self._unit["ExecStart"]))
        self.pid = main.pid
        try:
            self.happened.append(f"died {await _end(main)}")
        finally:
            self.pid = 0
            notified.close()
            self.ready.clear()
            self._rest()
        await self._kill_what_is_left()
        await self._stop_post()
        shutil.rmtree(self.socket.parent)

    async def stop(self, running: asyncio.Task[None]) -> None:
        """What `systemctl stop` does; returns when all is over."""
        self._stopping = True
        self.signal(signal.SIGTERM)
        done, _ = await asyncio.wait({running}, timeout=float(self._unit["TimeoutStopSec"]))
        if not done:
            self.signal(signal.SIGKILL)
        await running

    def signal(self, number: signal.Signals) -> None:
        """Send this to the main process, if there is one."""
        with suppress(ProcessLookupError):
            if self.pid:
                os.kill(self.pid, number)

    @property
    def socket(self) -> Path:
        """The board socket of the service."""
        return self._folder / "run" / self._unit["RuntimeDirectory"] / "belt.sock"

    @property
    def latch(self) -> Path:
        return self._folder / "state" / self._unit["StateDirectory"] / "latch"

    @property
    def journal(self) -> str:
        """All that the service and its ExecStopPost have printed."""
        return (self._folder / "journal").read_text("utf-8", "replace")

    # -- one start --------------------------------------------------------------------------

    def _made_environment(self, notify_socket: Path) -> dict[str, str]:
        for folder in (self.socket.parent, self.latch.parent):
            folder.mkdir(parents=True, exist_ok=True)
        return os.environ | {
            "INVOCATION_ID": uuid.uuid4().hex,
            "NOTIFY_SOCKET": str(notify_socket),
            "RUNTIME_DIRECTORY": str(self.socket.parent),
            "STATE_DIRECTORY": str(self.latch.parent),
            "WATCHDOG_USEC": str(int(float(self._unit["WatchdogSec"]) * 1e6)),
        }

    async def _spawned(self, *words: str) -> asyncio.subprocess.Process:
        with (self._folder / "journal").open("ab") as journal:
            return await asyncio.create_subprocess_exec(
                *words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=journal,
                stderr=journal,
                env=self._environment,
            )

    def _hear(self, pid: int, state: str) -> None:
        if pid != self.pid:  # NotifyAccess=main
            return
        if state != ALIVE:
            self.happened.append(state)
        if state == READY:
            self.ready.set()
        if self.ready.is_set():
            self._rest()
            limit_s = float(self._unit["WatchdogSec"])
            self._starved = asyncio.get_running_loop().call_later(limit_s, self._starve)

    def _rest(self) -> None:
        if self._starved is not None:
            self._starved.cancel()
            self._starved = None

    def _starve(self) -> None:
        self.happened.append("watchdog")
        self.signal(signal.Signals[self._unit["WatchdogSignal"]])

    # -- one end ----------------------------------------------------------------------------

    async def _kill_what_is_left(self) -> None:
        """KillMode=mixed: the main process is dead, so all others are killed, and gone."""
        mark = f"INVOCATION_ID={self._environment['INVOCATION_ID']}".encode()
        while left := [pid for pid in _processes() if mark in _environment_of(pid)]:
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(LOOK_S)

    async def _stop_post(self) -> None:
        post = await self._spawned(*command(self._unit["ExecStopPost"]))
        code = await _end(post, float(self._unit["TimeoutStopSec"]))
        self.happened.append(f"stop post {code}")


async def _end(process: asyncio.subprocess.Process, limit_s: float | None = None) -> int:
    """Wait for its end and return the exit code; after `limit_s`, or if cancelled, kill it."""
    with suppress(TimeoutError):
        try:
            async with asyncio.timeout(limit_s):
                await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    return await process.wait()


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _environment_of(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_bytes()
    return b""
