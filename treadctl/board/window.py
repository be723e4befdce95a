"""What an edge sees of a belt room: JSON types only, whether it is near or behind a socket."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from treadctl.board.board import Board
from treadctl.board.requests import Request, parse
from treadctl.board.snapshot import Snapshot, as_json
from treadctl.errors import BadInput, Refused
from treadctl.model import Event

Json = dict[str, Any]
Watcher = Callable[[Json], None]
"""Gets `{"snapshot": {...}}` or `{"event": {"at", "event", ...}}`; must return at once."""


class Window(Protocol):
    """One belt room as its edges see it. `latest` is the newest snapshot, None without one."""

    @property
    def latest(self) -> Json | None: ...

    def watched(self, watcher: Watcher) -> AbstractContextManager[None]:
        """Let `watcher` hear everything that is posted meanwhile."""

    async def ask(self, line: bytes) -> Json:
        """Hand one request over; `{"ok": true}`, or `{"ok": false, "reason": sentence}`."""


class NearWindow:
    """A window into a belt room of the same process: `treadctl run`, and tests."""

    def __init__(self, board: Board, ask: Callable[[Request], None]) -> None:
        self._board = board
        self._ask = ask

    @property
    def latest(self) -> Json | None:
        snapshot = self._board.latest
        return None if snapshot is None else as_json(snapshot)

    @contextmanager
    def watched(self, watcher: Watcher) -> Iterator[None]:
        with self._board.followed(lambda news: watcher(message(news))):
            yield

    async def ask(self, line: bytes) -> Json:
        return answer(line, self._ask)


def message(news: Snapshot | Event) -> Json:
    """What was posted, as JSON types."""
    if isinstance(news, Snapshot):
        return {"snapshot": as_json(news)}
    return {"event": {"at": round(news.at, 3), "event": news.event, **news.data}}


def answer(line: bytes, ask: Callable[[Request], None]) -> Json:
    """Carry out one request and say what came of it. Never raises for what it says."""
    try:
        ask(parse(line))
    except (BadInput, Refused) as error:
        return {"ok": False, "reason": str(error)}
    return {"ok": True}


def encode(news: Json) -> bytes:
    """One line for the socket."""
    return json.dumps(news, separators=(",", ":"), allow_nan=False).encode() + b"\n"
