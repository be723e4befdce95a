"""What the benches make of their samples, and how they print it."""

import json
from collections.abc import Mapping, Sequence

import click

Figures = Mapping[str, float | int | str]


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that at least `percent` of all are not above; of any order."""
    ordered = sorted(samples)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


def show(figures: Figures, floors: Mapping[str, str], *, as_json: bool) -> None:
    """Print one JSON document, or a row for each figure. `floors`: key to what stands beside it."""
    if as_json:
        click.echo(json.dumps(figures))
        return
    for key, value in figures.items():
        beside = f"   {floors[key]}" if key in floors else ""
        click.echo(f"{key:22} {value!s:>14}{beside}")
