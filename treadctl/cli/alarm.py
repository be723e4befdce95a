"""The loudest message there is, its exit code, and other words for whoever stands at a belt."""

from contextlib import suppress

import click

MAY_BE_MOVING = 3


def alarm(words: str | None = None) -> int:
    """Say that the belt may still be moving, ring the bell, and return the exit code for it.

    `words`: what cuts the power here; without, the safety key.
    """
    from treadctl.model import PULL_THE_KEY

    with suppress(OSError):  # a log on a full disk, or a reader that went, is no belt that stands
        click.secho(f"\a{words or PULL_THE_KEY}", err=True, bold=True, fg="white", bg="red")
    return MAY_BE_MOVING


def say(words: str) -> None:
    """Say this on standard error. That it cannot be said is no matter: a stop goes on."""
    with suppress(OSError):
        click.echo(words, err=True)
