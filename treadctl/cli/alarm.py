"""The loudest message there is, and its exit code."""

import click

MAY_BE_MOVING = 3


def alarm() -> int:
    """Say that the belt may still be moving, ring the bell, and return the exit code for it."""
    from treadctl.model import PULL_THE_KEY

    click.secho(f"\a{PULL_THE_KEY}", err=True, bold=True, fg="white", bg="red")
    return MAY_BE_MOVING
