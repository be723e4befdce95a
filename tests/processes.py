"""The command `treadctl` as real processes, with what they say, and a window into a belt room."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import MappingProxyType

from treadctl.board.socket import FarWindow, far_window
from treadctl.errors import LinkLost
from treadctl.tasks import end_child

PATIENCE_S = 20.0
LOOK_S = 0.02
NOTHING_MORE: Mapping[str, str] = MappingProxyType({})


class Running:
    """One process; `out` and `err` are the lines it has printed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.out: list[str] = []
        self.err: list[str] = []

    async def read(self) -> None:
        """Take in all it prints, to its end."""
        assert self.process.stdout and self.process.stderr
        streams = ((self.process.stdout, self.out), (self.process.stderr, self.err))
        async with asyncio.TaskGroup() as tasks:
            for stream, lines in streams:
                tasks.create_task(_collect(stream, lines))

    def type(self, line: str) -> None:
        """Type one line."""
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n".encode())

    def signal(self, *numbers: signal.Signals) -> None:
        """Send these, one after the other."""
        for number in numbers:
            self.process.send_signal(number)

    async def ended(self) -> int:
        """Wait for its end and return the exit code."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.process.wait()

    @property
    def writes(self) -> list[str]:
        """What a live machine says it was ordered, in hex."""
        return [line.split()[1] for line in self.err if line.startswith("write ")]


async def _collect(stream: asyncio.StreamReader, lines: list[str]) -> None:
    while line := await stream.readline():
        lines.append(line.decode().rstrip("\n"))


@asynccontextmanager
async def running(
    *arguments: object, environment: Mapping[str, str] = NOTHING_MORE
) -> AsyncIterator[Running]:
    """Run `treadctl` with these arguments and more environment, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "treadctl", *map(str, arguments)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **environment},
    )
    program = Running(process)
    reading = asyncio.create_task(program.read())
    try:
        yield program
    finally:
        await end_child(process)
        await reading


@asynccontextmanager
async def live_machine(kind: str = "bumble") -> AsyncIterator[Running]:
    """`treadctl simulate --live KIND`, ready; its address is its first line."""
    async with running("simulate", "--live", kind) as machine:
        await until(lambda: bool(machine.out), machine)
        yield machine


def gym(folder: Path, treadmill: str) -> Path:
    """The configuration of a service for this treadmill that keeps all it has in `folder`."""
    path = folder / "gym.toml"
    path.write_text(
        f'treadmill = "{treadmill}"\npain_button = "none"\nstate_folder = "{folder}"\n'
        f'socket = "{folder / "belt.sock"}"\n[page]\nport = {free_port()}\n',
        encoding="utf-8",
    )
    return path


async def until(reached: Callable[[], bool], *told: Running) -> None:
    """Wait for `reached`; AssertionError, with what the programs said, if it takes too long."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not reached():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(LOOK_S)
    except TimeoutError as error:
        raise AssertionError([(one.out, one.err) for one in told]) from error


@asynccontextmanager
async def screen(socket_path: Path) -> AsyncIterator[FarWindow]:
    """A screen that shows it is alive, at the belt room behind this socket, once it serves."""
    async with _opened(socket_path) as window:
        work = [asyncio.create_task(_take(window)), asyncio.create_task(_show_alive(window))]
        try:
            yield window
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)


@asynccontextmanager
async def _opened(socket_path: Path) -> AsyncIterator[FarWindow]:
    async with AsyncExitStack() as opened, asyncio.timeout(PATIENCE_S) as limit:
        while True:
            try:
                window = await opened.enter_async_context(far_window(socket_path))
            except LinkLost:  # not yet
                await asyncio.sleep(LOOK_S)
                continue
            limit.reschedule(None)
            yield window
            return


async def _take(window: FarWindow) -> None:
    try:
        await window.run()
    except LinkLost:
        return


async def _show_alive(window: FarWindow) -> None:
    while True:
        shown = window.latest or {}
        await window.ask(json.dumps({"request": "alive", "seq": shown.get("seq", 0)}).encode())
        await asyncio.sleep(0.5)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def children(pid: int) -> list[int]:
    """The processes that this one has started."""
    listed = Path(f"/proc/{pid}/task").glob("*/children")  # of each thread
    return [int(child) for one in listed for child in one.read_text("ascii").split()]


def kill(pid: int) -> None:
    """End a process at once, without a word to it."""
    os.kill(pid, signal.SIGKILL)
