"""`treadctl edges`: the edges process. The belt process starts it; nobody else needs to."""

import asyncio
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
@click.option("--words-per-minute", default=150)
@click.option("--config", "file", type=click.Path(path_type=Path))
@click.option("--broker", metavar="URL")
@click.option("--site", default="home")
@click.option("--machine", default="treadmill-1")
def edges(  # noqa: PLR0913 - each is one option
    *,
    socket: Path,
    port: int,
    history: Path | None,
    words_per_minute: int,
    file: Path | None,
    broker: str | None,
    site: str,
    machine: str,
) -> None:
    """Serve the page, keep the history and publish telemetry for the belt room at SOCKET."""
    from treadctl.app import edges_process
    from treadctl.edges.mqtt_address import broker as broker_at

    log_to_stderr()
    if file is not None:
        config = _broker_of(file)
    else:
        config = broker_at(broker, site, machine) if broker else None
    asyncio.run(edges_process(socket, port, config, history, words_per_minute))


def _broker_of(file: Path) -> "BrokerConfig | None":
    """What the file says of MQTT. One that went wrong since the start costs MQTT, not the page."""
    from treadctl.config import load

    try:
        mqtt = load(file).mqtt
        return None if mqtt is None else mqtt.broker()
    except BadInput as error:
        log.error("No MQTT: %s", error)
        return None
