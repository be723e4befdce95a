"""`treadctl record`: what a treadmill and treadctl say to each other, as JSON Lines."""

import asyncio
import socket
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from treadctl.board.places import sockets
from treadctl.cli.recording import Recording
from treadctl.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

    from treadctl.drivers import Driver, Listener
    from treadctl.drivers.gatt import OpenClient
    from treadctl.model import Answer, Machine, Notice, Telemetry

    Tell = Callable[[BaseModel], None]
    Opens = Callable[[Listener, Tell, str], Driver]


@click.command()
@click.option("--treadmill", "uri", metavar="URI", required=True, help="See `treadctl scan`.")
@click.option("--for", "for_s", type=click.FloatRange(min=0), help="Seconds; else until Ctrl-C.")
@click.option("--source", default="", help="Who measured what and where, for whoever reads it.")
@click.argument("file", type=click.Path(path_type=Path), required=False)
def record(uri: str, for_s: float | None, source: str, file: Path | None) -> None:
    """Connect, ask for control and listen; write all of it to FILE, or to standard output.

    The belt is not moved: walk by the treadmill's own console meanwhile. No address is written, but
    the name of some machines has a part of it: look at the first line before you give it away.
    """
    how = opens(uri)
    if file is not None and file.exists():
        raise BadInput(f"{file} is there already; name a new file.")
    source = source.encode("utf-8", "replace").decode()  # a shell may pass bytes that are no text
    kept = Recording(file)
    try:
        asyncio.run(_listen(lambda listener: how(listener, kept.tell, source), for_s, kept.broken))
    finally:
        kept.close()


def opens(uri: str) -> "Opens":
    """How to drive the treadmill at `uri` with all that is said told.

    Raises BadInput for a bridge, whose talk is ours, and while a service may be connected to it.
    """
    from treadctl.drivers import address

    match address.parse(uri):
        case address.ByRadio(mac, name):
            from treadctl.drivers.bluetooth import connect

            _check_that_nobody_serves()
            return _by_radio(lambda gone: connect(mac, name, gone))
        case address.SimulatedElsewhere(hci):
            from treadctl.treadmills import needs_demo

            needs_demo()
            from simulators.bumble_host import BumbleHost

            return _by_radio(BumbleHost(hci).open_client)
        case address.Simulated(quirk):
            return _by_radio(_simulated(quirk))
        case address.BySerial("bridge"):
            raise BadInput("A bridge speaks our own protocol; record the treadmill by itself.")
        case address.BySerial(kind, path, baudrate):
            _check_that_nobody_serves()
            return _by_line(kind, path, baudrate)


def _by_radio(open_client: "OpenClient") -> "Opens":
    from treadctl.drivers.ftms import FtmsDriver
    from treadctl.drivers.gatt_record import recorded

    return lambda listener, tell, source: FtmsDriver(recorded(open_client, tell, source), listener)


def _by_line(kind: str, path: str, baudrate: int | None) -> "Opens":
    from treadctl.cli.replay_line import line_driver
    from treadctl.drivers.line_capture import LineHead, recorded
    from treadctl.drivers.serial_port import open_port

    usual: int = import_module(f"treadctl.protocols.{kind}").BAUD
    baud = baudrate or usual

    def opened(listener: "Listener", tell: "Tell", source: str) -> "Driver":
        head = LineHead.model_validate({"line": kind, "baud": baud, "source": source})
        return line_driver(
            kind, recorded(partial(open_port, path, baud), tell, head), listener, path
        )

    return opened


def _check_that_nobody_serves() -> None:
    """A second client at a treadmill cuts the link of the first, and that is a walk."""
    for place in sockets():
        with socket.socket(socket.AF_UNIX) as asking:
            try:
                asking.connect(str(place))
            except OSError:
                continue
            raise BadInput("The service has this treadmill. Stop it first.")


def _simulated(quirk: str | None) -> "OpenClient":
    from simulators.memory_gatt import MemoryRig
    from treadctl.treadmills import twin

    model = twin(quirk)
    return lambda gone: MemoryRig(model).open_client(gone)


async def _listen(
    open_driver: "Callable[[Listener], Driver]", for_s: float | None, broken: asyncio.Event
) -> None:
    from treadctl.app import until_signalled

    driver = open_driver(_Nobody())
    running = asyncio.create_task(driver.run(), name="driver")
    others = {
        asyncio.create_task(until_signalled(), name="signals"),
        asyncio.create_task(broken.wait(), name="broken"),
    }
    try:
        await asyncio.wait({running, *others}, timeout=for_s, return_when="FIRST_COMPLETED")
        if running.done() and not broken.is_set():
            running.result()
    finally:
        for task in (running, *others):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(running, *others, return_exceptions=True)


class _Nobody:
    """Listens to nothing: what counts is on the wire."""

    def ready(self, machine: "Machine") -> None:
        click.echo(f"{machine.name or 'The treadmill'} is being recorded.", err=True)

    def heard(self, telemetry: "Telemetry") -> None: ...

    def noticed(self, notice: "Notice") -> None: ...

    def stop_written(self, at: float) -> None: ...

    def stop_answered(self, answer: "Answer") -> None: ...
