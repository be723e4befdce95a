"""The board over a Unix socket: lines of JSON out, requests in. One end is the belt process.

Whatever a client does, the belt room loses at most one line of work in each turn of its loop: a
client that reads too slowly misses snapshots and is cut off before events pile up.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from treadctl.board.board import Board
from treadctl.board.requests import MAX_BYTES, Request
from treadctl.board.snapshot import Snapshot
from treadctl.board.window import Json, Watcher, answer, encode, message
from treadctl.errors import BadInput, LinkLost
from treadctl.model import Event

log = logging.getLogger(__name__)

SNAPSHOT_ROOM_BYTES = 64 * 1024
EVENT_ROOM_BYTES = 1024 * 1024
MESSAGE_LIMIT_BYTES = 256 * 1024
ANSWER_LIMIT_S = 2.0
GROUP_ONLY = 0o660
TOO_LONG = f"A request is one line of at most {MAX_BYTES} bytes."


@asynccontextmanager
async def board_socket(
    path: Path, board: Board, ask: Callable[[Request], None]
) -> AsyncIterator[None]:
    """Serve `board` at `path`, readable and writable by its group only, while inside.

    Raises BadInput if another program serves there, or the folder cannot be written.
    """

    served: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with board.followed(_Client(writer)):
            await _answer_all(reader, writer, ask)

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served[writer] = asyncio.create_task(serve(reader, writer), name="board client")
        served[writer].add_done_callback(lambda _task: served.pop(writer))

    await _refuse_a_second(path)
    try:
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        server = await asyncio.start_unix_server(connected, path, limit=MAX_BYTES)
        path.chmod(GROUP_ONLY)  # noqa: ASYNC240 - in the same turn, before anybody connects
    except OSError as error:
        raise BadInput(f"{path}: the socket cannot be made ({error.strerror}).") from error
    try:
        yield
    finally:
        server.close()
        for writer in served:
            writer.transport.abort()
        await asyncio.gather(*served.values(), return_exceptions=True)
        await asyncio.to_thread(path.unlink, missing_ok=True)


class _Client:
    """Follows the board for one connection."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def __call__(self, news: Snapshot | Event) -> None:
        transport = self._writer.transport
        if transport.is_closing():
            return
        waiting_bytes = transport.get_write_buffer_size()
        if waiting_bytes > EVENT_ROOM_BYTES:
            log.warning("A board client does not read; it is cut off.")
            transport.abort()
        elif isinstance(news, Event) or waiting_bytes <= SNAPSHOT_ROOM_BYTES:
            self._writer.write(encode(message(news)))


async def _answer_all(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ask: Callable[[Request], None]
) -> None:
    try:
        while line := await reader.readline():
            writer.write(encode({"reply": answer(line, ask)}))
            await asyncio.sleep(0)  # one request a turn: nobody can keep the loop busy
            await writer.drain()
    except ConnectionError:
        return  # the client went; so does what it was to be told
    except ValueError:
        writer.write(encode({"reply": {"ok": False, "reason": TOO_LONG}}))
    finally:
        writer.close()


async def _refuse_a_second(path: Path) -> None:
    with suppress(OSError):
        _, writer = await asyncio.open_unix_connection(path)
        writer.close()
        raise BadInput(f"{path}: treadctl is running already. Stop it first.")


class FarWindow:
    """A window into the belt room of another process."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._watchers: list[Watcher] = []
        self._replies: deque[asyncio.Future[Json]] = deque()
        self._latest: Json | None = None

    @property
    def latest(self) -> Json | None:
        return self._latest

    @contextmanager
    def watched(self, watcher: Watcher) -> Iterator[None]:
        self._watchers.append(watcher)
        if self._latest is not None:
            watcher({"snapshot": self._latest})
        try:
            yield
        finally:
            self._watchers.remove(watcher)

    async def ask(self, line: bytes) -> Json:
        if len(line) > MAX_BYTES:  # it would cost every edge of this process its connection
            return {"ok": False, "reason": TOO_LONG}
        reply: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._replies.append(reply)
        self._writer.write(line.replace(b"\n", b" ") + b"\n")
        try:
            async with asyncio.timeout(ANSWER_LIMIT_S):
                return await reply
        except TimeoutError:
            return {"ok": False, "reason": "The belt room does not answer."}

    async def run(self) -> None:
        """Take in what comes. Raises LinkLost when the belt room is gone."""
        try:
            while (line := await self._reader.readline()).endswith(b"\n"):
                self._take(line)
        except ConnectionError as error:
            raise LinkLost("The belt room is gone.") from error
        raise LinkLost("The belt room is gone.")

    def _take(self, line: bytes) -> None:
        news: Json = json.loads(line)
        if (reply := news.get("reply")) is not None:
            waiting = self._replies.popleft()
            if not waiting.done():
                waiting.set_result(reply)
            return
        self._latest = news.get("snapshot", self._latest)
        for watcher in self._watchers:
            watcher(news)


@asynccontextmanager
async def far_window(path: Path) -> AsyncIterator[FarWindow]:
    """A window through the socket at `path`. Raises LinkLost if nobody serves there."""
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=MESSAGE_LIMIT_BYTES)
    except OSError as error:
        raise LinkLost(f"{path}: no treadctl is running here ({error.strerror}).") from error
    window = FarWindow(reader, writer)
    try:
        yield window
    finally:
        writer.close()
