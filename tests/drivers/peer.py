"""The far end of a serial line, made by hand: what is written to it, and what it says when."""

import asyncio
from collections.abc import Callable, Mapping

from treadctl.drivers.serial_port import Line, Lost, Received
from treadctl.errors import ConnectFailed


class Peer:
    """A machine that answers each request by a table, `answer_s` after it was written.

    `written` holds each write with its time, in whole microseconds. A request that is not in
    the table has no answer.
    """

    def __init__(self, answers: Mapping[bytes, bytes], answer_s: float = 0.01) -> None:
        self.answers = dict(answers)
        self.answer_s = answer_s
        self.written: list[tuple[float, bytes]] = []
        self.is_open = False
        self.there = True
        self.on_write: Callable[[bytes], None] = lambda _data: None
        self._loop = asyncio.get_running_loop()

    async def open_line(self, received: Received, lost: Lost) -> Line:
        if not self.there:
            raise ConnectFailed("Nobody is there.")
        self.is_open = True
        self._received, self._lost = received, lost
        return self

    def write(self, data: bytes) -> None:
        self.written.append((round(self._loop.time(), 6), data))
        self.on_write(data)
        if data in self.answers:
            self._loop.call_later(self.answer_s, self.say, self.answers[data])

    def close(self) -> None:
        self.is_open = False

    def say(self, data: bytes) -> None:
        """Let the host hear this now."""
        if self.is_open:
            self._received(data)

    def hang_up(self) -> None:
        """Let the line be gone."""
        self._lost("The line is gone.")

    @property
    def requests(self) -> list[bytes]:
        """What was written, in order."""
        return [data for _, data in self.written]
