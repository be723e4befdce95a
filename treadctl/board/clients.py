"""The clients of the board's socket: what they send is taken in turn, and little at a time.

Whatever comes, and from how many: each millisecond no more is taken from all of them together
than HELPING_BYTES, a line from each in turn. So no client makes the belt or another client wait,
and the loop sleeps most of the time, which the scheduler of a busy machine rewards.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack

from treadctl.board.board import Board
from treadctl.board.client import FULL, Ask, Client
from treadctl.board.recent import Recent
from treadctl.board.requests import MAX_BYTES, Alive, Request
from treadctl.board.snapshot import Snapshot
from treadctl.board.window import encode, message
from treadctl.model import Event

MAX_CLIENTS = 8
MAX_LATE = 3 * MAX_CLIENTS  # no fewer than come in the few turns until what one said is read
LATE_LIMIT_S = 1.0

HELPING_S = 0.001
HELPING_BYTES = 12 * MAX_BYTES  # some 0.3 ms of work; 20 000 short lines a second and more
LINE_COST_BYTES = 256  # what any line costs beside its length: 5 us or so


class Clients:
    """All who are connected. `connected` makes the protocol of one more.

    `screen_left` is called when the one through whom a page showed its life has gone.
    """

    def __init__(self, board: Board, ask: Ask, screen_left: Callable[[], None]) -> None:
        self.board = board
        self._ask = ask
        self._screen_left = screen_left
        self._speaking: Client | None = None
        self._screen: Client | None = None
        self._all: set[Client] = set()
        self._late: dict[Client, asyncio.TimerHandle] = {}
        self._waiting: deque[Client] = deque()
        self._answered: set[Client] = set()
        self._left_bytes = 0
        self._helping_ends = -math.inf
        self._turn_is_due = self._closed = False
        self._loop = asyncio.get_running_loop()
        self._recent = Recent()
        self._remembering = ExitStack()
        self._shown: Snapshot | Event | None = None
        self._line = b""
        self._remembering.enter_context(board.followed(self._remember))

    def connected(self) -> Client:
        """The protocol of a new connection."""
        return Client(self)

    def seat(self, client: Client) -> None:
        """Let it follow the board. Who is one too many may say one thing, and stays if it stops:
        until so many others come that the oldest of them has to go.
        """
        taken = len(self._all) - len(self._late)
        self._all.add(client)
        if taken < MAX_CLIENTS:
            client.follow()
            return
        self._late[client] = self._loop.call_later(LATE_LIMIT_S, client.part, FULL)
        if len(self._late) > MAX_LATE:
            oldest = next(iter(self._late))
            self.left(oldest)
            oldest.give_way(FULL)

    def left(self, client: Client) -> None:
        """Its connection is over. What it said before still counts."""
        self._all.discard(client)
        if client is self._screen:
            self._screen_left()
        if (parting := self._late.pop(client, None)) is not None:
            parting.cancel()

    def heard(self, client: Client) -> None:
        """Some of what it said waits."""
        if client not in self._waiting and not self._closed:
            self._waiting.append(client)
        self._next_turn()

    def line(self, news: Snapshot | Event) -> bytes:
        """What was posted, for the socket; made once for all who are shown it."""
        if news is not self._shown:
            self._shown, self._line = news, encode(message(news))
        return self._line

    def recall(self) -> bytes | None:
        """The reply with what was posted lately; None if somebody had one just now."""
        return self._recent.reply(self._loop.time())

    def close(self) -> None:
        """End all connections at once."""
        self._remembering.close()
        self._closed = True
        self._waiting.clear()
        for client in tuple(self._all):
            client.transport.abort()

    def _remember(self, news: Snapshot | Event) -> None:
        self._recent.keep(self.line(news)[:-1])

    def _next_turn(self) -> None:
        if self._waiting and not self._turn_is_due:
            self._turn_is_due = True
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        now, fits = self._loop.time(), True
        if now >= self._helping_ends:
            self._left_bytes, self._helping_ends = HELPING_BYTES, now + HELPING_S
        try:
            while self._waiting and fits:
                fits = self._serve(self._waiting.popleft())
        finally:
            for client in self._answered:
                client.flush()
            self._answered.clear()
            self._turn_is_due = not fits
            if not fits:
                self._loop.call_at(self._helping_ends, self._turn)
            self._next_turn()

    def _serve(self, client: Client) -> bool:
        """Answer the next line of `client`. False if it has to wait for the next helping."""
        length = client.lines.next_bytes
        if length is None:
            client.emptied()
            return True
        cost = min(length, MAX_BYTES) + LINE_COST_BYTES
        if cost > self._left_bytes:
            self._waiting.appendleft(client)
            return False
        self._left_bytes -= cost
        self._waiting.append(client)
        self._answered.add(client)
        self._speaking = client
        client.answer(client.lines.take(length), self._asked)
        return True

    def _asked(self, request: Request) -> None:
        self._ask(request)
        if isinstance(request, Alive):
            self._screen = self._speaking
            if self._screen not in self._all:  # its last words
                self._screen_left()
