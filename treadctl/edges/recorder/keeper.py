"""What is kept: on the disk, and in memory as long as the disk has not taken it.

Who asks what is to be sent is never kept waiting by the disk; only what is meant to wait for it
does so: `past`, `save` and the upkeep.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import TypeVar

from treadctl.edges.outbox import Entry, Kind, Waiting
from treadctl.edges.recorder import opening, reading, upkeep, writing
from treadctl.edges.recorder.backlog import Backlog
from treadctl.edges.recorder.diary import Past
from treadctl.edges.recorder.kept import Kept
from treadctl.edges.recorder.store import Store

T = TypeVar("T")

DISK_ERRORS = (sqlite3.Error, OSError)
PATIENCE_S = 2.0  # longer than a memory card takes for its own upkeep


class Keeper:
    """Stores entries, and knows which of them were not sent. `publishes`: somebody sends them."""

    def __init__(self, path: Path, *, publishes: bool) -> None:
        self.backlog = Backlog()
        self._store = Store(path)
        self._publishes = publishes
        self._sent: set[int] = set()
        self._being_noted: set[int] = set()  # those sent that the disk is just told of
        self._thinned = 0

    @property
    def idle(self) -> bool:
        """True if there is nothing to be written."""
        return not self.backlog and not self._sent

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` with the database after all that was asked for. Raises one of DISK_ERRORS."""
        return await self._store.run(work)

    async def past(self) -> Past:
        """What earlier recorders left behind. Raises one of DISK_ERRORS."""
        return await self._store.run(reading.past)

    async def save(self) -> None:
        """Write down all that waits for it. Raises one of DISK_ERRORS, and it goes on waiting."""
        batch = self.backlog.batch()
        sent = self._take_sent(batch)
        await self._run(partial(_save, batch, sent, self._publishes), sent)
        self.backlog.saved(batch)

    async def check(self) -> None:
        """Look through all there is for damage. Raises one of DISK_ERRORS where there is some."""
        await self._store.run(opening.check)

    async def tidy(self, now_ms: int) -> None:
        """Throw away what is older than it is to be kept. Raises one of DISK_ERRORS."""
        await self._store.run(partial(upkeep.tidy, now_ms=now_ms))

    async def thin(self) -> None:
        """Keep the unsent samples within their room. Raises one of DISK_ERRORS."""
        self._thinned += await self._store.run(upkeep.thin_unsent)

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    # -- what is to be sent -----------------------------------------------------------------

    async def pending(self, kind: Kind, limit: int, before: int | None) -> list[Entry]:
        """The oldest entries that were not sent, in order; without a disk, those in memory."""
        sent = self._take_sent()
        nothing: list[Entry] = []
        found = await self._soon(partial(_pending, kind, limit, before, sent), sent, nothing)
        known = {one.number for one in found} | self._sent | self._being_noted
        loose = self.backlog.pending(kind, before) if self._publishes else []
        return [*found, *(one for one in loose if one.number not in known)][:limit]

    def sent(self, numbers: Collection[int]) -> None:
        """These are not to be handed out again."""
        self._sent.update(numbers)

    async def waiting(self) -> Waiting:
        """How much is not sent, and how much there was no room for."""
        sent = self._take_sent()
        events, samples = await self._soon(partial(_count, sent), sent, (0, 0))
        lost = self.backlog.lost
        return Waiting(events, samples, lost[Kind.EVENT], lost[Kind.SAMPLE] + self._thinned)

    def _take_sent(self, batch: tuple[Kept, ...] = ()) -> set[int]:
        """What was sent, but for what waits to be stored and is not in `batch`."""
        stored_now = {one.entry.number for one in batch}
        later = {one.entry.number for one in self.backlog.batch()} - stored_now
        taken, self._sent = self._sent - later, self._sent & later
        return taken

    async def _run(self, work: Callable[[sqlite3.Connection], T], sent: set[int]) -> T:
        self._being_noted |= sent
        try:
            return await self._store.run(work)
        except DISK_ERRORS:
            self._sent |= sent
            raise
        finally:
            self._being_noted -= sent

    async def _soon(self, work: Callable[[sqlite3.Connection], T], sent: set[int], without: T) -> T:
        running = asyncio.ensure_future(self._run(work, sent))
        running.add_done_callback(_heard)
        done, _ = await asyncio.wait({running}, timeout=PATIENCE_S)
        return without if not done or running.exception() is not None else running.result()


def _heard(running: "asyncio.Future[T]") -> None:
    """A disk that fails later has nobody waiting for it any more; `save` tells of it."""
    if not running.cancelled():
        running.exception()


def _save(batch: tuple[Kept, ...], sent: set[int], publishes: bool, db: sqlite3.Connection) -> None:
    writing.save(db, batch, sent, publishes=publishes)


def _pending(
    kind: Kind, limit: int, before: int | None, sent: set[int], db: sqlite3.Connection
) -> list[Entry]:
    _settle(db, sent)
    return reading.pending(db, kind, limit, before)


def _count(sent: set[int], db: sqlite3.Connection) -> tuple[int, int]:
    _settle(db, sent)
    return reading.count_unsent(db)


def _settle(db: sqlite3.Connection, sent: set[int]) -> None:
    if sent:
        with writing.transaction(db):
            writing.forget_sent(db, sent)
