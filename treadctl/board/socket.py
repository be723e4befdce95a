"""The board over a Unix socket: lines of JSON out, requests in. One end is the belt process."""

import asyncio
import json
import socket
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from treadctl.board.board import Board
from treadctl.board.clients import Clients
from treadctl.board.requests import MAX_BYTES, TOO_LONG, Request
from treadctl.board.window import Json, Watcher
from treadctl.errors import BadInput, LinkLost

MESSAGE_LIMIT_BYTES = 256 * 1024
ANSWER_LIMIT_S = 2.0
GROUP_ONLY = 0o660
COMING_IN_A_TURN = 4  # each costs up to 0.3 ms
WAITING_TO_COME = 128


@asynccontextmanager
async def board_socket(
    path: Path,
    board: Board,
    ask: Callable[[Request], None],
    screen_left: Callable[[], None] = lambda: None,
) -> AsyncIterator[None]:
    """Serve `board` at `path`, readable and writable by its group only, while inside.

    `screen_left` is called when the client through whom a page showed its life has gone. Raises
    BadInput if another program serves there, or the folder cannot be written.
    """
    await refuse_a_second(path)
    clients = Clients(board, ask, screen_left)
    try:
        bound = await asyncio.to_thread(_bound, path)
        server = await asyncio.get_running_loop().create_unix_server(
            clients.connected, sock=bound, backlog=COMING_IN_A_TURN
        )
        bound.listen(WAITING_TO_COME)  # asyncio takes as many in one turn as it lets wait
    except OSError as error:
        why = error.strerror or error
        raise BadInput(f"{path}: the socket cannot be made ({why}).") from error
    try:
        yield
    finally:
        server.close()
        clients.close()
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def refuse_a_second(path: Path) -> None:
    """Raises BadInput if a program serves at `path`."""
    with suppress(OSError):
        _, writer = await asyncio.open_unix_connection(path)
        writer.close()
        await writer.wait_closed()
        raise BadInput(f"{path}: treadctl is running already. Stop it first.")


def _bound(path: Path) -> socket.socket:
    """A socket at `path`, in the place of one that a killed service left. Nobody can connect to it
    before it has its rights: it does not listen yet.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_socket():
        path.unlink()
    bound = socket.socket(socket.AF_UNIX)
    try:
        bound.bind(str(path))
        path.chmod(GROUP_ONLY)
    except OSError:
        bound.close()
        raise
    return bound


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
