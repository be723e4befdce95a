"""`treadctl stop`: stop that belt now.

The running service is asked over its socket first; nothing heavy is imported for that.
"""

import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from treadctl.board.places import sockets, state_folder
from treadctl.cli.alarm import alarm, say
from treadctl.errors import BadInput

if TYPE_CHECKING:
    from treadctl.cli.where import Where
    from treadctl.treadmills import OpenDriver

SERVICE_LIMIT_S = 0.3
ASK_AGAIN_S = 0.5
STAND_LIMIT_S = 20.0
AFTER_CRASH_LIMIT_S = 15.0  # the service is not started again before we end, and it stops first
FRESH_S = 2.5
STOP = b'{"request":"stop"}\n'


@click.command()
@click.option("--treadmill", "uri", metavar="URI", help="Connect to this one if nothing serves.")
@click.option("--socket", type=click.Path(path_type=Path), help="Of the running service.")
@click.option(
    "--config", "file", type=click.Path(path_type=Path), help="The service's; has both in it."
)
@click.option("--after-crash", is_flag=True, help="Only if the service died during a walk.")
def stop(uri: str | None, socket: Path | None, file: Path | None, after_crash: bool) -> int:
    """Stop the belt; exit 0 only once it was measured standing, 3 otherwise.

    --after-crash is for the service manager, once the service is dead: it needs --config and does
    nothing unless the latch says that a walk was under way, or that it cannot be read.
    """
    found = _where(file)
    if after_crash:
        if found is None:
            raise BadInput("--after-crash needs --config FILE.")
        if not _interrupted(found.latch):
            click.echo("No walk was under way.")
            return 0
        uri, opened = found.treadmill, _opened(found.treadmill, found.quirks)
        stands = _seen_through(_stop_ourselves(opened, AFTER_CRASH_LIMIT_S))
    else:
        given = (socket,) if socket else found.sockets if found else sockets()
        uri = uri or (found.treadmill if found else None)
        stands = _seen_through(_stop(uri, given, found.quirks if found else ()))
    if not stands:
        return alarm(_words(uri, found.latch.parent if found else state_folder()))
    click.echo("The belt stands.")
    return 0


def _seen_through(stopping: Coroutine[Any, Any, bool]) -> bool:
    """True once the belt was measured standing; whoever breaks off has not seen that."""
    try:
        return asyncio.run(stopping)
    except KeyboardInterrupt:
        return False


def _words(uri: str | None, folder: Path) -> str | None:
    """What cuts the power of this treadmill, in words; None where nobody kept that."""
    from treadctl.commissioned import ALARM_WORDS
    from treadctl.drivers.identity import kept_identity

    try:
        return ALARM_WORDS[kept_identity(uri, folder).commissioned.cuts_power] if uri else None
    except BadInput:
        return None


def _where(file: Path | None) -> "Where | None":
    if file is None:
        return None
    from treadctl.cli.where import where

    return where(file)


def _interrupted(latch: Path) -> bool:
    """True unless the latch shows that the belt was left standing. It stays as it is."""
    from treadctl.safety.latch import Latch

    try:
        return Latch(latch).read() is not None
    except BadInput as error:
        _told(str(error))
        return True


async def _stop(uri: str | None, places: tuple[Path, ...], quirks: tuple[object, ...]) -> bool:
    try:
        async with asyncio.timeout(STAND_LIMIT_S):
            return await _by_service_or_ourselves(uri, places, quirks)
    except TimeoutError:
        return False


async def _by_service_or_ourselves(
    uri: str | None, places: tuple[Path, ...], quirks: tuple[object, ...] = ()
) -> bool:
    answered = asyncio.Event()
    asking = asyncio.create_task(_ask(places, answered), name="service")
    answer = asyncio.create_task(answered.wait(), name="answer")
    tasks = [asking, answer]
    try:
        await asyncio.wait(tasks, timeout=SERVICE_LIMIT_S, return_when=asyncio.FIRST_COMPLETED)
        if (uri is None or answered.is_set()) and await asking:
            return True
        if uri is None:
            if not answered.is_set():
                say("Nothing serves here. Name the treadmill: --treadmill URI.")
            return False
        ourselves = _stop_ourselves(_opened(uri, quirks), STAND_LIMIT_S)
        tasks.append(asyncio.create_task(ourselves, name="ourselves"))
        tasks.append(asyncio.create_task(_ask_again(asking, places), name="service again"))
        done, _ = await asyncio.wait(tasks[2:], return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _ask_again(asking: asyncio.Task[bool], places: tuple[Path, ...]) -> bool:
    """Ask until it is done: a service that starts meanwhile may get the only link there is."""
    stands = await asking
    while not stands:
        await asyncio.sleep(ASK_AGAIN_S)
        stands = await _ask(places, asyncio.Event())
    return True


async def _ask(places: tuple[Path, ...], answered: asyncio.Event) -> bool:
    """Ask the service at the first of `places` where one is; True once it saw the belt stand."""
    for place in places:
        try:
            reader, writer = await asyncio.open_unix_connection(place, limit=1 << 18)
        except OSError:
            continue
        try:
            writer.write(STOP)
            return await _seen_standing(reader, answered)
        except (OSError, ValueError):  # it is gone, lets nobody in, or is no service of ours
            return False
        finally:
            writer.close()
    return False


async def _seen_standing(reader: asyncio.StreamReader, answered: asyncio.Event) -> bool:
    """True once a snapshot posted after the service took the stop shows a standing belt."""
    while line := await reader.readline():
        news: dict[str, Any] = json.loads(line)
        if news.get("reply", {}).get("ok", False):
            answered.set()
        belt = news.get("snapshot", {})
        if answered.is_set() and belt.get("belt") == "standing":
            if belt.get("age_s", FRESH_S) < FRESH_S:
                return True
    return False


def _opened(uri: str, quirks: tuple[object, ...]) -> "OpenDriver":
    """How to open it; of the gym's rows those that make sense: a wrong one holds up no stop."""
    from treadctl.cli.where import rows
    from treadctl.treadmills import treadmill

    return treadmill(uri, None, rows(quirks, _told))


def _told(why: str) -> None:
    say(f"treadctl: {why}")


async def _stop_ourselves(open_driver: "OpenDriver", within_s: float) -> bool:
    from treadctl.safety.stop_once import stop_once

    return await stop_once(open_driver, within_s, _told)
