"""`treadctl history`: the walks of the past, as a table with sparklines."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from treadctl.cli.past import config_option, place, pseudonym
from treadctl.errors import BadInput

if TYPE_CHECKING:
    from sqlite3 import Connection

    from treadctl.edges.history import PastSample, PastWalk

BARS, BARS_WIDE = "▁▂▃▄▅▆▇█", 12
HEAD = ("walk", "began", "profile", "min", "km", "km/h", "speed", "end")
WIDTHS = (10, 16, 18, 5, 5, 4, BARS_WIDE, 0)  # a long profile moves the rest of its line
NAME_LENGTH = 10  # of an id that is what says when; no two walks begin in one millisecond


@click.command()
@click.argument("walker", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@config_option
def history(walker: str | None, as_json: bool, file: Path | None) -> None:
    """List the walks of the past, the oldest first; of WALKER with the pain that they told of.

    WALKER is a first name or what `treadctl history --json` calls them.
    """
    from treadctl.edges import history as past

    with past.history(place(file)) as db:
        if walker is not None and not as_json:
            click.echo("\n".join(_trend(db, walker)))
            return
        whose = None if walker is None else _known(db, walker)
        found = [one for one in past.walks(db) if whose in (None, one.walker)]
        if as_json:
            click.echo(json.dumps([_summary(one) for one in found]))
            return
        rows = [_row(one, past.samples(db, one)) for one in found]
    for row in (HEAD, *rows):
        cells = (cell.ljust(wide) for cell, wide in zip(row, WIDTHS, strict=True))
        click.echo("  ".join(cells).rstrip())


def sparkline(samples: "Sequence[PastSample]", width: int = BARS_WIDE) -> str:
    """The speed over the walk, its fastest stretch as the full bar; a space where none was told."""
    told = [(one.t_s, one.data["speed_kmh"]) for one in samples if "speed_kmh" in one.data]
    top_kmh = max((speed for _, speed in told), default=0.0)
    if not top_kmh:
        return ""
    begin_s, span_s = told[0][0], max(told[-1][0] - told[0][0], 0.001)
    stretches: list[list[float]] = [[] for _ in range(width)]
    for t_s, speed in told:
        stretches[min(width - 1, int((t_s - begin_s) / span_s * width))].append(speed)
    return "".join(_bar(sum(one) / len(one) / top_kmh) if one else " " for one in stretches)


def _trend(db: "Connection", walker: str) -> Iterator[str]:
    from treadctl.cli.trend import trend
    from treadctl.edges.people.records import walks_of
    from treadctl.edges.people.said import measures_of

    known = _known(db, walker)
    return trend(walks_of(db, known), measures_of(db, known))


def _known(db: "Connection", walker: str) -> str:
    """Whom `walker` means. Raises BadInput if nothing is kept of them."""
    from treadctl.edges.history import walks
    from treadctl.edges.people.records import people

    known = people(db)
    name = pseudonym(walker, known)
    kept = {one.walker for one in known} | {one.walker for one in walks(db)}
    if name not in kept:
        raise BadInput(f"Nothing is kept of {walker!r}; `treadctl history --json` names them.")
    return name


def _bar(share: float) -> str:
    return BARS[min(len(BARS) - 1, int(share * len(BARS)))]


def _summary(walk: "PastWalk") -> dict[str, object]:
    """The keys of the session summary, and which walk it was; what is not known is absent."""
    when = walk.started.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    found: dict[str, object] = {"session_id": walk.session_id, "started": when}
    found |= {"walker": walk.walker, "profile": walk.profile}
    if walk.simulated is not None:
        found["simulated"] = walk.simulated
    return found | dict(walk.summary)


def _row(walk: "PastWalk", samples: "Sequence[PastSample]") -> tuple[str, ...]:
    told = walk.summary
    return (
        walk.session_id[:NAME_LENGTH],
        f"{walk.started.astimezone():%Y-%m-%d %H:%M}",
        f"{walk.profile} (sim)" if walk.simulated else walk.profile,
        f"{told['duration_s'] / 60:.1f}" if "duration_s" in told else "",
        f"{told['distance_m'] / 1000:.2f}" if "distance_m" in told else "",
        f"{told['peak_speed_kmh']:.1f}" if "peak_speed_kmh" in told else "",
        sparkline(samples),
        _end(walk),
    )


def _end(walk: "PastWalk") -> str:
    if not walk.summary:
        return "under way"
    cause, outcome = walk.summary.get("stopped_by"), str(walk.summary["outcome"])
    return outcome if cause in (None, outcome) else f"{outcome}: {cause}"
