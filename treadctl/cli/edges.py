"""`treadctl edges`: the edges process. The belt process starts it; nobody else needs to."""

import asyncio
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from treadctl.cli.journal import log_to_stderr
from treadctl.errors import BadInput

if TYPE_CHECKING:
    from treadctl.edges.mqtt_address import BrokerConfig

log = logging.getLogger(__name__)


@click.command(hidden=True)
@click.option("--socket", type=click.Path(path_type=Path), required=True)
@click.option("--port", type=int, required=True)
@click.option("--history", type=click.Path(path_type=Path))
@click.option("--look", metavar="JSON", default="{}")
@click.option("--phone", metavar="HOST:PORT")
@click.option("--config", "file", type=click.Path(path_type=Path))
@click.option("--broker", metavar="URL")
@click.option("--site", default="home")
@click.option("--machine", default="treadmill-1")
def edges(  # noqa: PLR0913 - each is one option
    *,
    socket: Path,
    port: int,
    history: Path | None,
    look: str,
    phone: str | None,
    file: Path | None,
    broker: str | None,
    site: str,
    machine: str,
) -> None:
    """Serve the page, keep the history and publish telemetry for the belt room at SOCKET."""
    from treadctl.edges.look import Look
    from treadctl.edges.mqtt_address import broker as broker_at
    from treadctl.edges.phone.address import parse
    from treadctl.edges.process import Edges

    log_to_stderr()
    if file is not None:
        config = _broker_of(file)
    else:
        config = broker_at(broker, site, machine) if broker else None
    listen = None if phone is None else parse(phone)
    asyncio.run(Edges(socket, port, config, history, Look(**json.loads(look)), listen).serve())


def _broker_of(file: Path) -> "BrokerConfig | None":
    """What the file says of MQTT. One that went wrong since the start costs MQTT, not the page."""
    from treadctl.config import load

    try:
        mqtt = load(file).mqtt
        return None if mqtt is None else mqtt.broker()
    except BadInput as error:
        log.error("No MQTT: %s", error)
        return None
