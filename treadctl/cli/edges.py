"""`treadctl edges`: the edges process. The belt process starts it; nobody else needs to."""

import asyncio
from pathlib import Path

import click

from treadctl.cli.journal import log_to_stderr


@click.command(hidden=True)
@click.option("--socket", type=click.Path(path_type=Path), required=True)
@click.option("--port", type=int, required=True)
@click.option("--broker", metavar="URL")
@click.option("--site", default="home")
@click.option("--machine", default="treadmill-1")
def edges(socket: Path, port: int, broker: str | None, site: str, machine: str) -> None:
    """Serve the page and publish telemetry for the belt room at SOCKET."""
    from treadctl.app import edges_process
    from treadctl.edges.mqtt_address import broker as broker_at

    log_to_stderr()
    config = broker_at(broker, site, machine) if broker else None
    asyncio.run(edges_process(socket, port, config))
