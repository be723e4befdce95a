"""`treadctl update`: another version, from a wheelhouse; never during a walk, and never half."""

import os
from pathlib import Path

import click

from treadctl.cli.setup.installing import usable
from treadctl.cli.setup.layout import Layout
from treadctl.cli.setup.steps import check_root
from treadctl.cli.setup.updating import carry_out

READABLE = 0o022  # whatever root's own is: other users run what is installed


@click.command()
@click.option("--wheelhouse", type=click.Path(path_type=Path), required=True)
@click.option("--root", type=click.Path(path_type=Path), default="/", help="Of another system.")
def update(wheelhouse: Path, root: Path) -> None:
    """Change to the version in a wheelhouse, as `make wheelhouse` made it.

    It is installed beside the one in use and judged by its own doctor. If that finds something
    that was not wrong before, or the service does not start with it, all stays as it was.
    """
    layout = Layout(root.absolute())
    check_root(layout)
    os.umask(READABLE)
    found = usable(wheelhouse.absolute())
    carry_out(layout, found, wheelhouse.absolute())
