"""`treadctl demo`: the whole system without hardware."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

import click

from treadctl.board.places import HISTORY
from treadctl.cli.alarm import alarm
from treadctl.cli.journal import log_to_stderr
from treadctl.cli.ports import free_port, need_port
from treadctl.errors import BadInput

PORT = 8080
SITE, MACHINE = "sim", "demo"
BROKER_START_LIMIT_S = 10.0


@click.command()
@click.option("--broker", metavar="URL", help="Use this MQTT broker, not one of our own.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=PORT,
    show_default=True,
    help="Of the page, on 127.0.0.1.",
)
@click.option("--fast", is_flag=True, help="In virtual time, without sockets, then a summary.")
@click.option("--profile", metavar="NAME", help="With --fast: the walk.")
@click.option("--json", "as_json", is_flag=True, help="With --fast: print JSON.")
def demo(broker: str | None, port: int, fast: bool, profile: str | None, as_json: bool) -> int:
    """A simulated treadmill, both processes, a broker and the page. Ctrl-C stops the belt first."""
    if fast:
        return _fast(profile or "gentle-start", as_json=as_json)
    log_to_stderr()
    _need_the_demo_parts()
    need_port(port, "Give another one with --port.")
    if broker is not None:
        from treadctl.edges.mqtt_address import broker as broker_at

        broker_at(broker, SITE, MACHINE)
    return asyncio.run(_demo(broker, port))


def _fast(profile: str, *, as_json: bool) -> int:
    from treadctl.cli.simulate import show, tell

    return show(tell(profile, (), 0, None), as_json=as_json)


async def _demo(broker: str | None, port: int) -> int:
    from simulators.bumble_rig import bumble_rig
    from treadctl.app import Place, belt_process, until_signalled
    from treadctl.drivers.ftms import FtmsDriver

    async with AsyncExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="treadctl-demo-")))
        if broker is None:
            broker = await parts.enter_async_context(_embedded_broker())
        rig = await parts.enter_async_context(bumble_rig())
        place = Place(
            socket=folder / "belt.sock",
            latch=folder / "latch",
            tier="C",
            pain_button="simulated",
            edges=(
                *(sys.executable, "-m", "treadctl", "edges", "--socket", str(folder / "belt.sock")),
                *("--port", str(port), "--history", str(folder / HISTORY)),
                *("--broker", broker, "--site", SITE, "--machine", MACHINE),
            ),
        )
        click.echo(f"page    http://127.0.0.1:{port}")
        click.echo(f"broker  {broker}  (treadctl/v1/{SITE}/{MACHINE}/#)")
        click.echo("Ctrl-C stops the belt, then the demo.", err=True)
        stands = await belt_process(
            place,
            lambda listener: FtmsDriver(rig.open_client, listener, simulated=True),
            until_signalled(),
        )
    return 0 if stands else alarm()


@asynccontextmanager
async def _embedded_broker() -> AsyncIterator[str]:
    """Run the demo's own broker in a process of its own; gives its URL."""
    from treadctl.tasks import end_child

    port = free_port()
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulators.broker", "--port", str(port)),
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(BROKER_START_LIMIT_S):
            if child.stdout is None or await child.stdout.readline() != b"ready\n":
                raise BadInput("The demo's broker did not start. Give one with --broker URL.")
        yield f"mqtt://127.0.0.1:{port}"
    finally:
        await end_child(child)


def _need_the_demo_parts() -> None:
    if find_spec("amqtt") is None or find_spec("bumble") is None:
        raise BadInput("The demo needs its extra: pip install 'treadctl[demo]'.")
