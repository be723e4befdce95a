"""`treadctl replay`: a recorded connection through the driver, in virtual time."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from treadctl.cli.replayed import Watch
    from treadctl.drivers import Driver
    from treadctl.drivers.capture import Capture
    from treadctl.drivers.quirks import Quirk

AFTER_S = 3.0  # an answer that comes later than this is set aside anyway
_SHOWN = {"t", "event"}
_OF_THE_MACHINE = {"ready", "telemetry", "notice"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--config", type=click.Path(path_type=Path), help="Whose [[quirk]] rows to use.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document for each line.")
def replay(file: Path, config: Path | None, as_json: bool) -> None:
    """Show what treadctl would have seen and done on the connection that FILE recorded.

    Commands that were written by radio then are given again at the same time, through the driver.
    At a serial line it asks as it would of that machine, and is answered as it was then.
    """
    from simulators.virtual_time import run
    from treadctl.cli.replay_line import play_line
    from treadctl.config import load as load_config
    from treadctl.drivers import capture, line_capture

    quirks = load_config(config).quirk if config else ()
    if line_capture.is_of_a_line(file):
        told = run(play_line(line_capture.load(file)))
    else:
        told = run(play(capture.load(file), quirks))
    if not any(seen["event"] in _OF_THE_MACHINE for seen in told):
        click.echo(f"There is nothing of a treadmill in {file}.", err=True)
    for seen in told:
        if as_json:
            click.echo(json.dumps(seen))
        else:
            rest = " ".join(f"{key}={value}" for key, value in seen.items() if key not in _SHOWN)
            click.echo(f"{seen['t']:9.2f} s  {seen['event']:<14} {rest}")


async def play(capture: "Capture", quirks: "tuple[Quirk, ...]" = ()) -> list[dict[str, Any]]:
    """Return what the driver heard, wrote and was answered, in order. For a virtual-time loop."""
    from bleak import BleakClient
    from bleak.backends.device import BLEDevice

    from simulators.memory_gatt import MemoryClient, MemoryLink
    from simulators.replayed_machine import ReplayedMachine
    from treadctl.cli.replayed import Watch, orders, played
    from treadctl.drivers.ftms import FtmsDriver

    watch = Watch()
    machine = ReplayedMachine(played(capture), watch.wrote)
    link = MemoryLink(machine, latency_s=0.0)
    machine.hang_up = link.lose

    async def open_client(on_disconnect: Callable[[BleakClient], None]) -> BleakClient:
        device = BLEDevice("", machine.model.name, link)
        client = BleakClient(device, on_disconnect, backend=MemoryClient)
        await client.connect()
        return client

    driver = FtmsDriver(open_client, watch, quirks=quirks)
    running = asyncio.create_task(_drive(driver, watch), name="driver")
    try:
        for t_s, command in orders(capture):
            await watch.until(t_s)
            if command is None:
                driver.stop()
            else:
                watch.order(command, driver.send)
        await watch.until(capture.ended_s + AFTER_S)
        if running.done():
            running.result()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return watch.seen


async def _drive(driver: "Driver", watch: "Watch") -> None:
    from treadctl.errors import ConnectFailed, LinkLost

    try:
        await driver.run()
    except (ConnectFailed, LinkLost) as error:
        watch.see("lost", why=str(error))
