"""The shape of the history's database, and how an older one becomes a newer one.

A number in it is that of an entry: `sessions.number` is the first of a walk, `last_number` its
summary's. `at_ms` is the loop's clock, `utc_ms` the wall's.
"""

import sqlite3
from pathlib import Path

_FIRST = """
CREATE TABLE sessions (
    number INTEGER PRIMARY KEY,
    session_id TEXT NOT NULL UNIQUE,
    walker TEXT NOT NULL,
    profile TEXT NOT NULL,
    simulated INTEGER,
    started_at_ms INTEGER NOT NULL,
    started_utc_ms INTEGER NOT NULL,
    last_number INTEGER,
    summary TEXT
) STRICT;
CREATE TABLE samples (
    number INTEGER PRIMARY KEY,
    session_id TEXT,
    at_ms INTEGER NOT NULL,
    utc_ms INTEGER NOT NULL,
    simulated INTEGER,
    speed_m_h INTEGER,
    target_speed_m_h INTEGER,
    inclination_cpct INTEGER,
    target_inclination_cpct INTEGER,
    distance_mm INTEGER,
    heart_rate_bpm INTEGER,
    elapsed_ms INTEGER,
    remaining_ms INTEGER
) STRICT;
CREATE TABLE events (
    number INTEGER PRIMARY KEY,
    session_id TEXT,
    at_ms INTEGER NOT NULL,
    utc_ms INTEGER NOT NULL,
    simulated INTEGER,
    data TEXT NOT NULL
) STRICT;
CREATE TABLE unsent_events (number INTEGER PRIMARY KEY) STRICT;
CREATE TABLE unsent_samples (number INTEGER PRIMARY KEY) STRICT;
"""

_WALKERS = """
CREATE TABLE walkers (
    walker TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    picture TEXT NOT NULL,
    age INTEGER,
    answers TEXT,
    moved_to_b INTEGER NOT NULL
) STRICT;
"""

_SAID = """
CREATE TABLE said_of_walks (
    session_id TEXT PRIMARY KEY,
    walker TEXT NOT NULL,
    told TEXT NOT NULL
) STRICT;
CREATE TABLE measures (
    walker TEXT NOT NULL,
    day TEXT NOT NULL,
    what TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (walker, day, what)
) STRICT;
"""

_AGREEMENTS = """
ALTER TABLE walkers ADD COLUMN asked_about_b TEXT;
ALTER TABLE walkers ADD COLUMN ladder TEXT;
CREATE TABLE agreements (
    number INTEGER PRIMARY KEY,
    walker TEXT NOT NULL,
    initials TEXT NOT NULL,
    day TEXT NOT NULL,
    data TEXT NOT NULL
) STRICT;
"""

_LANGUAGE = "ALTER TABLE walkers ADD COLUMN language TEXT;"
_CARD = "ALTER TABLE walkers ADD COLUMN card TEXT;"

MIGRATIONS: tuple[str, ...] = (_FIRST, _WALKERS, _SAID, _AGREEMENTS, _LANGUAGE, _CARD)
"""The step from each version to the next; what was released is never changed, only added to."""


def version(db: sqlite3.Connection) -> int:
    """How many migrations the database has seen."""
    found: int = db.execute("PRAGMA user_version").fetchone()[0]
    return found


def migrate(db: sqlite3.Connection, path: Path, steps: tuple[str, ...] = MIGRATIONS) -> None:
    """Bring the database at `path` to the newest version, each step whole or not at all.

    One that holds something is copied first, to a file beside it that names its version.
    """
    before = version(db)
    if 0 < before < len(steps):
        copy = path.with_name(f"{path.name}.version-{before}")
        copy.unlink(missing_ok=True)  # of a try that did not come to its end
        db.execute("VACUUM INTO ?", (str(copy),))
    for number, step in enumerate(steps[before:], before + 1):
        db.executescript(f"BEGIN;{step}PRAGMA user_version = {number};COMMIT;")
