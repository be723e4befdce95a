"""Where a command finds the history: where the service that FILE configures keeps it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from treadctl.board.places import HISTORY, state_folder

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
