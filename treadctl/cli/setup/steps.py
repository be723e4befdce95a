"""Making changes one after the other; a mark stands while they are under way."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from treadctl.cli.setup import changes
from treadctl.cli.setup.changes import Change
from treadctl.cli.setup.layout import Layout
from treadctl.errors import BadInput, TreadctlError


def check_root(layout: Layout) -> None:
    """Raise BadInput if this system is to be changed by somebody who may not."""
    if layout.is_this_system and os.geteuid() != 0:
        raise BadInput("This changes the system: run it as root, with sudo.")


def due(planned: Iterable[Change]) -> list[Change]:
    """Those that are not so already."""
    return [one for one in planned if changes.is_due(one)]


def make(planned: Iterable[Change]) -> int:
    """Make those that are due, telling each. Raises TreadctlError at the first that fails."""
    count = 0
    for one in planned:
        if changes.is_due(one):
            click.echo(changes.told(one))
            try:
                changes.make(one)
            except OSError as error:
                why = f"{changes.told(one)}: {error.strerror or error}"
                raise TreadctlError(f"{why}. Mend that and run the same again.") from error
            count += 1
    return count


@contextmanager
def marked(layout: Layout, doing: str) -> Iterator[None]:
    """While inside, a file says that `doing` is under way; one that was cut off leaves it."""
    mark = layout.unfinished
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(f"{doing}\n", "utf-8")
    except OSError as error:
        raise TreadctlError(f"{mark}: {error.strerror}. Nothing was changed.") from error
    yield
    mark.unlink()


def cut_off(layout: Layout) -> str | None:
    """What was cut off, such as an update by a power failure; None if all is whole."""
    try:
        return layout.unfinished.read_text("utf-8").strip() or "an installation"
    except OSError:
        return None
