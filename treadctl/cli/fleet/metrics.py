"""`treadctl fleet metrics`: what a gym says, stored in a time-series database until a signal."""

import asyncio
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from treadctl.cli.journal import log_to_stderr
from treadctl.errors import BadInput

if TYPE_CHECKING:
    from treadctl.cli.fleet.broker import Gym
    from treadctl.edges.fleet.intake import Counts


def keep_storing(place: "Gym", to: str, *, as_json: bool) -> None:
    """Store what the machines say at the address `to`, until SIGINT or SIGTERM."""
    if not _is_http(to):
        raise BadInput("--to must look like http://127.0.0.1:8428/write.")
    log_to_stderr()
    counts = asyncio.run(_store(place, to))
    if as_json:
        click.echo(json.dumps(counts.as_json()))


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # such as a port that is none
        return False


async def _store(place: "Gym", to: str) -> "Counts":
    from treadctl.app import until_signalled
    from treadctl.edges.fleet.intake import Intake

    intake = Intake(to)
    running = asyncio.create_task(intake.run(place.broker, place.site), name="intake")
    ending = asyncio.create_task(until_signalled(), name="signal")
    await asyncio.wait([running, ending], return_when=asyncio.FIRST_COMPLETED)
    for task in (running, ending):
        task.cancel()
    await asyncio.wait([running, ending])
    if not running.cancelled():
        running.result()  # raises why it ended before it was to
    return intake.counts
