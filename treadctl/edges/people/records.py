"""The walkers in the history's database, in SQL. Blocks; runs in the recorder's thread."""

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from treadctl.edges.people import agreements
from treadctl.edges.people.past import past_walks
from treadctl.edges.people.person import Person
from treadctl.edges.recorder.writing import transaction
from treadctl.session.person.diary import Answers, PastWalk

log = logging.getLogger(__name__)

_COLUMNS = (
    *("walker", "name", "picture", "age", "answers", "moved_to_b"),
    *("asked_about_b", "ladder", "language", "card"),
)
_DAYS = ("day", "flare_since")


def people(db: sqlite3.Connection) -> tuple[Person, ...]:
    """Everybody whose row can be read, in the order in which they came."""
    rows = db.execute(f"SELECT {', '.join(_COLUMNS)} FROM walkers ORDER BY rowid")  # noqa: S608 - ours
    held = agreements.latest(db)
    return tuple(replace(one, agreed=held.get(one.walker)) for one in _readable(rows))


def keep(db: sqlite3.Connection, person: Person) -> None:
    """Write a walker down, new or changed, but no agreement; on the disk when this returns."""
    answers = None if person.answers is None else json.dumps(asdict(person.answers), default=str)
    asked = None if person.asked_about_b is None else person.asked_about_b.isoformat()
    row = (
        *(person.walker, person.name, person.picture, person.age, answers),
        *(person.moved_to_b, asked, person.ladder, person.language, person.card),
    )
    new = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    places = ", ".join("?" * len(_COLUMNS))
    with transaction(db, synced=True):
        db.execute(
            f"INSERT INTO walkers ({', '.join(_COLUMNS)}) VALUES ({places})"  # noqa: S608 - ours
            f" ON CONFLICT (walker) DO UPDATE SET {new}",
            row,
        )


def walks_of(db: sqlite3.Connection, walker: str) -> tuple[PastWalk, ...]:
    """The walks of a walker that are over, the oldest first."""
    rows = db.execute(
        "SELECT session_id, profile, started_utc_ms, summary, told FROM sessions"
        " LEFT JOIN said_of_walks USING (session_id)"
        " WHERE sessions.walker = ? AND summary IS NOT NULL ORDER BY number",
        (walker,),
    ).fetchall()
    return past_walks(
        (profile, utc_ms, json.loads(summary), _events(db, session_id), json.loads(told or "{}"))
        for session_id, profile, utc_ms, summary, told in rows
    )


def _events(db: sqlite3.Connection, session_id: str) -> list[dict[str, Any]]:
    rows = db.execute("SELECT data FROM events WHERE session_id = ? ORDER BY number", (session_id,))
    return [json.loads(data) for (data,) in rows]


def _readable(rows: Iterable[tuple[Any, ...]]) -> Iterator[Person]:
    """One row that a later or a broken version wrote must not cost all others their walks."""
    for row in rows:
        try:
            yield _person(row)
        except (KeyError, TypeError, ValueError) as error:
            log.warning("What is kept of walker %s cannot be read: %r", row[0], error)


def _person(row: tuple[Any, ...]) -> Person:
    walker, name, picture, age, answers, moved_to_b, asked, ladder, language, card = row
    asked_about_b = None if asked is None else date.fromisoformat(asked)
    return Person(
        *(walker, name, picture, age, _answers(answers)),
        moved_to_b=bool(moved_to_b),
        asked_about_b=asked_about_b,
        ladder=ladder,
        language=language,
        card=card,
    )


def _answers(text: str | None) -> Answers | None:
    if text is None:
        return None
    found = json.loads(text)
    days = {key: date.fromisoformat(found[key]) for key in _DAYS if found[key] is not None}
    return Answers(**{**found, **days})
