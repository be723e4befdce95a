"""`treadctl backup`: a copy of the history, made while the service writes on."""

from pathlib import Path

import click

from treadctl.cli.past import config_option, place


@click.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@config_option
def backup(target: Path, file: Path | None) -> None:
    """Copy the history of past walks to FILE, which must not exist yet."""
    from treadctl.edges import history as past
    from treadctl.edges.recorder.upkeep import back_up

    with past.history(place(file)) as db:
        back_up(db, target)
    click.echo(str(target))
