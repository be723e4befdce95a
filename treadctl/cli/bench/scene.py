"""The scene of the stop bench: a walk under way, and an edges process that behaves somehow."""

import asyncio
import math
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bleak import BleakClient

from treadctl.app import BeltRoom, belt_room
from treadctl.board.board import Board
from treadctl.board.requests import Request
from treadctl.board.socket import board_socket
from treadctl.cli.bench.neighbour import new_tally, tally
from treadctl.cli.bench.serial_tap import PortTap, tapped_port
from treadctl.cli.bench.tap import Tap
from treadctl.drivers import Driver, Listener
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.gatt import OpenClient
from treadctl.errors import BadInput, TreadctlError
from treadctl.model import Confirmed, StopCause
from treadctl.safety.latch import Latch
from treadctl.safety.limits import TIERS
from treadctl.safety.orders import TICK_S
from treadctl.tasks import keep_child
from treadctl.treadmills import OpenDriver

READY_LIMIT_S = 30.0
LOOK_S = 0.02


class Scene:
    """A belt room of the real parts. `rewind` makes its walk go on as if there had been no stop.

    `clock_late_s`: how late the guard's clock has been at worst.
    """

    def __init__(self, room: BeltRoom, tap: Tap | PortTap, tally_path: Path) -> None:
        self.guard = room.guard
        self.tap = tap
        self.clock_late_s = 0.0
        self._tally_path = tally_path
        self._ticked_at = math.inf
        self._tick = room.guard.supervisor.tick
        setattr(room.guard.supervisor, "tick", self._on_tick)  # noqa: B010 - one room's own
        self._walking = dict(vars(room.guard.supervisor))

    @property
    def requests_sent(self) -> int:
        """How many requests the edges process has sent since it is there."""
        return tally(self._tally_path)

    def _on_tick(self, now: float) -> StopCause | None:
        self.clock_late_s = max(self.clock_late_s, now - self._ticked_at - TICK_S)
        self._ticked_at = now
        return self._tick(now)

    def rewind(self) -> None:
        vars(self.guard.supervisor).update(self._walking)
        self.guard.supervisor.stopping.lockout.cause = None


@asynccontextmanager
async def walking(transport: str, edges: str) -> AsyncIterator[Scene]:
    """A walk under way beside such an edges process; leaving stops the belt."""
    async with AsyncExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="treadctl-bench-")))
        open_driver, tap = await _tapped(transport, parts)
        board, here = Board(), asyncio.Event()
        room = await parts.enter_async_context(
            belt_room(board, open_driver, Latch(folder / "latch"), "B", pain_button="wired")
        )

        def ask(request: Request) -> None:
            here.set()
            room.desk.ask(request)

        path, tally_path = folder / "belt.sock", folder / "tally"
        new_tally(tally_path)
        await parts.enter_async_context(board_socket(path, board, ask))
        await parts.enter_async_context(_neighbours(edges, path, tally_path))
        async with asyncio.timeout(READY_LIMIT_S):
            await _walk(room)
            await here.wait()
        tap.closed = True
        try:
            yield Scene(room, tap, tally_path)
        finally:
            tap.closed = False


async def _tapped(transport: str, parts: AsyncExitStack) -> tuple[OpenDriver, Tap | PortTap]:
    if transport == "pty":
        return await tapped_port(parts)
    open_client, tap = await _by_radio(transport, parts)

    async def open_tapped(on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        tap.attach(await open_client(on_disconnect))
        return tap.client

    def open_driver(listener: Listener) -> Driver:
        return FtmsDriver(open_tapped, listener, simulated=True)

    return open_driver, tap


async def _by_radio(transport: str, parts: AsyncExitStack) -> tuple[OpenClient, Tap]:
    if transport == "memory":
        from simulators.memory_gatt import MemoryRig

        near = MemoryRig(latency_s=0.0)
        return near.open_client, Tap(near.machine)
    try:
        from simulators.bumble_rig import bumble_rig
    except ImportError as error:
        raise BadInput("bumble is not here. Install it: pip install 'treadctl[demo]'.") from error
    rig = await parts.enter_async_context(bumble_rig())
    tap = Tap(rig.machine)
    tap.watch(rig.link)
    return rig.open_client, tap


async def _walk(room: BeltRoom) -> None:
    supervisor = room.guard.supervisor
    while not supervisor.known.linked:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(LOOK_S)
    await room.guard.stands()
    outcome = await room.guard.start(TIERS["B"])
    if outcome != Confirmed():
        raise TreadctlError(f"The simulated belt did not start: {outcome}")


@asynccontextmanager
async def _neighbours(edges: str, path: Path, tally_path: Path) -> AsyncIterator[None]:
    commands = _commands(edges, path, tally_path)
    tasks = [asyncio.create_task(keep_child("edges", command)) for command in commands]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _commands(edges: str, path: Path, tally_path: Path) -> list[tuple[str, ...]]:
    """The edges processes to run. Beside one that hangs, one whose broker does not answer."""
    commands: list[tuple[str, ...]] = [
        (
            *(sys.executable, "-m", "treadctl.cli.bench.neighbour"),
            *(edges, str(path), str(tally_path)),
        )
    ]
    if edges == "hung":
        page, dead = _free_port(), _free_port()
        commands.append(
            (
                *(sys.executable, "-m", "treadctl", "edges", "--socket", str(path)),
                *("--port", str(page), "--broker", f"mqtt://127.0.0.1:{dead}"),
            )
        )
    return commands


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
