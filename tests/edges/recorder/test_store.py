import sqlite3
import threading
from pathlib import Path

import pytest

from tests.edges.recorder.news import database, walk
from treadctl.edges.recorder.store import Store


def count(db: sqlite3.Connection) -> int:
    found: int = db.execute("SELECT count(*) FROM samples").fetchone()[0]
    return found


@pytest.mark.realtime
async def test_the_work_is_done_in_a_thread_of_its_own_always_the_same(tmp_path: Path) -> None:
    store = Store(tmp_path / "history.sqlite")
    names = [await store.run(lambda _db: threading.current_thread().name) for _ in range(3)]
    assert set(names) == {"history"}
    store.close()


async def test_a_database_that_proves_damaged_is_set_aside_the_next_time(tmp_path: Path) -> None:
    database(tmp_path, walk()).close()
    store = Store(tmp_path / "history.sqlite")
    assert await store.run(count) == 6

    def break_down(_db: sqlite3.Connection) -> None:
        (tmp_path / "history.sqlite").write_bytes(b"garbage" * 1000)
        raise sqlite3.DatabaseError("database disk image is malformed")

    with pytest.raises(sqlite3.DatabaseError):
        await store.run(break_down)
    assert await store.run(count) == 0
    assert len(list(tmp_path.glob("*.aside-*Z"))) == 1  # noqa: ASYNC240 - nobody waits
    store.close()


async def test_a_disk_that_is_full_for_a_while_costs_no_database(tmp_path: Path) -> None:
    database(tmp_path, walk()).close()
    store = Store(tmp_path / "history.sqlite")

    def full(_db: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(sqlite3.OperationalError):
        await store.run(full)
    assert await store.run(count) == 6
    store.close()
