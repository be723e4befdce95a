"""`treadctl forget`: everything that is kept of one walker goes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from treadctl.cli.past import config_option, place, pseudonym
from treadctl.errors import BadInput, Refused

UNDER_WAY = timedelta(minutes=2)  # a walk without an end that is older than this has none


@click.command()
@click.argument("walker")
@config_option
def forget(walker: str, file: Path | None) -> None:
    """Delete all that is kept of WALKER, a first name or what `treadctl history --json` calls them.

    The walks of people who did not say who they are belong to guest.
    """
    from treadctl.edges import history as past
    from treadctl.edges.people.records import people
    from treadctl.edges.recorder import upkeep

    path = place(file)
    with past.history(path, mode="rw") as db:
        known = people(db)
        walker = pseudonym(walker, known)
        found = [one for one in past.walks(db) if one.walker == walker]
        if not found and all(one.walker != walker for one in known):
            raise BadInput(f"Nothing is kept of {walker!r}; `treadctl history --json` names them.")
        for walk in found:
            measured = past.samples(db, walk)
            last = measured[-1].when if measured else walk.started
            if not walk.summary and datetime.now(UTC) - last < UNDER_WAY:
                raise Refused("A walk of theirs is under way. End it, then try again.")
        count = upkeep.forget(db, walker)
    click.echo(f"{count} walks were deleted.")
    for other in sorted(path.parent.glob(f"{path.name}.*")):
        click.echo(f"{other} may hold some of them too; delete it if so.", err=True)
