"""The history's database behind a thread of its own: the loop never waits for the disk."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import ParamSpec, TypeVar

from treadctl.edges.recorder.opening import opened

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """One database, opened when it is first needed and again after it proved to be damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._thread = _OneThread("history")
        self._db: sqlite3.Connection | None = None
        self._suspect = False

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` with the database, after all that was asked for before.

        Raises sqlite3.Error or OSError where the disk, or the file, does not allow it.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._with_database, work)

    def close(self) -> None:
        """Let go of the database, without waiting for a disk that hangs."""
        self._thread.submit(self._let_go)
        self._thread.end()

    def _with_database(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._db is None:
            self._db = opened(self.path, suspect=self._suspect)
            self._suspect = False
        try:
            return work(self._db)
        except sqlite3.OperationalError:  # full, read-only, locked: it may get better by itself
            raise
        except sqlite3.DatabaseError:  # damaged: the next time it is set aside
            self._suspect = True
            self._let_go()
            raise

    def _let_go(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


class _OneThread(Executor):
    """Does one thing after the other. The program's end does not wait for it, as it does for a
    thread of the standard library's pools: a disk may never answer.
    """

    def __init__(self, name: str) -> None:
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        Thread(target=self._run, name=name, daemon=True).start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()

        def work() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    result = fn(*args, **kwargs)
                except BaseException as error:  # noqa: BLE001 - it rises in whoever waits for this
                    future.set_exception(error)
                else:
                    future.set_result(result)

        self._work.put(work)
        return future

    def end(self) -> None:
        """End the thread once all that was asked for is done."""
        self._work.put(None)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            work()
