import sqlite3
from pathlib import Path

import pytest

from treadctl.edges.recorder.schema import MIGRATIONS, migrate, version

FIRST = "CREATE TABLE walks (name TEXT) STRICT;"
SECOND = "ALTER TABLE walks ADD COLUMN minutes INTEGER;"
BROKEN = "CREATE TABLE halves (name TEXT) STRICT; INSERT INTO nowhere VALUES (1);"


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def test_a_new_database_gets_the_newest_version_and_no_copy(tmp_path: Path) -> None:
    db = connect(tmp_path / "x.sqlite")
    migrate(db, tmp_path / "x.sqlite")
    assert version(db) == len(MIGRATIONS)
    db.close()
    assert [path.name for path in tmp_path.iterdir()] == ["x.sqlite"]


def test_an_older_database_is_copied_and_then_goes_on_from_its_version(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    db = connect(path)
    migrate(db, path, (FIRST,))
    db.execute("INSERT INTO walks VALUES ('one')")
    migrate(db, path, (FIRST, SECOND))
    assert db.execute("SELECT name, minutes FROM walks").fetchall() == [("one", None)]
    copy = connect(tmp_path / "x.sqlite.version-1")
    assert copy.execute("SELECT * FROM walks").fetchall() == [("one",)]
    assert (version(db), version(copy)) == (2, 1)
    copy.close()
    db.close()


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    db = connect(path)
    migrate(db, path, (FIRST,))
    with pytest.raises(sqlite3.Error):
        migrate(db, path, (FIRST, BROKEN))
    db.close()
    db = connect(path)
    assert version(db) == 1
    assert db.execute("SELECT name FROM sqlite_schema").fetchall() == [("walks",)]
    db.close()
