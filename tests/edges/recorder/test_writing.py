import json
import sqlite3
from pathlib import Path

import pytest

from tests.edges.recorder.news import database, happened, walk, written
from treadctl.edges.outbox import Kind
from treadctl.edges.recorder.opening import opened
from treadctl.edges.recorder.reading import count_unsent, pending
from treadctl.edges.recorder.writing import save, transaction


def test_a_walk_is_written_with_its_samples_events_and_summary(tmp_path: Path) -> None:
    db = database(tmp_path, walk())
    (row,) = db.execute("SELECT session_id, walker, profile, summary FROM sessions")
    assert row[1:3] == ("guest", "gentle-start")
    assert json.loads(row[3])["stopped_by"] == "pain"
    owners = "SELECT DISTINCT session_id FROM events UNION SELECT session_id FROM samples"
    assert {owner for (owner,) in db.execute(owners)} >= {row[0]}
    db.close()


def test_what_is_written_twice_is_there_once(tmp_path: Path) -> None:
    db, kept = database(tmp_path, walk()), written(walk())
    before = list(db.iterdump())
    save(db, kept, (), publishes=True)
    assert list(db.iterdump()) == before
    db.close()


def test_what_is_only_passed_on_is_not_written(tmp_path: Path) -> None:
    db = opened(tmp_path / "history.sqlite")
    (kept,) = written([happened(1.0, "linked")])
    save(db, [type(kept)(kept.entry, kept.at_ms, stored=False)], (), publishes=True)
    assert count_unsent(db) == (0, 0)
    db.close()


def test_without_a_publisher_nothing_waits_to_be_sent(tmp_path: Path) -> None:
    db = opened(tmp_path / "history.sqlite")
    save(db, written(walk()), (), publishes=False)
    assert count_unsent(db) == (0, 0)
    assert db.execute("SELECT count(*) FROM samples").fetchone() == (6,)
    db.close()


def test_what_was_sent_waits_no_more_and_stays_in_the_history(tmp_path: Path) -> None:
    db = database(tmp_path, walk())
    numbers = [entry.number for entry in pending(db, Kind.SAMPLE, 4, None)]
    save(db, (), [*numbers, 12345], publishes=True)
    assert count_unsent(db) == (7, 2)
    assert db.execute("SELECT count(*) FROM samples").fetchone() == (6,)
    db.close()


def test_a_block_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    db = opened(tmp_path / "history.sqlite")
    with pytest.raises(sqlite3.Error), transaction(db, synced=True):
        db.execute("INSERT INTO unsent_events VALUES (1)")
        db.execute("INSERT INTO nowhere VALUES (1)")
    assert count_unsent(db) == (0, 0)
    assert db.execute("PRAGMA synchronous").fetchone() == (1,)
    db.close()
