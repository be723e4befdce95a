"""One connection to the board: what it is shown, what it said, and what came of that."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, cast

from treadctl.board.lines import Lines
from treadctl.board.recent import RECALL
from treadctl.board.requests import MAX_BYTES, Request, Stop
from treadctl.board.snapshot import Snapshot
from treadctl.board.window import answer, encode
from treadctl.errors import Refused
from treadctl.model import Event

if TYPE_CHECKING:
    from treadctl.board.clients import Clients

log = logging.getLogger(__name__)

READ_BYTES = 4096
SNAPSHOT_ROOM_BYTES = 64 * 1024
ROOM_BYTES = 1024 * 1024
FULL = "There are too many clients. Close one of them."

Ask = Callable[[Request], None]


class Client(asyncio.BufferedProtocol):
    """One connection. Until it follows the board, all it may do is to stop the belt."""

    transport: asyncio.Transport

    def __init__(self, clients: "Clients") -> None:
        self.lines = Lines()
        self._clients = clients
        self._buffer = bytearray(READ_BYTES)
        self._replies = b""
        self._following = ExitStack()
        self._late = True
        self._may_ask = self._cut_off = False

    # -- the connection ---------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._clients.seat(self)

    def get_buffer(self, _sizehint: int) -> bytearray:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.lines.add(self._buffer[:nbytes])
        if self.lines.full:
            self.transport.pause_reading()
        self._clients.heard(self)

    def eof_received(self) -> bool:
        self.lines.end()
        self._clients.heard(self)
        return True  # what it asked for last is still answered

    def connection_lost(self, _error: Exception | None) -> None:
        self._following.close()
        self._clients.left(self)
        self.lines.end()
        self._clients.heard(self)

    # -- the board --------------------------------------------------------------------------

    def follow(self) -> None:
        """Show it the newest snapshot and all that is posted from now on."""
        self._may_ask, self._late = True, False
        self._following.enter_context(self._clients.board.followed(self.show))

    def show(self, news: Snapshot | Event) -> None:
        """Pass on what was posted; a snapshot only if it reads fast enough."""
        room = self.transport.get_write_buffer_size() <= SNAPSHOT_ROOM_BYTES
        if room or isinstance(news, Event):
            self._write(self._clients.line(news))

    # -- its requests -----------------------------------------------------------------------

    def answer(self, line: bytes, ask: Ask) -> None:
        """Carry out one line; what came of it is said with the next `flush`."""
        if line == RECALL and self._may_ask and (recalled := self._clients.recall()) is not None:
            self._replies += recalled
            return
        said = answer(line, ask if self._may_ask else _only_a_stop(ask))
        self._replies += encode({"reply": said})
        if len(line) > MAX_BYTES:
            self._may_ask = False
            self._close()
        elif self.transport.is_closing() or not self._late:
            return
        elif said["ok"]:
            self.flush()
            self.follow()
        else:
            self._close()

    def flush(self) -> None:
        """Say what came of its requests."""
        replies, self._replies = self._replies, b""
        if replies:
            self._write(replies)

    def emptied(self) -> None:
        """All it said is answered: it may say more, or it goes."""
        if self.lines.ended:
            self._close()
        elif not self.transport.is_reading():
            self.transport.resume_reading()
        elif self._cut_off:
            self.transport.abort()

    def part(self, why: str) -> None:
        """Say one thing and close, unless it has come to follow the board."""
        if self._late and not self.transport.is_closing():
            self._replies += encode({"reply": {"ok": False, "reason": why}})
            self._close()

    def give_way(self, why: str) -> None:
        """Close, whatever it came for."""
        self.part(why)
        self.transport.close()

    def _close(self) -> None:
        self.flush()
        self.transport.close()

    def _write(self, data: bytes) -> None:
        if self._cut_off or self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() <= ROOM_BYTES:
            self.transport.write(data)
            return
        log.warning("A board client does not read; it is cut off.")
        self._cut_off, self._may_ask = True, False
        self._clients.heard(self)  # a stop may still be in what it said


def _only_a_stop(ask: Ask) -> Ask:
    def asked(request: Request) -> None:
        if not isinstance(request, Stop):
            raise Refused(FULL)
        ask(request)

    return asked
