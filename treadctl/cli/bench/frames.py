"""`treadctl bench frames`: what real machines sent, against what its source says it means.

Beside pyftms on the same treadmill data (2ACD); other kinds of frame are read here alone.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from treadctl.cli.bench import decode as peers
from treadctl.errors import BadInput

GOLDEN = peers.GOLDEN.parent
FILES = ("ftms.csv", "serial.csv")
COUNTS = ("frames", "right", "wrong", "failed", "peer_frames", "peer_right", "peer_failed")

Row = dict[str, Any]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def frames(as_json: bool) -> int:
    """Decode every frame of `tests/golden`, machine by machine; exit 1 if one is not right.

    The first run makes a venv for pyftms in the user's cache folder.
    """
    found = measured(list(rows(GOLDEN)))
    if as_json:
        click.echo(json.dumps(found))
    else:
        for line in table(found):
            click.echo(line)
    return int(found["right"] != found["frames"])


def rows(folder: Path) -> Iterator[Row]:
    """Each golden record: machine, kind, its notifications in hex, and what its source states.

    Raises BadInput without the folder.
    """
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise BadInput(f"{path} is not here. Run this in a checkout of treadctl.")
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                yield {
                    "machine": line["machine"] or "not said",
                    "kind": line["characteristic"].split()[0].lower(),
                    "frames": line["hex"].split(),
                    "stated": json.loads(line["decoded"]),
                }


def measured(given: list[Row]) -> dict[str, Any]:
    """The counts of all, and of each machine. Raises BadInput without pyftms."""
    judged = peers.run_worker("frames_worker.py", [json.dumps(row) for row in given])
    machines: dict[str, Counter[str]] = {}
    for row, verdict in zip(given, judged["verdicts"], strict=True):
        counted = machines.setdefault(row["machine"], Counter(dict.fromkeys(COUNTS, 0)))
        counted.update(verdict)
    total = sum(machines.values(), Counter())
    return {
        **{key: total[key] for key in COUNTS},
        "peer": peers.PEER,
        "python": judged["python"],
        "machines": {name: dict(counted) for name, counted in sorted(machines.items())},
    }


def table(found: dict[str, Any]) -> Iterator[str]:
    """One line for each machine, and one for all."""
    heads = ("frames", "right", found["peer"], "right")
    yield f"{'machine':44} {heads[0]:>6} {heads[1]:>6} {heads[2]:>16} {heads[3]:>6}"
    for name, counted in [*found["machines"].items(), ("all", found)]:
        shown = [counted[key] for key in ("frames", "right", "peer_frames", "peer_right")]
        yield f"{name[:44]:44} {shown[0]:6} {shown[1]:6} {shown[2]:16} {shown[3]:6}"
