"""The past walks, for reading: beside a recorder that is at work, and without one.

Blocks, for commands. All times of a walk count from its start by a clock that nobody sets, so a
wall clock that was wrong at first does not tear a walk apart.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from treadctl.edges.recorder.kept import sample, utc
from treadctl.edges.recorder.schema import MIGRATIONS, version
from treadctl.errors import BadInput

BUSY_S = 10.0
LAST = "last"
_WALKS = (
    "SELECT session_id, walker, profile, simulated, started_at_ms, started_utc_ms, summary"
    " FROM sessions ORDER BY number"
)


@dataclass(frozen=True, slots=True)
class PastWalk:
    """One walk. `summary` has the keys of the session summary; empty while it is under way."""

    session_id: str
    walker: str
    profile: str
    simulated: bool | None
    started_at_ms: int
    started_utc_ms: int
    summary: Mapping[str, Any]

    @property
    def started(self) -> datetime:
        """When it began, in UTC."""
        return utc(self.started_utc_ms)


@dataclass(frozen=True, slots=True)
class PastSample:
    """One measurement, `t_s` after the start. What was not reported is not in `data`."""

    t_s: float
    when: datetime
    data: Mapping[str, float]


@contextmanager
def history(path: Path, *, mode: Literal["ro", "rw"] = "ro") -> Iterator[sqlite3.Connection]:
    """The history at `path`. Raises BadInput if there is none, or it cannot be read."""
    if not path.is_file():
        raise BadInput(f"There is no history at {path}; it begins with the first walk.")
    try:
        address = f"{path.absolute().as_uri()}?mode={mode}"
        db = sqlite3.connect(address, uri=True, timeout=BUSY_S, isolation_level=None)
        try:
            db.execute("PRAGMA secure_delete = ON")
            if version(db) != len(MIGRATIONS):
                raise BadInput(
                    f"{path} is of another version of treadctl; start the service once, then "
                    "try again."
                )
            yield db
        finally:
            db.close()
    except sqlite3.Error as error:
        raise BadInput(f"{path} cannot be used ({error}); look at its rights.") from error


def walks(db: sqlite3.Connection) -> list[PastWalk]:
    """All walks, the oldest first."""
    return [_walk(row) for row in db.execute(_WALKS)]


def find(db: sqlite3.Connection, name: str) -> PastWalk:
    """The walk whose id begins with `name`, or the last one. Raises BadInput."""
    found = walks(db)
    if not found:
        raise BadInput("There is no walk here yet; the history begins with the first.")
    if name == LAST:
        return found[-1]
    fits = [one for one in found if one.session_id.startswith(name.upper())]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise BadInput(f"{len(fits)} walks begin with {name!r}; give more of the name.")
    raise BadInput(f"There is no walk {name!r}; `treadctl history` lists them, or say {LAST}.")


def samples(db: sqlite3.Connection, walk: PastWalk) -> list[PastSample]:
    """What was measured in a walk, in order; nothing once it was thrown away as too old."""
    rows = db.execute(
        "SELECT samples.* FROM samples JOIN sessions USING (session_id) WHERE session_id = ?"
        " AND samples.number BETWEEN sessions.number AND coalesce(last_number, 1 << 62)"
        " ORDER BY samples.number",
        (walk.session_id,),
    )
    found = []
    for _, _, at_ms, _, _, *values in rows:
        t_ms = at_ms - walk.started_at_ms
        found.append(PastSample(t_ms / 1000, utc(walk.started_utc_ms + t_ms), sample(values)))
    return found


def _walk(row: tuple[Any, ...]) -> PastWalk:
    session_id, walker, profile, simulated, started_at_ms, started_utc_ms, summary = row
    known = None if simulated is None else bool(simulated)
    told = {} if summary is None else json.loads(summary)
    return PastWalk(session_id, walker, profile, known, started_at_ms, started_utc_ms, told)
