"""`treadctl config`: every key of the configuration, an example, and a check of a file."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from treadctl.errors import BadInput

if TYPE_CHECKING:
    from treadctl.config import Config


@click.group()
def config() -> None:
    """The configuration file of `treadctl serve`."""


@config.command()
def schema() -> None:
    """Print the JSON Schema of the configuration: every key, what it means, what it may be."""
    from treadctl.config import Config

    click.echo(json.dumps(Config.model_json_schema(), indent=2))


@config.command()
@click.option("--installed", is_flag=True, help="With the folders that `treadctl install` makes.")
def example(installed: bool) -> None:
    """Print a configuration file with every key and what it means."""
    from treadctl.cli.setup import layout
    from treadctl.cli.setup.example import example as made
    from treadctl.config import Config

    folders = {
        "state_folder": str(layout.BELT_STATE),
        "walks_folder": str(layout.EDGES_STATE),
        "socket": str(layout.SOCKET),
    }
    click.echo(made(Config.model_json_schema(), folders if installed else {}), nl=False)


@config.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check a configuration file; exit 2 with the file, line and field if it is wrong."""
    from treadctl.config import load
    from treadctl.drivers.known_machines import left_out

    found = load(file)
    check_addresses(found, file)
    for said in (one for row in found.quirk for one in left_out(row)):
        click.echo(f"{file}, quirk: {said}", err=True)
    click.echo(f"ok: {file}")


def check_addresses(found: "Config", file: Path) -> None:
    """Raise BadInput, naming file and field, if the treadmill's or the broker's address is wrong.

    A service beside a treadmill wants that one and no other of its name, so a name will not do.
    """
    from treadctl.drivers import address

    field = "treadmill"
    try:
        named = address.parse(found.treadmill)
        if isinstance(named, address.ByRadio) and named.address is None:
            raise BadInput("a name may be anybody's; write the address that `treadctl scan` shows.")
        field = "mqtt"
        if found.mqtt is not None:
            found.mqtt.broker()
    except BadInput as error:
        raise BadInput(f"{file}, {field}: {error}") from error
