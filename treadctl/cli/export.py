"""`treadctl export`: one past walk as files for spreadsheets and training sites."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from treadctl.cli.past import config_option, place
from treadctl.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from treadctl.edges.history import PastSample, PastWalk

FORMATS = ("csv", "tcx", "fit")


@click.command()
@click.argument("session")
@click.option("--format", "formats", default="csv", show_default=True, metavar="csv,tcx,fit")
@config_option
def export(session: str, formats: str, file: Path | None) -> None:
    """Write the walk SESSION (the beginning of its name, or last) to files in this folder."""
    from treadctl.edges import history as past

    asked = formats.lower().split(",")
    if unknown := [one for one in asked if one not in FORMATS]:
        raise BadInput(f"There is no format {unknown[0]!r}; there are {', '.join(FORMATS)}.")
    with past.history(place(file)) as db:
        walk = past.find(db, session)
        samples = past.samples(db, walk)
    if not samples:
        raise BadInput(f"Of walk {walk.session_id} no measurements are kept; choose another one.")
    for kind in asked:
        path = Path(f"{walk.session_id}.{kind}")
        _write(path, _made(kind, walk, samples))
        click.echo(str(path))


def _made(kind: str, walk: "PastWalk", samples: "Sequence[PastSample]") -> bytes:
    from treadctl.edges.exports.track import track

    match kind:
        case "tcx":
            from treadctl.edges.exports.tcx import tcx

            return tcx(track(walk, samples))
        case "fit":
            from treadctl.edges.exports.fit import fit

            return fit(track(walk, samples))
    from treadctl.edges.exports.table import table

    return table(samples)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be written ({error.strerror}); change the folder."
        ) from error
