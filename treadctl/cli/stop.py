"""`treadctl stop`: stop that belt now.

The running service is asked over its socket first; nothing heavy is imported for that.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import click

from treadctl.board.places import socket_path

SERVICE_LIMIT_S = 0.3
STAND_LIMIT_S = 20.0
FRESH_S = 2.5
STOP = b'{"request":"stop"}\n'


@click.command()
@click.option("--treadmill", "uri", metavar="URI", help="Connect to this one if nothing serves.")
@click.option("--socket", type=click.Path(path_type=Path), help="Of the running service.")
def stop(uri: str | None, socket: Path | None) -> int:
    """Stop the belt; exit 0 only once it was measured standing, 3 otherwise."""
    from treadctl.cli.alarm import alarm

    stands = asyncio.run(_stop(uri, socket or socket_path()))
    if not stands:
        return alarm()
    click.echo("The belt stands.")
    return 0


async def _stop(uri: str | None, socket: Path) -> bool:
    try:
        async with asyncio.timeout(SERVICE_LIMIT_S):
            reader, writer = await asyncio.open_unix_connection(socket, limit=1 << 18)
    except (OSError, TimeoutError):
        return await _stop_ourselves(uri)
    writer.write(STOP)
    try:
        async with asyncio.timeout(STAND_LIMIT_S):
            return await _seen_standing(reader)
    except TimeoutError:
        return False
    finally:
        writer.close()


async def _seen_standing(reader: asyncio.StreamReader) -> bool:
    """True once a snapshot posted after the service took the stop shows a standing belt."""
    taken = False
    while line := await reader.readline():
        news: dict[str, Any] = json.loads(line)
        taken = taken or news.get("reply", {}).get("ok", False)
        belt = news.get("snapshot", {})
        if taken and belt.get("belt") == "standing" and belt.get("age_s", FRESH_S) < FRESH_S:
            return True
    return False


async def _stop_ourselves(uri: str | None) -> bool:
    if uri is None:
        click.echo("No treadctl serves here. Name the treadmill with --treadmill URI.", err=True)
        return False
    from treadctl.app import stop_once, treadmill

    return await stop_once(treadmill(uri), STAND_LIMIT_S)
