"""`treadctl uninstall`: what `treadctl install` made, removed; the walkers' data only if asked."""

from pathlib import Path

import click

from treadctl.cli.setup import plan, systemd
from treadctl.cli.setup.asked import check_idle
from treadctl.cli.setup.changes import told
from treadctl.cli.setup.layout import BELT_STATE, CONFIG, EDGES_STATE, SOCKET, USERS, Layout
from treadctl.cli.setup.steps import check_root, due, make

USERS_STAY = "Its users stay, whom nobody can log in as, so that no other gets their files:"


@click.command()
@click.option("--root", type=click.Path(path_type=Path), default="/", help="Of another system.")
@click.option("--with-data", is_flag=True, help="Walks, walkers and configuration, too.")
@click.option("--dry-run", is_flag=True, help="Tell every change and make none.")
def uninstall(root: Path, with_data: bool, dry_run: bool) -> None:
    """Remove treadctl from this computer; never during a walk.

    What is kept of the walkers, and the configuration, stay unless asked for with --with-data.
    """
    layout = Layout(root.absolute())
    planned = plan.removal(layout, with_data=with_data)
    if dry_run:
        told_all = [told(one) for one in due(planned)]
        click.echo("\n".join(told_all) or "Nothing would be removed.")
        return
    check_root(layout)
    check_idle(layout.at(SOCKET))
    systemd.stop(layout)
    if make(planned) == 0:
        click.echo("Nothing was removed: treadctl is not installed here.")
        return
    systemd.take_notice(layout)
    if users := [one for one in USERS if one not in systemd.users_missing(layout)]:
        click.echo(f"{USERS_STAY} {', '.join(users)}. Without them: userdel NAME")
    if not with_data:
        kept = [str(layout.at(path)) for path in (BELT_STATE, EDGES_STATE, CONFIG.parent)]
        click.echo(f"Kept: {', '.join(kept)}. Without them: treadctl uninstall --with-data")
