"""Opening the history's database: its settings, its check, and what becomes of a broken one.

A database that cannot be used is moved aside, whole, and a new one begun: no walk is lost that
could still be saved from it, and none waits for that. Blocks; runs in the recorder's thread.
"""

import logging
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from treadctl.edges.recorder.schema import MIGRATIONS, migrate, version

log = logging.getLogger(__name__)

BUSY_S = 5.0  # a backup, or `treadctl forget` beside the service
# WAL with NORMAL writes least to an SD card and survives a power cut; what must not be lost is
# written with FULL. What is deleted is overwritten, for it may be about somebody's health.
_SETTINGS = (
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 4194304",
)
_FILES = ("", "-wal", "-shm")


class Broken(Exception):
    """The database cannot be used; says why."""


def opened(path: Path, *, suspect: bool = False) -> sqlite3.Connection:
    """The database at `path`, of the newest version; made if there is none.

    Where it is `suspect` all of it is checked, which takes a second for each 200 MB or so.
    Raises sqlite3.Error or OSError where the disk does not allow that.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _usable(path, suspect=suspect)
    except Broken as error:
        aside = _move_aside(path)
        log.error("%s: %s. It was moved to %s, and a new one begun.", path, error, aside)
    return _usable(path)


def check(db: sqlite3.Connection) -> None:
    """Look through the whole database. Raises sqlite3.DatabaseError if it is damaged."""
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(f"it is damaged ({found})")


def _usable(path: Path, *, suspect: bool = False) -> sqlite3.Connection:
    if path.is_dir():
        raise Broken("this is a folder")
    path.touch(mode=0o600)  # it is about people's health; what sqlite puts beside it has its mode
    db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        for setting in _SETTINGS:
            db.execute(setting)
        if version(db) > len(MIGRATIONS):
            raise Broken("a newer treadctl made it")
        if suspect:
            check(db)
        migrate(db, path)
    except sqlite3.OperationalError:  # the disk's fault, not the file's
        db.close()
        raise
    except (sqlite3.DatabaseError, Broken) as error:
        db.close()
        raise Broken(str(error)) from error
    return db


def _move_aside(path: Path) -> Path:
    when = datetime.now(UTC)  # for a name, and nothing else
    aside = path.with_name(f"{path.name}.aside-{when:%Y%m%dT%H%M%S.%fZ}")
    for suffix in _FILES:
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{aside}{suffix}")
    return aside
