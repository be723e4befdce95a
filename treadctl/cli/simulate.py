"""`treadctl simulate`: a walk in virtual time, with events and faults injected."""

import json
import tempfile
from pathlib import Path
from typing import Any

import click

from treadctl.cli.alarm import MAY_BE_MOVING, alarm


@click.command()
@click.option("--profile", "profile_name", metavar="NAME", help="The walk; see `profiles list`.")
@click.option("--at", "at", multiple=True, metavar="SECONDS=EVENT", help="What happens, and when.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--walker", type=click.Path(path_type=Path), help="A JSON file: age, tier, answers.")
@click.option("--live", metavar="KIND", help="Keep a machine running instead: bumble, csafe, ...")
@click.option("--json", "as_json", is_flag=True, help="Print the session summary as JSON.")
def simulate(  # noqa: PLR0913, PLR0917 - one argument for each option
    profile_name: str | None,
    at: tuple[str, ...],
    seed: int,
    walker: Path | None,
    live: str | None,
    as_json: bool,
) -> int:
    """A walk in virtual time against a simulated machine."""
    if live is not None:
        from treadctl.cli.live import keep_live

        return keep_live(live)
    if profile_name is None:
        raise click.UsageError("Name a walk with --profile; see `treadctl profiles list`.")
    return show(tell(profile_name, at, seed, walker), as_json=as_json)


def tell(profile_name: str, at: tuple[str, ...], seed: int, walker: Path | None) -> dict[str, Any]:
    """Tell one story and return its summary. Raises BadInput for a wrong name or event."""
    from simulators.faults import parse_event
    from simulators.virtual_time import run
    from treadctl.cli.story import Plot, Story
    from treadctl.cli.walker import Walker, load
    from treadctl.session.profile import find

    profile = find(profile_name)
    events = tuple(parse_event(text) for text in at)
    person = load(walker) if walker else Walker()

    async def story() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            latch_path = Path(folder) / "latch"
            return await Story(Plot(profile, latch_path, events, person, seed=seed)).tell()

    return run(story())


def show(found: dict[str, Any], *, as_json: bool) -> int:
    """Print a summary: as one JSON document, or as a person reads it; return its exit code."""
    from treadctl.cli.summary import exit_code

    code = exit_code(found)
    if found.pop("may_be_moving"):
        alarm()
    try:
        _print(found, as_json=as_json)
    except OSError:  # whoever does not read it all still learns the worst
        if code != MAY_BE_MOVING:
            raise
    return code


def _print(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found))
        return
    for event in found.pop("events"):
        rest = " ".join(f"{key}={value}" for key, value in event.items() if key not in _SHOWN)
        click.echo(f"{event['t']:9.2f} s  {event['event']:<18} {rest}")
    click.echo("  ".join(f"{key}={value}" for key, value in found.items()))


_SHOWN = {"t", "event"}
