"""`treadctl fleet`: all machines of a gym, live, from any of them or from a desk."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from treadctl.cli.fleet.broker import Given, at_broker, given
from treadctl.cli.ports import need_port

if TYPE_CHECKING:
    from treadctl.cli.fleet.broker import Gym as Place
    from treadctl.edges.fleet.gym import Gym

FAILED = 1
REDRAW_S = 0.5
SECONDS = 2.0


@click.group(invoke_without_command=True)
@at_broker
@click.option("--page", "port", type=click.IntRange(1, 65535), help="Serve a page on 127.0.0.1.")
@click.option("--json", "as_json", is_flag=True, help="Listen for a while, print one document.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    default=SECONDS,
    show_default=True,
    help="How long --json listens; what was said before comes at once.",
)
@click.pass_context
def fleet(  # noqa: PLR0913, PLR0917 - one argument for each option
    ctx: click.Context,
    file: Path | None,
    url: str | None,
    folder: Path | None,
    port: int | None,
    as_json: bool,
    seconds: float,
) -> int:
    """All machines of a gym in a table: belt, walker, last stop, link, pain button, alarms."""
    ctx.obj = Given(file, url, folder)
    if ctx.invoked_subcommand is not None:
        return 0
    place = ctx.obj.gym()
    if port is None and (as_json or not sys.stdout.isatty()):
        return asyncio.run(_once(place, seconds, as_json=as_json))
    if port is not None:
        need_port(port, "Give another one with --page.")
    try:
        asyncio.run(_live(place, port))
    except KeyboardInterrupt:
        return 0
    return 0


@fleet.command("stop")
@click.argument("name", metavar="SITE/MACHINE")
@at_broker
@click.pass_context
def _stop(
    ctx: click.Context, name: str, file: Path | None, url: str | None, folder: Path | None
) -> int:
    """Stop one belt; exit 0 only once it was measured standing, 3 otherwise."""
    from treadctl.cli.fleet.stop import stop_one

    return stop_one(given(ctx, file, url, folder).gym(), name)


@fleet.command("metrics")
@click.option("--to", metavar="URL", default="http://127.0.0.1:8428/write", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="At the end, print the counts.")
@at_broker
@click.pass_context
def _metrics(  # noqa: PLR0913, PLR0917 - one argument for each option
    ctx: click.Context,
    to: str,
    as_json: bool,
    file: Path | None,
    url: str | None,
    folder: Path | None,
) -> None:
    """Store what the machines say in VictoriaMetrics, or what else takes Influx lines."""
    from treadctl.cli.fleet.metrics import keep_storing

    keep_storing(given(ctx, file, url, folder).gym(), to, as_json=as_json)


@fleet.command("certificates")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--machines", type=click.IntRange(1, 9999), default=20, show_default=True)
@click.option(
    "--host", "hosts", multiple=True, help="A name or address of the broker; else this computer's."
)
def _certificates(folder: Path, machines: int, hosts: tuple[str, ...]) -> None:
    """Make certificates in FOLDER: an authority, the broker, the desk, and so many machines.

    Called again it renews what ends within 30 days and adds what is missing.
    """
    from treadctl.cli.fleet.certificates import make

    make(folder, machines, hosts)


async def _once(place: "Place", seconds: float, *, as_json: bool) -> int:
    """Listen so long, then print what there is."""
    gym, listening = _heard(place)
    loop, hearing = asyncio.get_running_loop(), asyncio.create_task(listening, name="fleet")
    await asyncio.sleep(seconds)
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    found = gym.view(loop.time())
    if as_json:
        click.echo(json.dumps(found))
    else:
        from rich.console import Console

        Console().print(_table(gym))
    return 0 if found["broker"]["linked"] else FAILED


async def _live(place: "Place", port: int | None) -> None:
    """Show the table again and again, and the page."""
    from rich.live import Live

    from treadctl.edges.fleet.page import serve_gym
    from treadctl.edges.fleet.stopping import stop as stop_belt

    gym, listening = _heard(place)
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(listening, name="fleet")
        if port is not None:
            click.echo(f"page    http://127.0.0.1:{port}", err=True)
            view, stopper = (lambda: gym.view(loop.time())), partial(stop_belt, place.broker)
            tasks.create_task(serve_gym(view, stopper, port), name="page")
        if sys.stdout.isatty():
            with Live(_table(gym), auto_refresh=False) as shown:
                while True:
                    shown.update(_table(gym), refresh=True)
                    await asyncio.sleep(REDRAW_S)


def _heard(place: "Place") -> "tuple[Gym, Coroutine[None, None, None]]":
    """A gym, and what is to be run so that it hears its broker."""
    from treadctl.edges.fleet.gym import Gym, topics
    from treadctl.edges.fleet.listening import listen
    from treadctl.edges.mqtt import wall_time

    loop, gym = asyncio.get_running_loop(), Gym(wall_time)
    listening = listen(
        place.broker,
        topics(place.site),
        lambda topic, payload: gym.hear(topic, payload, loop.time()),
        lambda why: gym.linked(why, loop.time()),
    )
    return gym, listening


def _table(gym: "Gym") -> Any:
    from treadctl.cli.fleet.table import table

    return table(gym.rows(asyncio.get_running_loop().time()), gym.why)
