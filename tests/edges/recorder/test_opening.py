import logging
import random
import sqlite3
from pathlib import Path

import pytest

from tests.edges.recorder.news import database, walk
from treadctl.edges.recorder.opening import check, opened


def aside(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.aside-*Z"))


def count(db: sqlite3.Connection) -> int:
    found: int = db.execute("SELECT count(*) FROM samples").fetchone()[0]
    return found


def test_its_settings_spare_the_disk_and_overwrite_what_is_deleted(tmp_path: Path) -> None:
    db = opened(tmp_path / "new" / "history.sqlite")
    settings = ("journal_mode", "synchronous", "secure_delete", "auto_vacuum")
    found = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in settings]
    assert found == ["wal", 1, 1, 2]
    db.close()


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    database(tmp_path, walk()).close()
    db = opened(tmp_path / "history.sqlite")
    assert count(db) == 6
    assert aside(tmp_path) == []
    db.close()


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 500]
)
def test_a_file_that_is_no_database_is_moved_aside_and_said(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(content)
    with caplog.at_level(logging.ERROR):
        db = opened(path)
    assert count(db) == 0
    (kept,) = aside(tmp_path)
    assert kept.read_bytes() == content
    assert str(kept) in caplog.text and "a new one begun" in caplog.text
    db.close()


def test_damage_inside_is_found_and_set_aside_once_it_is_suspect(tmp_path: Path) -> None:
    db = database(tmp_path, *[walk(100.0 * n, 50) for n in range(1, 40)])
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    path = tmp_path / "history.sqlite"
    content = bytearray(path.read_bytes())
    content[8192 : 8192 + 16 * 4096] = random.Random(1).randbytes(16 * 4096)  # noqa: S311 - damage, no secret
    path.write_bytes(content)
    db = opened(path)
    with pytest.raises(sqlite3.DatabaseError, match="damaged"):
        check(db)
    db.close()
    db = opened(path, suspect=True)
    check(db)
    assert count(db) == 0
    assert len(aside(tmp_path)) == 1
    db.close()


def test_a_database_of_a_newer_treadctl_is_kept_as_it_is(tmp_path: Path) -> None:
    db = database(tmp_path, walk())
    db.execute("PRAGMA user_version = 99")
    db.close()
    opened(tmp_path / "history.sqlite").close()
    (kept,) = aside(tmp_path)
    old = sqlite3.connect(kept)
    assert count(old) == 6
    old.close()


def test_a_folder_in_its_place_is_moved_aside(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite").mkdir()
    opened(tmp_path / "history.sqlite").close()
    assert aside(tmp_path)[0].is_dir()


def test_a_place_that_cannot_be_written_is_an_error_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        opened(tmp_path / "file" / "history.sqlite")


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_power_cut_leaves_of_the_log_what_was_kept_before_is_whole(
    tmp_path: Path, seed: int
) -> None:
    walks = [walk(100.0 * n, 20) for n in range(1, 6)]
    db = database(tmp_path, *walks)
    every = [at_ms for (at_ms,) in db.execute("SELECT at_ms FROM samples ORDER BY number")]
    main, log = (tmp_path / f"history.sqlite{suffix}" for suffix in ("", "-wal"))
    before, damaged = main.read_bytes(), _damaged(log.read_bytes(), seed)
    db.close()
    main.write_bytes(before)
    log.write_bytes(damaged)

    db = opened(main)

    assert aside(tmp_path) == []
    found = [at_ms for (at_ms,) in db.execute("SELECT at_ms FROM samples ORDER BY number")]
    assert found == every[: len(found)]
    db.close()


def _damaged(log: bytes, seed: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311 - damage, no secret
    cut = chance.randrange(len(log))
    rest = (b"", bytes(len(log) - cut), chance.randbytes(len(log) - cut))
    return log[:cut] + rest[seed % 3]


def test_nobody_else_on_this_computer_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    db = opened(path)
    files = sorted(tmp_path.iterdir())
    assert [one.name for one in files] == [f"{path.name}{more}" for more in ("", "-shm", "-wal")]
    assert {one.stat().st_mode & 0o777 for one in files} == {0o600}
    db.close()
