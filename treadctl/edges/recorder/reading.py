"""What the recorder reads back, in SQL. Blocks; runs in the recorder's thread."""

import json
import sqlite3
from collections import Counter
from typing import Any

from treadctl.edges.outbox import Entry, Kind
from treadctl.edges.recorder.diary import Past, Session
from treadctl.edges.recorder.gap import stored_name
from treadctl.edges.recorder.kept import Json, entry_id, sample, utc
from treadctl.edges.recorder.tally import Tally

_PENDING = {
    Kind.EVENT: "SELECT events.* FROM unsent_events JOIN events USING (number)"
    " WHERE number < ? ORDER BY number LIMIT ?",
    Kind.SAMPLE: "SELECT samples.* FROM unsent_samples JOIN samples USING (number)"
    " WHERE number < ? ORDER BY number LIMIT ?",
}
LAST_EVENTS = 4000  # more than a belt room remembers
_NO_END = 1 << 62


def pending(db: sqlite3.Connection, kind: Kind, limit: int, before: int | None) -> list[Entry]:
    """The oldest entries that were not sent, in order."""
    rows = db.execute(_PENDING[kind], (_NO_END if before is None else before, limit)).fetchall()
    return [_entry(kind, row) for row in rows]


def count_unsent(db: sqlite3.Connection) -> tuple[int, int]:
    """(events, samples) that were not sent."""
    row = db.execute(
        "SELECT (SELECT count(*) FROM unsent_events), (SELECT count(*) FROM unsent_samples)"
    ).fetchone()
    return row[0], row[1]


def past(db: sqlite3.Connection) -> Past:
    """What earlier recorders left behind."""
    (last_number,) = db.execute(
        "SELECT max(coalesce((SELECT max(number) FROM samples), 0),"
        " coalesce((SELECT max(number) FROM events), 0))"
    ).fetchone()
    row = db.execute(
        "SELECT number, session_id, profile, started_at_ms FROM sessions"
        " WHERE last_number IS NULL ORDER BY number DESC LIMIT 1"
    ).fetchone()
    left = None if row is None else _left(db, *row)
    return Past(last_number, left, _sampled_at_ms(db), _last_events(db))


def _entry(kind: Kind, row: tuple[Any, ...]) -> Entry:
    number, session_id, _, utc_ms, simulated, *values = row
    data: Json = json.loads(values[0]) if kind is Kind.EVENT else sample(values)
    known = None if simulated is None else bool(simulated)
    return Entry(number, kind, entry_id(number), utc(utc_ms), data, session_id, known)


def _sampled_at_ms(db: sqlite3.Connection) -> int:
    row = db.execute("SELECT at_ms FROM samples ORDER BY number DESC LIMIT 1").fetchone()
    return 0 if row is None else int(row[0])


def _last_events(db: sqlite3.Connection) -> Counter[tuple[int, str]]:
    rows = db.execute("SELECT at_ms, data FROM events ORDER BY number DESC LIMIT ?", (LAST_EVENTS,))
    return Counter(stored_name(at_ms, data) for at_ms, data in rows)


def _left(
    db: sqlite3.Connection, number: int, session_id: str, profile: str, started_at_ms: int
) -> Session:
    tally, last_at_ms, elapsed_s = Tally(), started_at_ms, 0.0
    for _, _, at_ms, _, _, *values in db.execute(
        "SELECT * FROM samples WHERE number > ? AND session_id = ? ORDER BY number",
        (number, session_id),
    ):
        data = sample(values)
        tally, last_at_ms = tally.with_sample(data), at_ms
        elapsed_s = data.get("elapsed_s", elapsed_s)
    for at_ms, told in db.execute(
        "SELECT at_ms, data FROM events WHERE number > ? AND session_id = ? ORDER BY number",
        (number, session_id),
    ):
        tally, last_at_ms = tally.with_event(json.loads(told)), max(last_at_ms, at_ms)
    return Session(session_id, profile, started_at_ms, last_at_ms, elapsed_s, tally)
