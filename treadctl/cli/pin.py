"""`treadctl pin`: the code that opens the professional's page."""

import sys
from pathlib import Path

import click

from treadctl.board.places import PIN
from treadctl.cli.past import config_option, place


@click.command()
@click.option("--remove", is_flag=True, help="Take the code away, and with it the page.")
@config_option
def pin(*, remove: bool, file: Path | None) -> None:
    """Ask for the code that opens the professional's page, and keep its hash.

    There a professional agrees with a walker on what makes their walks less. It is asked for
    twice, or read from the first line of stdin where that is no terminal.
    """
    from treadctl.edges.professional.pin import check, write

    path = place(file).with_name(PIN)
    if remove:
        path.unlink(missing_ok=True)
        click.echo("The code was removed.", err=True)
        return
    code = _asked()
    check(code)
    write(path, code)
    click.echo("The code was set. The page asks for it from now on.", err=True)


def _asked() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    asked: str = click.prompt("Code", hide_input=True, confirmation_prompt=True, err=True)
    return asked
