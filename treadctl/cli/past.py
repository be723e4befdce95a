"""Where a command finds the history, kept by the service that FILE configures, and whom in it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from treadctl.board.places import HISTORY, state_folder
from treadctl.errors import BadInput

if TYPE_CHECKING:
    from treadctl.edges.people.person import Person

F = TypeVar("F", bound=Callable[..., object])

config_option: Callable[[F], F] = click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The service's configuration, where it keeps the history elsewhere.",
)


def place(file: Path | None) -> Path:
    """The history's file. Raises BadInput for a configuration that is wrong."""
    if file is None:
        return state_folder() / HISTORY
    from treadctl.config import load

    return load(file).history


def pseudonym(named: str, known: "Sequence[Person]") -> str:
    """Whom the name means. Raises BadInput if that may be several."""
    fits = [one for one in known if one.name.casefold() == named.casefold()]
    if len(fits) > 1:
        each = ", ".join(f"{one.walker} (the {one.picture})" for one in fits)
        raise BadInput(f"{len(fits)} walkers are called {named}; say which: {each}.")
    return fits[0].walker if fits else named
