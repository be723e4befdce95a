"""The recorder: follows a belt room, keeps its walks, and hands out what is to be told of them.

What it hears goes to the disk first and is told then. A disk that is slow, full or broken delays
nobody: after PATIENCE_S it is told all the same, and kept in memory until the disk takes it.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from treadctl.board.recent import RECALL, REST_S
from treadctl.board.window import Json, Window
from treadctl.edges.outbox import Entry, Follower, Kind, Waiting
from treadctl.edges.recorder import gap
from treadctl.edges.recorder.diary import Diary, Past
from treadctl.edges.recorder.keeper import DISK_ERRORS, PATIENCE_S, Keeper
from treadctl.edges.recorder.kept import ms
from treadctl.tasks import finish

T = TypeVar("T")

log = logging.getLogger(__name__)

OPEN_LIMIT_S = 2.0  # a disk may take longer; what is heard goes out meanwhile
RETRY_S = 5.0
LAST_SAVE_S = 2.0
SENT_DELAY_S = 1.0  # what was sent is noted with the next sample; without one, after this
THIN_EVERY_S = 60.0
TIDY_EVERY = 24 * 60  # times THIN_EVERY_S


class Recorder:
    """Keeps what one window shows in the database at `path`. An Outbox for one publisher.

    `publishes`: there is one. Without, nothing waits to be sent.
    """

    def __init__(self, path: Path, *, publishes: bool) -> None:
        self._path = path
        self._keeper = Keeper(path, publishes=publishes)
        self._diary = Diary(utc_ms)
        self._heard: list[Json] | None = []  # until it is known what earlier recorders left
        self._followers: list[Follower] = []
        self._news = asyncio.Event()
        self._noting = False
        self._trouble: str | None = None

    async def record(self, window: Window) -> None:
        """Keep what is shown, until cancelled. A disk in trouble is tried again for ever."""
        with window.watched(self._hear):
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._keep(window), name="history")
                    tasks.create_task(self._look_after(), name="upkeep")
            finally:
                with suppress(TimeoutError, *DISK_ERRORS):
                    await finish(self._keeper.save(), LAST_SAVE_S)

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` with the database, in its thread. Raises one of DISK_ERRORS."""
        return await self._keeper.run(work)

    def close(self) -> None:
        """Let go of the database."""
        self._keeper.close()

    # -- the outbox -------------------------------------------------------------------------

    @contextmanager
    def followed(self, follower: Follower) -> Iterator[None]:
        """Let `follower` hear of every entry that is stored meanwhile."""
        self._followers.append(follower)
        try:
            yield
        finally:
            self._followers.remove(follower)

    async def pending(self, kind: Kind, limit: int, before: int | None = None) -> list[Entry]:
        """The oldest entries of a kind that are not sent, at most `limit`, in order."""
        return await self._keeper.pending(kind, limit, before)

    async def sent(self, numbers: Collection[int]) -> None:
        """These arrived; they are not handed out again."""
        self._keeper.sent(numbers)
        if not self._noting:
            self._noting = True
            asyncio.get_running_loop().call_later(SENT_DELAY_S, self._note_sent)

    async def waiting(self) -> Waiting:
        """How much there is."""
        return await self._keeper.waiting()

    def _note_sent(self) -> None:
        self._noting = False
        self._news.set()

    # -- hearing and telling ----------------------------------------------------------------

    def _hear(self, news: Json) -> None:
        if self._heard is None:
            self._keeper.backlog.add(self._diary.hear(news))
        else:
            self._heard.append(news)
        self._news.set()

    def _tell(self, *, stored_only: bool) -> None:
        for entry in self._keeper.backlog.untold(stored_only=stored_only):
            for follower in tuple(self._followers):
                follower(entry)

    # -- the disk ---------------------------------------------------------------------------

    async def _keep(self, window: Window) -> None:
        recalling = asyncio.create_task(self._recall(), name="history so far")
        await asyncio.wait({recalling}, timeout=OPEN_LIMIT_S)
        if recalling.done():
            self._catch_up(recalling.result(), await _recent(window))
        else:  # nobody knows what is stored already, so nothing is stored a second time
            self._catch_up(Past(), [])
        await self._telling(recalling)
        while True:
            if self._keeper.idle:
                await self._news.wait()
            self._news.clear()
            if not self._keeper.idle:
                await self._telling(asyncio.create_task(self._patiently(self._keeper.save)))

    def _catch_up(self, past: Past, recalled: list[Json]) -> None:
        """Write down what was missed and what was heard until now."""
        for news in gap.missed(recalled, past.events, past.sampled_at_ms):
            self._keeper.backlog.add(kept for kept in self._diary.hear(news) if kept.stored)
        heard, self._heard = self._heard or [], None
        for news in gap.heard_since(heard, recalled):
            self._hear(news)

    async def _recall(self) -> Past:
        past = await self._patiently(self._keeper.past)
        self._diary.recall(past)
        return past

    async def _telling(self, work: "asyncio.Task[T]") -> None:
        """Wait for work on the disk, then tell what is new; if that takes too long, before."""
        try:
            while not work.done():
                await asyncio.wait({work}, timeout=PATIENCE_S)
                self._tell(stored_only=work.done())
        finally:
            work.cancel()
        work.result()

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do `work` again and again until the disk allows it."""
        while True:
            try:
                done = await work()
            except DISK_ERRORS as error:
                if str(error) != self._trouble:
                    self._trouble = str(error)
                    log.error(
                        "%s: %s. Walks go on; what is not written yet is kept in memory. "
                        "Look at the disk's room and rights.",
                        self._path,
                        error,
                    )
                await asyncio.sleep(RETRY_S)
                continue
            if self._trouble is not None:
                self._trouble = None
                log.warning("%s: it is written again", self._path)
            return done

    async def _look_after(self) -> None:
        await self._patiently(self._keeper.check)
        while True:
            await self._patiently(lambda: self._keeper.tidy(ms(datetime.now(UTC))))
            for _ in range(TIDY_EVERY):
                await asyncio.sleep(THIN_EVERY_S)
                await self._patiently(self._keeper.thin)


async def _recent(window: Window) -> list[Json]:
    """What the belt room remembers; nothing where it does not."""
    for pause_s in (REST_S, 0.0):
        answer = await window.ask(RECALL)
        if answer["ok"]:
            found: list[Json] = answer["recalled"]
            return found
        await asyncio.sleep(pause_s)  # somebody was given it just now
    return []


def utc_ms(at_ms: int) -> int:
    """The wall clock at a time of the loop's. It may be wrong, or jump."""
    return ms(datetime.now(UTC)) - round(asyncio.get_running_loop().time() * 1000) + at_ms
