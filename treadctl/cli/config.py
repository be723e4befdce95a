"""`treadctl config`: every key of the configuration, and a check of a file."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check a configuration file; exit 2 with the file, line and field if it is wrong."""
    from treadctl.config import load

    check_addresses(load(file))
    click.echo(f"ok: {file}")


def check_addresses(found: "Config") -> None:
    """Raise BadInput if the treadmill's or the broker's address is wrong."""
    from treadctl.app import treadmill
    from treadctl.edges.mqtt_address import broker

    treadmill(found.treadmill)
    if found.mqtt is not None:
        broker(found.mqtt.url, found.mqtt.site, found.mqtt.machine)
