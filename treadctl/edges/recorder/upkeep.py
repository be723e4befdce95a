"""What the history throws away, and when. Blocks; runs in the recorder's thread or a command.

Samples are kept for 90 days and walks for two years; those of a walker who is known here stay, for
the rules count them, until that walker is forgotten. Where there are too many samples to keep or
to send, the older half is thinned to every second one; an event never is.
"""

import logging
import sqlite3
from contextlib import suppress
from pathlib import Path

from treadctl.edges.recorder.writing import transaction
from treadctl.errors import BadInput

log = logging.getLogger(__name__)

DAY_MS = 24 * 3600 * 1000
SAMPLES_DAYS, WALKS_DAYS, IDLE_DAYS = 90, 2 * 365, 1
LEAP_DAYS = 365  # a clock that is further ahead of the last record is not believed
MOST_SAMPLES = 5_000_000  # some 350 MB
MOST_UNSENT = 300_000


def tidy(db: sqlite3.Connection, now_ms: int, most: int = MOST_SAMPLES) -> None:
    """Throw away what is old, and give the room back."""
    (last_ms,) = db.execute("SELECT max(started_utc_ms) FROM sessions").fetchone()
    if last_ms is not None and now_ms - last_ms > LEAP_DAYS * DAY_MS:
        log.warning("The clock is more than a year after the last walk; nothing is thrown away.")
        return
    with transaction(db):
        db.execute(
            "DELETE FROM samples WHERE utc_ms < ? OR (session_id IS NULL AND utc_ms < ?)",
            (now_ms - SAMPLES_DAYS * DAY_MS, now_ms - IDLE_DAYS * DAY_MS),
        )
        _thin_samples(db, most)
        db.execute("DELETE FROM unsent_samples WHERE number NOT IN (SELECT number FROM samples)")
        old_ms = now_ms - WALKS_DAYS * DAY_MS
        db.execute(
            "DELETE FROM sessions WHERE started_utc_ms < ?"
            " AND walker NOT IN (SELECT walker FROM walkers)",
            (old_ms,),
        )
        db.execute(
            "DELETE FROM events WHERE utc_ms < ? AND (session_id IS NULL"
            " OR session_id NOT IN (SELECT session_id FROM sessions))",
            (old_ms,),
        )
        db.execute("DELETE FROM unsent_events WHERE number NOT IN (SELECT number FROM events)")
        db.execute(
            "DELETE FROM said_of_walks WHERE session_id NOT IN (SELECT session_id FROM sessions)"
        )
    db.execute("PRAGMA incremental_vacuum").fetchall()


def thin_unsent(db: sqlite3.Connection, most: int = MOST_UNSENT) -> int:
    """Thin the samples that wait to be sent if there are too many; how many were dropped."""
    (count,) = db.execute("SELECT count(*) FROM unsent_samples").fetchone()
    if count <= most:
        return 0
    with transaction(db):
        return db.execute(
            "DELETE FROM unsent_samples WHERE number IN"
            " (SELECT number FROM (SELECT number, row_number() OVER (ORDER BY number) AS n"
            " FROM unsent_samples ORDER BY number LIMIT ?) WHERE n % 2)",
            (count // 2,),
        ).rowcount


def _thin_samples(db: sqlite3.Connection, most: int) -> None:
    (count,) = db.execute("SELECT count(*) FROM samples").fetchone()
    if count > most:
        db.execute(
            "DELETE FROM samples WHERE number IN"
            " (SELECT number FROM (SELECT number, row_number() OVER (ORDER BY number) AS n"
            " FROM samples ORDER BY number LIMIT ?) WHERE n % 2)",
            (count // 2,),
        )


def forget(db: sqlite3.Connection, walker: str) -> int:
    """Delete all that is known of a walker, also from the free pages; how many walks it was."""
    found = db.execute(
        "SELECT session_id, number, last_number FROM sessions WHERE walker = ?", (walker,)
    ).fetchall()
    with transaction(db, synced=True):
        for session_id, number, last_number in found:
            span = (session_id, number, (1 << 62) if last_number is None else last_number)
            db.execute("DELETE FROM samples WHERE session_id = ? AND number BETWEEN ? AND ?", span)
            db.execute("DELETE FROM events WHERE session_id = ? AND number BETWEEN ? AND ?", span)
        db.execute("DELETE FROM unsent_samples WHERE number NOT IN (SELECT number FROM samples)")
        db.execute("DELETE FROM unsent_events WHERE number NOT IN (SELECT number FROM events)")
        db.execute("DELETE FROM sessions WHERE walker = ?", (walker,))
        for table in ("walkers", "said_of_walks", "measures", "agreements"):
            db.execute(f"DELETE FROM {table} WHERE walker = ?", (walker,))  # noqa: S608 - ours
    db.execute("PRAGMA incremental_vacuum").fetchall()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return len(found)


def back_up(db: sqlite3.Connection, target: Path) -> None:
    """Copy the whole history to `target`, as of now, while it is written on.

    Raises BadInput if there is a file of that name, or it cannot be written.
    """
    if target.exists():
        raise BadInput(f"{target} is there already; give a name that is not.")
    try:
        target.touch(mode=0o600)  # as private as what it is a copy of
        copy = sqlite3.connect(target)
        try:
            db.backup(copy)
        finally:
            copy.close()
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            target.unlink()
        raise BadInput(f"{target} cannot be written ({error}); give another name.") from error
