"""`treadctl edges`: the edges process. The belt process starts it, or a unit of its own does."""

import asyncio
import json
import logging
import os
from collections.abc import Awaitable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from treadctl.cli.journal import log_to_stderr
from treadctl.errors import BadInput
from treadctl.notify import READY, Watchdog, notify

if TYPE_CHECKING:
    from treadctl.edges.mqtt_address import BrokerConfig

log = logging.getLogger(__name__)

FEED_S = 1.0


@click.command(hidden=True)
@click.option("--socket", type=click.Path(path_type=Path))
@click.option("--port", type=int)
@click.option("--history", type=click.Path(path_type=Path))
@click.option("--look", metavar="JSON", default="{}")
@click.option("--phone", metavar="HOST:PORT")
@click.option("--card-reader", type=click.Path(path_type=Path))
@click.option("--config", "file", type=click.Path(path_type=Path))
@click.option("--broker", metavar="URL")
@click.option("--site", default="home")
@click.option("--machine", default="treadmill-1")
def edges(  # noqa: PLR0913 - each is one option
    *,
    socket: Path | None,
    port: int | None,
    history: Path | None,
    look: str,
    phone: str | None,
    card_reader: Path | None,
    file: Path | None,
    broker: str | None,
    site: str,
    machine: str,
) -> None:
    """Serve the page, keep the history and publish telemetry for the belt room at SOCKET.

    With --config and neither SOCKET nor PORT, all is as the configuration says.
    """
    from treadctl.edges.look import Look
    from treadctl.edges.mqtt_address import broker as broker_at
    from treadctl.edges.phone.address import parse
    from treadctl.edges.process import Edges

    if socket is None or port is None:
        return _as_configured(file)
    log_to_stderr()
    if file is not None:
        config = _broker_of(file)
    else:
        config = broker_at(broker, site, machine) if broker else None
    listen = None if phone is None else parse(phone)
    seen = Look(**json.loads(look))
    serving = Edges(socket, port, config, history, seen, listen, card_reader)
    asyncio.run(watched(serving.serve()))


def _as_configured(file: Path | None) -> None:
    """Become what the belt process would have started."""
    from treadctl.cli.config import check_addresses
    from treadctl.cli.ports import need_port
    from treadctl.cli.serve import edges_command
    from treadctl.config import load

    if file is None:
        raise BadInput("The edges need --config FILE, or --socket and --port.")
    config = load(file)
    check_addresses(config, file)
    need_port(config.page.port, f"Close the other program, or set page.port in {file}.")
    command = edges_command(config, file)
    os.execv(command[0], command)  # noqa: S606 - the command is our own


async def watched(serving: Awaitable[None]) -> None:
    """Serve, and feed the service manager's watchdog where this process is its service."""
    if os.environ.get("WATCHDOG_PID") != str(os.getpid()):
        return await serving
    notify(READY)
    feeding = asyncio.create_task(_feed(Watchdog()), name="watchdog")
    try:
        await serving
    finally:
        feeding.cancel()


async def _feed(watchdog: Watchdog) -> None:
    while True:
        watchdog.feed()
        await asyncio.sleep(FEED_S)


def _broker_of(file: Path) -> "BrokerConfig | None":
    """What the file says of MQTT. One that went wrong since the start costs MQTT, not the page."""
    from treadctl.config import load

    try:
        mqtt = load(file).mqtt
        return None if mqtt is None else mqtt.broker()
    except BadInput as error:
        log.error("No MQTT: %s", error)
        return None
