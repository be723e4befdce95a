"""What the recorder writes, in SQL. Blocks; runs in the recorder's thread."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from treadctl.edges.outbox import Entry, Kind
from treadctl.edges.recorder.kept import Kept, columns, ms

GUEST = "guest"  # whoever walks without having said who they are

_SAMPLE = "INSERT OR IGNORE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_EVENT = "INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?)"
_SESSION = "INSERT OR IGNORE INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)"
_UNSENT = {
    Kind.EVENT: "INSERT OR IGNORE INTO unsent_events VALUES (?)",
    Kind.SAMPLE: "INSERT OR IGNORE INTO unsent_samples VALUES (?)",
}
_SENT = (
    "DELETE FROM unsent_events WHERE number IN (SELECT value FROM json_each(?))",
    "DELETE FROM unsent_samples WHERE number IN (SELECT value FROM json_each(?))",
)


@contextmanager
def transaction(db: sqlite3.Connection, *, synced: bool = False) -> Iterator[None]:
    """All of the block or nothing. `synced`: it is on the disk once the block is left."""
    if synced:
        db.execute("PRAGMA synchronous = FULL")
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
    finally:
        if synced:
            db.execute("PRAGMA synchronous = NORMAL")


def save(
    db: sqlite3.Connection, batch: Sequence[Kept], sent: Collection[int], *, publishes: bool
) -> None:
    """Write `batch` down, and that `sent` need not be told again.

    Events are on the disk when this returns; samples have left this process. What is in the
    database already is left as it is. `publishes`: somebody is to be told of the batch.
    """
    stored = [kept for kept in batch if kept.stored]
    events = [kept for kept in stored if kept.entry.kind is Kind.EVENT]
    samples = [kept for kept in stored if kept.entry.kind is Kind.SAMPLE]
    with transaction(db, synced=bool(events)):
        for kept in events:
            _write_session(db, kept)
        db.executemany(_EVENT, [(*_head(kept), json.dumps(kept.entry.data)) for kept in events])
        db.executemany(_SAMPLE, [(*_head(kept), *columns(kept.entry.data)) for kept in samples])
        if publishes:
            for kept in stored:
                db.execute(_UNSENT[kept.entry.kind], (kept.entry.number,))
        forget_sent(db, sent)


def forget_sent(db: sqlite3.Connection, sent: Collection[int]) -> None:
    """These were told; unknown numbers are ignored."""
    told = (json.dumps(list(sent)),)
    for statement in _SENT:
        db.execute(statement, told)


def _head(kept: Kept) -> tuple[int | str | bool | None, ...]:
    entry = kept.entry
    return (entry.number, entry.session_id, kept.at_ms, ms(entry.when), entry.simulated)


def _write_session(db: sqlite3.Connection, kept: Kept) -> None:
    """Begin or end a session, where that is what the entry tells."""
    entry = kept.entry
    match entry.data["event"]:
        case "session_started":
            _begin(db, entry, kept.at_ms)
        case "session_summary":
            summary = {key: value for key, value in entry.data.items() if key != "event"}
            db.execute(
                "UPDATE sessions SET last_number = ?, summary = ? WHERE session_id = ?",
                (entry.number, json.dumps(summary), entry.session_id),
            )


def _begin(db: sqlite3.Connection, entry: Entry, at_ms: int) -> None:
    profile, walker = entry.data["profile"], entry.data.get("walker", GUEST)
    row = (
        *(entry.number, entry.session_id, walker, profile),
        *(entry.simulated, at_ms, ms(entry.when)),
    )
    db.execute(_SESSION, row)
