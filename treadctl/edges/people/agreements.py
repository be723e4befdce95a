"""Agreements in the history's database, in SQL. Blocks; runs in the recorder's thread.

None is ever changed: a later one takes the place of those before it, which stay.
"""

import json
import sqlite3
from datetime import date

from treadctl.edges.recorder.writing import transaction
from treadctl.session.person.agreed import Agreed

_SPOKEN_OF = (
    *("profiles", "max_speed_kmh", "max_inclination_percent", "max_minutes"),
    *("ladder", "usual_pain"),
)


def latest(db: sqlite3.Connection) -> dict[str, Agreed]:
    """What counts now, by walker."""
    rows = db.execute("SELECT walker, initials, day, data FROM agreements ORDER BY number")
    return {walker: _agreed(by, day, data) for walker, by, day, data in rows}


def add(db: sqlite3.Connection, walker: str, agreed: Agreed) -> None:
    """Write down what was agreed with a walker; on the disk when this returns."""
    found = {key: getattr(agreed, key) for key in _SPOKEN_OF}
    data = json.dumps({key: value for key, value in found.items() if value is not None})
    with transaction(db, synced=True):
        db.execute(
            "INSERT INTO agreements (walker, initials, day, data) VALUES (?, ?, ?, ?)",
            (walker, agreed.by, agreed.on.isoformat(), data),
        )


def _agreed(by: str, day: str, data: str) -> Agreed:
    found = json.loads(data)
    profiles = found.pop("profiles", None)
    return Agreed(
        by,
        date.fromisoformat(day),
        profiles=None if profiles is None else tuple(profiles),
        **found,
    )
