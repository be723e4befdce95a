"""Which broker the fleet's commands go to: that of a configuration, or one by its address."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from treadctl.errors import BadInput

if TYPE_CHECKING:
    from treadctl.edges.mqtt_address import BrokerConfig

DESK = "desk"  # whose certificate is shown, of those that `treadctl fleet certificates` makes
ALL_SITES = "+"


@dataclass(frozen=True, slots=True)
class Gym:
    """One broker, and the site whose machines are meant; "+" for all there are."""

    broker: "BrokerConfig"
    site: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says of the broker."""

    file: Path | None
    url: str | None
    folder: Path | None

    def gym(self) -> Gym:
        """The broker that is meant. Raises BadInput."""
        if (self.file is None) is (self.url is None):
            raise BadInput("Name the broker with either --config FILE or --broker URL.")
        found = _by_file(self.file) if self.file else _by_url(str(self.url))
        return found if self.folder is None else _shown_as_desk(found, self.folder)


def at_broker(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that become a Given."""
    path = click.Path(path_type=Path)
    for option in (
        click.option("--config", "file", type=path, help="A machine's; its [mqtt] is used."),
        click.option("--broker", "url", metavar="URL", help="mqtt://HOST or mqtts://HOST instead."),
        click.option(
            "--certificates",
            "folder",
            type=path,
            help="Where ca.pem, desk.pem and desk.key are, to be shown to the broker.",
        ),
    ):
        command = option(command)
    return command


def given(ctx: click.Context, file: Path | None, url: str | None, folder: Path | None) -> Given:
    """What stands at this command, else what stands before it, at `fleet`."""
    if (file, url, folder) == (None, None, None) and isinstance(ctx.obj, Given):
        return ctx.obj
    return Given(file, url, folder)


def _by_file(file: Path) -> Gym:
    from treadctl.cli.setup.given import given as by_systemd
    from treadctl.config import load

    mqtt = load(file).mqtt
    if mqtt is None:
        raise BadInput(f"{file} says nothing of MQTT. Add [mqtt] with url to it.")
    return Gym(mqtt.broker({**by_systemd(), **os.environ}), mqtt.site)


def _by_url(url: str) -> Gym:
    from treadctl.edges.mqtt_address import broker

    return Gym(broker(url, "fleet", DESK), ALL_SITES)


def _shown_as_desk(gym: Gym, folder: Path) -> Gym:
    from treadctl.edges.mqtt_address import TlsFiles

    files = TlsFiles(folder / "ca.pem", folder / f"{DESK}.pem", folder / f"{DESK}.key")
    if not gym.broker.tls:
        raise BadInput("--certificates is for TLS; write mqtts:// in the broker's address.")
    for path in (files.ca, files.certificate, files.key):
        if path is None or not os.access(path, os.R_OK):
            raise BadInput(f"{path} cannot be read. Make it: treadctl fleet certificates {folder}")
    return replace(gym, broker=replace(gym.broker, files=files))
