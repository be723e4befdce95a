"""The walkers in the history's database, in SQL. Blocks; runs in the recorder's thread."""

import json
import sqlite3
from dataclasses import asdict
from datetime import date
from typing import Any

from treadctl.edges.people.past import past_walks
from treadctl.edges.people.person import Person
from treadctl.edges.recorder.writing import transaction
from treadctl.session.person.diary import Answers, PastWalk

_COLUMNS = "walker, name, picture, age, answers, moved_to_b"
_DAYS = ("day", "flare_since")


def people(db: sqlite3.Connection) -> tuple[Person, ...]:
    """Everybody, in the order in which they came."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM walkers ORDER BY rowid")  # noqa: S608 - names of ours
    return tuple(_person(row) for row in rows)


def keep(db: sqlite3.Connection, person: Person) -> None:
    """Write a walker down, new or changed; on the disk when this returns."""
    answers = None if person.answers is None else json.dumps(asdict(person.answers), default=str)
    row = (person.walker, person.name, person.picture, person.age, answers, person.moved_to_b)
    with transaction(db, synced=True):
        db.execute(
            f"INSERT INTO walkers ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608 - see above
            " ON CONFLICT (walker) DO UPDATE SET name = excluded.name,"
            " picture = excluded.picture, age = excluded.age, answers = excluded.answers,"
            " moved_to_b = excluded.moved_to_b",
            row,
        )


def walks_of(db: sqlite3.Connection, walker: str) -> tuple[PastWalk, ...]:
    """The walks of a walker that are over, the oldest first."""
    rows = db.execute(
        "SELECT session_id, profile, started_utc_ms, summary FROM sessions"
        " WHERE walker = ? AND summary IS NOT NULL ORDER BY number",
        (walker,),
    ).fetchall()
    return past_walks(
        (profile, utc_ms, json.loads(summary), _events(db, session_id))
        for session_id, profile, utc_ms, summary in rows
    )


def _events(db: sqlite3.Connection, session_id: str) -> list[dict[str, Any]]:
    rows = db.execute("SELECT data FROM events WHERE session_id = ? ORDER BY number", (session_id,))
    return [json.loads(data) for (data,) in rows]


def _person(row: tuple[Any, ...]) -> Person:
    walker, name, picture, age, answers, moved_to_b = row
    return Person(walker, name, picture, age, _answers(answers), bool(moved_to_b))


def _answers(text: str | None) -> Answers | None:
    if text is None:
        return None
    found = json.loads(text)
    days = {key: date.fromisoformat(found[key]) for key in _DAYS if found[key] is not None}
    return Answers(**{**found, **days})
