"""The loudest message there is, and its exit code."""

import click

MAY_BE_MOVING = 3


def alarm(words: str | None = None) -> int:
    """Say that the belt may still be moving, ring the bell, and return the exit code for it.

    `words`: what cuts the power here; without, the safety key.
    """
    from treadctl.model import PULL_THE_KEY

    click.secho(f"\a{words or PULL_THE_KEY}", err=True, bold=True, fg="white", bg="red")
    return MAY_BE_MOVING
