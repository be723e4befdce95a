"""The table of a gym's machines in the terminal. What nobody can say is a dash, never a 0."""

from datetime import datetime

from rich.table import Table
from rich.text import Text

from treadctl.edges.fleet.row import AWAY, UNKNOWN, LastStop, Row

NOT_KNOWN = "\u2013"
NOBODY = (
    "No machine was heard. Does the access list let us? The desk's certificate: --certificates."
)
COLUMNS = ("machine", "belt", "walker", "last stop", "link", "pain button", "version", "alarms")
_STYLES = {AWAY: "yellow", UNKNOWN: "yellow", "standing": "dim"}


def table(rows: list[Row], why: str | None) -> Table:
    """One row for each machine; `why` the broker is away, if it is."""
    title = None if why is None else f"The broker is away: {why}"
    found = Table(title=title, title_style="bold reverse", expand=False)
    for column in COLUMNS:
        found.add_column(column, no_wrap=column == COLUMNS[0])  # a stop asks for the whole name
    for row in rows:
        style = "bold reverse" if row.alarms else _STYLES.get(row.state, "bold")
        found.add_row(*(Text(text) for text in cells(row)), style=style)
    if not rows and why is None:
        found.caption = NOBODY
    return found


def cells(row: Row) -> tuple[str, ...]:
    """What stands in each of COLUMNS."""
    return (
        f"{row.site}/{row.machine}",
        belt(row),
        _word(row.walker, "yes", "no"),
        NOT_KNOWN if row.last_stop is None else last_stop(row.last_stop),
        _word(row.linked, "in reach", "OUT OF REACH"),
        row.pain_button or NOT_KNOWN,
        row.version or NOT_KNOWN,
        " ".join(row.alarms) or "none",
    )


def belt(row: Row) -> str:
    """Its state; for a machine that is away since when, or when it was last heard."""
    if row.state != AWAY:
        return row.state
    if row.away_since is not None:
        return f"away since {_clock(row.away_since)}"
    return f"away, last heard {_clock(row.last_heard)}" if row.last_heard else AWAY


def last_stop(stop: LastStop) -> str:
    """Its cause; when and how soon, if somebody listened then."""
    found = [stop.cause.replace("_", " ")]
    if stop.at is not None:
        found.append(_clock(stop.at))
    if stop.written_ms is not None:
        found.append(f"sent in {stop.written_ms:g} ms")
    if stop.standing_s is not None:
        found.append(f"stood after {stop.standing_s:g} s")
    return ", ".join(found)


def _clock(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone():%Y-%m-%d %H:%M:%S}"


def _word(value: bool | None, yes: str, no: str) -> str:
    return NOT_KNOWN if value is None else yes if value else no
