"""What the edges process costs while a walk is told: page, history and MQTT, four times a second.

The process is a real one; its board, the page that looks on and the broker are the bench's.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from aiohttp import ClientConnectionError, ClientSession, ClientWebSocketResponse

from treadctl.board.board import Board
from treadctl.board.snapshot import WalkView
from treadctl.board.socket import board_socket
from treadctl.cli.bench.bare_mqtt import HOST, reading
from treadctl.cli.bench.mqtt_scene import BASE, MACHINE, SITE, look
from treadctl.cli.ports import free_port
from treadctl.errors import TreadctlError
from treadctl.model import Event
from treadctl.tasks import end_child

TELEMETRY_S = 0.25
SETTLE_S = 5.0  # it opens its history and looks it through
READY_LIMIT_S = 30.0
LOOK_S = 0.1
WALK = WalkView("gentle-start", "Gentle start", "walking", "warm", 0.0, 900.0)
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12  # of the fields behind the name. Source: proc(5), /proc/pid/stat


async def edges_load(port: int, folder: Path, seconds: float) -> dict[str, float | int]:
    """Percent of one processor that it took, once it had settled; and what reached the broker."""
    heard: list[str] = []
    async with AsyncExitStack() as parts:
        parts.enter_context(reading(port, f"{BASE}/telemetry", lambda *one: heard.append(one[0])))
        edges = await _walked_beside(port, folder, parts)
        await asyncio.sleep(SETTLE_S)
        came, before_s = len(heard), cpu_s(edges)
        await asyncio.sleep(seconds)
        percent = 100 * (cpu_s(edges) - before_s) / seconds
        came = len(heard) - came
    return {"edges_samples": came, "edges_cpu_percent": round(percent, 2)}


async def _walked_beside(port: int, folder: Path, parts: AsyncExitStack) -> int:
    """A walk, the edges process that tells of it, and a page; gives the process's id."""
    board, path, page_port = Board(), folder / "edges.sock", free_port()
    await parts.enter_async_context(board_socket(path, board, lambda _request: None))
    await parts.enter_async_context(_meanwhile(_walk(board)))
    edges = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "treadctl", "edges", "--socket", str(path)),
        *("--port", str(page_port), "--history", str(folder / "edges.sqlite")),
        *("--broker", f"mqtt://{HOST}:{port}", "--site", SITE, "--machine", MACHINE),
        start_new_session=True,
    )
    parts.push_async_callback(end_child, edges)
    session = await parts.enter_async_context(ClientSession())
    page = await _opened(session, page_port)
    await parts.enter_async_context(page)
    await parts.enter_async_context(_meanwhile(_look_on(page)))
    return edges.pid


async def _walk(board: Board) -> None:
    """A walk without an end: a sample each TELEMETRY_S."""
    loop, number = asyncio.get_running_loop(), 0
    began = loop.time()
    board.post(Event(began, "started", {"profile": WALK.profile}))
    while True:
        number += 1
        walk = replace(WALK, elapsed_s=round(loop.time() - began, 1))
        board.post(replace(look(number), walk=walk))
        await asyncio.sleep(TELEMETRY_S)


async def _opened(session: ClientSession, port: int) -> ClientWebSocketResponse:
    """The line of a page, once there is a server."""
    try:
        async with asyncio.timeout(READY_LIMIT_S):
            while True:
                with suppress(ClientConnectionError):
                    return await session.ws_connect(f"ws://{HOST}:{port}/ws")
                await asyncio.sleep(LOOK_S)
    except TimeoutError as error:
        raise TreadctlError("The edges process did not start. See what it says above.") from error


async def _look_on(page: ClientWebSocketResponse) -> None:
    """Say after each look that the page lives."""
    async for message in page:
        if (shown := message.json().get("snapshot")) is not None:
            await page.send_json({"request": "alive", "seq": shown["seq"]})


@asynccontextmanager
async def _meanwhile(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Do `work` until the block is left."""
    working = asyncio.create_task(work)
    try:
        yield
    finally:
        working.cancel()
        await asyncio.wait([working])


def cpu_s(pid: int) -> float:
    """What a process and its threads took so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS_PER_S
