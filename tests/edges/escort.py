"""A kiosk in a thread of its own whose time flies while nobody is asked anything.

A browser and a person need real time, a walk of eight minutes does not. The loop's clock goes on
only while the loop has nothing to do, so however slow the machine is, no timer overtakes the work.
"""

import asyncio
import selectors
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar, TypeVarTuple, Unpack

from tests.edges.kiosk import CALM, Kiosk, kiosk
from treadctl.board.requests import Alive
from treadctl.board.snapshot import Snapshot
from treadctl.edges.people.people import People
from treadctl.edges.recorder.opening import opened
from treadctl.errors import Refused
from treadctl.session.person.practice import FROM_S

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

RATE = 120.0
NAP_S = 0.02  # shorter ones take longer than they say
ALIVE_S = 0.5
START_S, END_S = 60.0, 60.0


class _Flying(selectors.SelectSelector):
    """Waits for sockets as long as it takes, or RATE times as short; `now_s` counts the waiting."""

    now_s = 0.0
    flies = False
    _owed_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        began_s = time.monotonic()
        if timeout is None or not self.flies:
            events = super().select(timeout)
            self.now_s += time.monotonic() - began_s
            return events
        self._owed_s += max(timeout, 0.0) / RATE
        events = super().select(self._owed_s if self._owed_s > NAP_S else 0)
        self._owed_s = 0.0 if self._owed_s > NAP_S else self._owed_s
        if not events:
            self.now_s = round(self.now_s + max(timeout, 0.0), 9)
        return events


class FlyingLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock can fly. Work for a thread is done at once."""

    def __init__(self) -> None:
        self._flying = _Flying()
        super().__init__(self._flying)

    def time(self) -> float:
        return self._flying.now_s

    def fly(self, *, flies: bool) -> None:
        self._flying.flies = flies

    def run_in_executor(
        self, _executor: object, func: Callable[[Unpack[Ts]], T], *args: *Ts
    ) -> asyncio.Future[T]:
        async def call() -> T:
            return func(*args)

        return self.create_task(call())


class _AtOnce:
    """A database without a thread: what is asked of it is done at once, as all work is here."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with closing(opened(self._path)) as db:
            return work(db)


class Escort:
    """What the test may see of the kiosk from its own thread."""

    def __init__(self, folder: Path) -> None:
        self.url = ""
        self.events: list[str] = []
        self.silent = False  # nobody answers while walking: there is nothing to wait for
        self.tries = False  # somebody is about to try the stop out, which takes them a while
        self._folder = folder
        self._ready = threading.Event()
        self._loop = FlyingLoop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="kiosk")

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(START_S), "the kiosk did not start"

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(END_S)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        people = People(_AtOnce(self._folder / "history.sqlite"))
        async with kiosk(self._folder, machine=CALM, people=people) as served:
            await served.until_ready()
            self.url, self.events = str(served.server.make_url("/")), served.events
            with served.room.board.followed(self._look):
                vouching = asyncio.create_task(_vouch(served))
                self._ready.set()
                await self._over.wait()
                vouching.cancel()

    def _look(self, news: object) -> None:
        if isinstance(news, Snapshot):
            walk = news.walk
            waits = walk is not None and walk.question is not None and not self.silent
            waits |= self.tries and walk is not None and walk.elapsed_s > FROM_S
            self._loop.fly(flies=walk is not None and not waits)


async def _vouch(served: Kiosk) -> None:
    """The page says that it lives by the wall's clock, which is too slow for this one."""
    while True:
        if (shown := served.room.board.latest) is not None:
            with suppress(Refused):
                served.room.desk.ask(Alive(request="alive", seq=shown.seq))
        await asyncio.sleep(ALIVE_S)


@contextmanager
def escort(folder: Path) -> Iterator[Escort]:
    """Serve the page while the block runs."""
    running = Escort(folder)
    running.start()
    try:
        yield running
    finally:
        running.end()
