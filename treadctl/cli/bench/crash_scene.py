"""The scene of the crash bench: a simulated machine in its own process, and a walk on it."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from treadctl.board.socket import FarWindow, far_window
from treadctl.cli.ports import free_port
from treadctl.errors import LinkLost, TreadctlError
from treadctl.tasks import end_child

LIMIT_S = 30.0
LOOK_S = 0.02
ALIVE_S = 0.5
WRITTEN, OBEYED = b"write 0801\n", b"obeyed a stop\n"


class Machine:
    """`treadctl simulate --live bumble` as a process; it tells of each write as that arrives."""

    def __init__(self, process: asyncio.subprocess.Process, uri: str) -> None:
        self.uri = uri
        self._process = process
        self._told: dict[bytes, float] = {}

    def forget(self) -> None:
        """Count only what comes from here on."""
        self._told.clear()

    async def stop(self) -> float:
        """When the first stop arrived, by `time.perf_counter`."""
        return await self._first(WRITTEN, "a stop arrived")

    async def obeyed(self) -> float:
        """When the machine carried the first stop out: it wants to be asked for control before."""
        return await self._first(OBEYED, "a stop was obeyed")

    async def _first(self, line: bytes, what: str) -> float:
        await _until(lambda: line in self._told, what)
        return self._told[line]

    async def listen(self) -> None:
        assert self._process.stderr is not None  # noqa: S101 - for the type checker: it is a pipe
        while line := await self._process.stderr.readline():
            self._told.setdefault(line, time.perf_counter())


@asynccontextmanager
async def live_machine() -> AsyncIterator[Machine]:
    """A machine that is there until the block ends."""
    pipe = asyncio.subprocess.PIPE
    called = (sys.executable, "-m", "treadctl", "simulate", "--live", "bumble")
    process = await asyncio.create_subprocess_exec(*called, stdin=pipe, stdout=pipe, stderr=pipe)
    assert process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
    try:
        async with limited("the machine was there"):
            uri = (await process.stdout.readline()).decode().strip()
        machine = Machine(process, uri)
        listening = asyncio.create_task(machine.listen(), name="machine")
        yield machine
        listening.cancel()
    finally:
        await end_child(process)


def configuration(folder: Path, uri: str) -> Path:
    """A configuration in `folder` for the treadmill at `uri`."""
    file = folder / "treadctl.toml"
    text = f'treadmill = "{uri}"\npain_button = "none"\n[page]\nport = {free_port()}\n'
    file.write_text(text, encoding="utf-8")
    return file


@asynccontextmanager
async def walking(socket: Path) -> AsyncIterator[None]:
    """A walk under way, its belt measured moving, and a screen that shows it is alive."""
    async with far_window(socket) as window:
        tasks = [asyncio.create_task(_read(window)), asyncio.create_task(_show_alive(window))]
        try:
            await _until(lambda: "start_token" in _seen(window), "a walk could start")
            start = {"request": "start", "profile": "gentle-start"}
            await window.ask(json.dumps(start | {"token": _seen(window)["start_token"]}).encode())
            await _until(lambda: float(_seen(window).get("speed_kmh", 0)) > 0, "the belt moved")
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _seen(window: FarWindow) -> dict[str, str]:
    return window.latest or {}


async def _read(window: FarWindow) -> None:
    with suppress(LinkLost):
        await window.run()


async def _show_alive(window: FarWindow) -> None:
    while True:
        shown = window.latest or {}
        await window.ask(json.dumps({"request": "alive", "seq": shown.get("seq", 0)}).encode())
        await asyncio.sleep(ALIVE_S)


async def _until(reached: Callable[[], bool], what: str) -> None:
    async with limited(what):
        while not reached():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def limited(what: str) -> AsyncIterator[None]:
    """Raise TreadctlError, which says what was waited for, if the block takes too long."""
    try:
        async with asyncio.timeout(LIMIT_S):
            yield
    except TimeoutError as error:
        raise TreadctlError(f"It took longer than {LIMIT_S:.0f} s until {what}.") from error
