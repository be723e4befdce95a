"""What a bundle for whoever helps is made of. Each part is text, or says why it is not there."""

import json
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treadctl import __version__
from treadctl.errors import BadInput

if TYPE_CHECKING:
    from sqlite3 import Connection

UNITS = ("treadctl", "treadctl-edges", "treadctl-kiosk")
LINES, EVENTS, STOPS = 5000, 2000, 50
JOURNAL_LIMIT_S = 20.0
_NEWEST = "SELECT at_ms, utc_ms, data FROM events ORDER BY number DESC LIMIT ?"
Row = tuple[int, int, str]


def versions() -> str:
    """Of treadctl, this Python, this system, and each package."""
    found = {
        "treadctl": __version__,
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "packages": {one.name: one.version for one in metadata.distributions()},
    }
    return json.dumps(found, indent=1, sort_keys=True)


def stops(history: Path) -> str:
    """The last stops: when, why, how soon they were written and how soon the belt stood."""
    from treadctl.edges.history import history as opened

    if not history.exists():
        return "[]"
    with opened(history) as db:
        return json.dumps(list(told(_events(db)))[-STOPS:], indent=1)


def _events(db: "Connection") -> list[Row]:
    found: list[Row] = db.execute(_NEWEST, (EVENTS,)).fetchall()
    return found[::-1]


def told(events: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Each stop of these events (ms of the loop's clock, ms since 1970, JSON), oldest first.

    What is not known of a stop, such as a belt that nobody saw stand, is not among its keys.
    """
    from treadctl.edges.recorder.kept import utc

    stop: dict[str, Any] | None = None
    began_ms = 0
    for at_ms, utc_ms, data in events:
        event = json.loads(data)
        match event["event"]:
            case "stop_requested":
                if stop is not None:
                    yield stop
                when, began_ms = utc(utc_ms).isoformat(timespec="milliseconds"), at_ms
                stop = {"when": when, "cause": event.get("cause")}
            case "stop_written" if stop is not None:
                stop.setdefault("written_ms", at_ms - began_ms)
            case "standing" if stop is not None:
                stop.setdefault("standing_s", (at_ms - began_ms) / 1000)
            case "alarm" if stop is not None:
                stop["alarm"] = True
    if stop is not None:
        yield stop


def journal() -> str:
    """The newest lines of the service's units. Raises BadInput if there is no journal to read."""
    command = ["journalctl", "--no-pager", "--quiet", "--output=short-iso", f"--lines={LINES}"]
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are ours
            [*command, *(f"--unit={unit}" for unit in UNITS)],
            capture_output=True,
            check=True,
            timeout=JOURNAL_LIMIT_S,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise BadInput("There is no journal that can be read here; try again with sudo.") from error
    return done.stdout.decode(errors="replace")


def machines(folder: Path) -> str:
    """The machine files, one after the other."""
    from treadctl.drivers.machine_file import FOLDER, read_all

    found = [one.model_dump(mode="json", exclude_none=True) for one in read_all(folder / FOLDER)]
    return json.dumps(found, indent=1)
