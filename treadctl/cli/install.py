"""`treadctl install`: the service on a gym's machine, from a wheelhouse and without internet."""

import os
from pathlib import Path

import click

from treadctl.cli.setup.installing import (
    activate,
    carry_out,
    check_no_other,
    foretold,
    is_configured,
    missing_packages,
    said_by,
    usable,
)
from treadctl.cli.setup.layout import CONFIG, Layout
from treadctl.cli.setup.steps import check_root, cut_off
from treadctl.errors import BadInput

READABLE = 0o022  # whatever root's own is: other users run what is installed


@click.command()
@click.option("--wheelhouse", type=click.Path(path_type=Path), help="As `make wheelhouse` made it.")
@click.option("--root", type=click.Path(path_type=Path), default="/", help="Of another system.")
@click.option("--dry-run", is_flag=True, help="Tell every change and make none.")
@click.option("--activate", "version", metavar="VERSION", hidden=True)
def install(wheelhouse: Path | None, root: Path, dry_run: bool, version: str | None) -> None:
    """Install treadctl on this computer, or repair it; a second call changes nothing.

    Users, groups, units, udev rules, an environment of its own and a configuration with every key
    in it. In another --root nothing is started.
    """
    layout = Layout(root.absolute())
    if version is not None:
        activate(layout, version)
        return
    if wheelhouse is None:
        raise BadInput("Name the wheelhouse: treadctl install --wheelhouse DIR.")
    wheelhouse = wheelhouse.absolute()
    found = usable(wheelhouse)
    check_no_other(layout, found)
    if dry_run:
        planned = foretold(layout, found, wheelhouse)
        click.echo("\n".join(planned) or "Nothing would be changed.")
        return
    check_root(layout)
    os.umask(READABLE)
    if (doing := cut_off(layout)) is not None:
        click.echo(f"{doing} was cut off here; this finishes it.")
    if carry_out(layout, found, wheelhouse) == 0:
        click.echo("Nothing was changed: all is so already.")
    _next_steps(layout)


def _next_steps(layout: Layout) -> None:
    """Start what can be started, and say what only a person can do."""
    from treadctl.cli.setup import systemd

    if missing := missing_packages():
        click.echo(f"Not here yet: apt-get install {' '.join(missing)}")
    if (why := is_configured(layout)) is not None:
        click.echo(f"Next: treadctl scan, then correct this and run the same again: {why}")
        return
    if not systemd.is_here(layout):
        click.echo("Installed. Nothing was started: systemd does not run this system.")
        return
    systemd.start(layout)
    click.echo(said_by(layout, "sound"))
    click.echo(f"Started. What is left to do: treadctl doctor --config {CONFIG}")
