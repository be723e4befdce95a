"""An exchange at work with a peer made by hand, and what became of each request."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from tests.drivers.peer import Peer
from treadctl.drivers.exchange import Exchange, Probe
from treadctl.errors import DecodeError

STOP, STOPPED = b"!", b"."
PROBE, THERE = b"?", b"y"
LIMIT_S = 0.2


def word(data: bytes) -> bytes | None:
    """An answer is small letters to a full stop, and nothing else."""
    if any(byte not in b"abcdefghijklmnopqrstuvwxyz." for byte in data):
        raise DecodeError("No letter.")
    return data if data.endswith(b".") else None


def there(data: bytes) -> bytes | None:
    if data[:1] not in (b"", THERE):
        raise DecodeError("Not there.")
    return data or None


def stopped(data: bytes) -> bool | None:
    return STOPPED in data or None


PROBING = Probe(PROBE, there, LIMIT_S)


class Talk:
    """An exchange with a peer, and what became of it."""

    def __init__(self, peer: Peer, probe: Probe | None) -> None:
        self.peer = peer
        self.exchange = Exchange(self._write_stop, probe)
        self.stops: list[tuple[float, bool | None]] = []
        self.tasks: list[asyncio.Task[Any]] = []
        self.serving = self.start(self.exchange.serve(peer.open_line, idle))

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        self.tasks.append(asyncio.ensure_future(work))
        return self.tasks[-1]

    def ask(self, request: bytes, *, command: bool = False) -> asyncio.Task[bytes | None]:
        return self.start(self.exchange.ask(request, word, LIMIT_S, command=command))

    async def _write_stop(self) -> None:
        answer = await self.exchange.ask_at_once(STOP, stopped, LIMIT_S, self._stop_written)
        self.stops[-1] = (self.stops[-1][0], answer)

    def _stop_written(self, at: float) -> None:
        self.stops.append((round(at, 6), None))


async def idle() -> None:
    await asyncio.Event().wait()


def now() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def talk(*, probe: Probe | None = PROBING) -> AsyncIterator[Talk]:
    answers = {b"A": b"a.", b"B": b"b.", STOP: STOPPED, PROBE: THERE}
    made = Talk(Peer(answers), probe)
    await asyncio.sleep(0)
    try:
        yield made
    finally:
        for task in made.tasks:
            task.cancel()
        await asyncio.gather(*made.tasks, return_exceptions=True)
