"""`treadctl bridge`: the firmware onto a board, and the figures of one treadmill into a file."""

import asyncio
from functools import partial
from pathlib import Path

import click

from treadctl.cli.alarm import alarm, say
from treadctl.errors import BadInput, LinkLost

FILE = click.Path(path_type=Path)


@click.group()
def bridge() -> None:
    """The firmware bridge: flash it, calibrate it. See firmware_bridge/README.md."""


@bridge.command("flash")
@click.option("--port", help="The board's own USB port; found by itself where there is one.")
@click.option("--settings", "file", type=FILE, help="As `bridge calibrate` writes it.")
def _flash(port: str | None, file: Path | None) -> None:
    """Copy the firmware and its settings onto a Pico with MicroPython."""
    from treadctl.cli.bridge import flash, settings

    values = {} if file is None else settings.read(file)
    chosen = settings.settings(values, file or Path("settings"))
    at = port or flash.board()
    flash.flash(at, chosen)
    for path in flash.firmware_files():
        click.echo(f"{flash.FOLDER}/{path.name}")
    click.echo(f"main.py\nsettings.json\nThe firmware is on the board at {at}. Unplug it.")


@bridge.command("calibrate")
@click.option("--port", required=True, help="The adapter at the bridge's UART: /dev/ttyUSB0.")
@click.option("--belt-mm", type=click.FloatRange(1000, 6000), required=True, help="Its length.")
@click.option("--turns", type=click.IntRange(3, 50), default=10, show_default=True)
@click.argument("file", type=FILE)
def _calibrate(port: str, belt_mm: float, turns: int, file: Path) -> int:
    """Measure a treadmill behind the bridge, with NOBODY on it, and write FILE."""
    from treadctl.cli.bridge import settings
    from treadctl.cli.bridge.calibrate import Calibrator
    from treadctl.drivers.bridge_link import BAUDRATE
    from treadctl.drivers.serial_port import open_port

    values = settings.read(file) if file.exists() else {"role": 0}
    um_per_pulse = settings.settings(values, file).um_per_pulse
    if not um_per_pulse:
        raise BadInput(f"{file}, um_per_pulse: without a tachometer there is nothing to calibrate.")
    click.echo("NOBODY may stand on the belt. It will run at up to 4 km/h for two minutes.")
    click.confirm("Is it empty, is the key clipped on, are you beside it?", abort=True)

    async def measure() -> settings.Calibration:
        line = partial(open_port, port, BAUDRATE)
        return await Calibrator(line, _ask, um_per_pulse / 1000).measure(belt_mm, turns)

    try:
        found = asyncio.run(measure())
    except LinkLost as error:
        say(f"treadctl: {error}")
        return alarm()
    settings.write(file, settings.calibrated(values, found))
    click.echo(f"Wrote {file}: {found.mm_per_pulse:.1f} mm a pulse.")
    click.echo(f"Write coast_down_m_s2 = {found.coast_down_m_s2:.2f} into the service's file.")
    if not found.for_tier_a:
        click.echo("This belt brakes too hard when its output is cut: it is not for tier A.")
    return 0


async def _ask(sentence: str) -> None:
    click.echo(sentence)
    await asyncio.to_thread(input)
