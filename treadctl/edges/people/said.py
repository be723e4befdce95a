"""What walkers said of their walks and of their days, in SQL. Blocks; in the recorder's thread."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import date

from treadctl.edges.recorder.writing import transaction
from treadctl.session.person.diary import NEEDS_HELP
from treadctl.session.person.question import Answer
from treadctl.session.person.wants import Measure


def tell(
    db: sqlite3.Connection, walker: str, told: Mapping[str, Answer], since_ms: int | None = None
) -> bool:
    """Add `told` to what a walker said of their last walk; on the disk when this returns.

    `since_ms`, of the loop's clock: a walk that began earlier is not meant. None: their last one
    that is over. False if there is no such walk.
    """
    over = "summary IS NOT NULL" if since_ms is None else "started_at_ms >= ?"
    row = db.execute(
        f"SELECT session_id FROM sessions WHERE walker = ? AND {over}"  # noqa: S608 - of ours
        " ORDER BY number DESC LIMIT 1",
        (walker,) if since_ms is None else (walker, since_ms),
    ).fetchone()
    if row is None:
        return False
    with transaction(db, synced=True):
        known = db.execute("SELECT told FROM said_of_walks WHERE session_id = ?", row).fetchone()
        whole = _added(json.loads(known[0]) if known else {}, told)
        db.execute(
            "INSERT INTO said_of_walks VALUES (?, ?, ?)"
            " ON CONFLICT (session_id) DO UPDATE SET told = excluded.told",
            (*row, walker, json.dumps(whole)),
        )
    return True


def _added(known: Mapping[str, Answer], told: Mapping[str, Answer]) -> dict[str, Answer]:
    """A later answer replaces an earlier one, but none takes back a sign that needs help."""
    held = known.get("quality") in NEEDS_HELP
    return {**known, **told, **({"quality": known["quality"]} if held else {})}


def note(db: sqlite3.Connection, walker: str, day: date, measures: Mapping[str, int]) -> None:
    """Keep numbers that a walker gave on `day`; a later one of the same day replaces it."""
    with transaction(db, synced=True):
        db.executemany(
            "INSERT OR REPLACE INTO measures VALUES (?, ?, ?, ?)",
            [(walker, day.isoformat(), what, value) for what, value in measures.items()],
        )


def measures_of(db: sqlite3.Connection, walker: str) -> tuple[Measure, ...]:
    """(day, what, value) of all that a walker gave, the oldest first."""
    rows = db.execute(
        "SELECT day, what, value FROM measures WHERE walker = ? ORDER BY day, rowid", (walker,)
    )
    return tuple((date.fromisoformat(day), what, value) for day, what, value in rows)
