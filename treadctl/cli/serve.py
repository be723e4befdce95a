"""`treadctl serve`: the service beside a treadmill."""

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from treadctl.cli.alarm import alarm
from treadctl.cli.journal import log_to_stderr
from treadctl.cli.ports import need_port

if TYPE_CHECKING:
    from treadctl.config import Config
    from treadctl.safety.heart_input import HeartInput
    from treadctl.safety.key_input import KeyInput


@click.command()
@click.option("--config", "file", type=click.Path(path_type=Path), required=True)
def serve(file: Path) -> int:
    """Serve the treadmill that FILE names, until SIGTERM or Ctrl-C; stops the belt first."""
    from treadctl.app import Place, belt_process, until_signalled
    from treadctl.cli.config import check_addresses as check
    from treadctl.config import load
    from treadctl.safety.buttons.wired import Wired, button
    from treadctl.treadmills import treadmill

    log_to_stderr()
    config = load(file)
    check(config, file)
    touch_device = config.page.touch_device
    pain_button = button(config.pain_button, config.bridge)
    wired = Wired(pain_button, Path(touch_device) if touch_device else None)
    need_port(config.page.port, f"Close the other program, or set page.port in {file}.")
    place = Place(
        socket=config.socket,
        latch=config.state_folder / "latch",
        tier=config.offered_tier,
        pain_button=config.pain_button,
        edges=_edges(config, file),
        wired=wired,
        heart=_heart(config),
        key=_key(config),
        brakes_hard=config.brakes_hard,
    )

    async def run() -> bool:
        open_driver = treadmill(config.treadmill, config.bridge, config.quirk)
        return await belt_process(place, open_driver, until_signalled())

    return 0 if asyncio.run(run()) else alarm()


def _heart(config: "Config") -> "HeartInput":
    from treadctl.safety.heart_input import HeartInput, strap

    if (found := config.heart_rate) is None:
        return HeartInput()
    return HeartInput(found.ceiling, strap(found.strap) if found.strap else None)


def _key(config: "Config") -> "KeyInput":
    from treadctl.drivers.key_loop import at
    from treadctl.safety.key_input import KeyInput

    if config.key_loop is None or config.bridge is None:
        return KeyInput()
    return KeyInput(at(config.bridge))


def _edges(config: "Config", file: Path) -> tuple[str, ...]:
    command = [sys.executable, "-m", "treadctl", "edges", "--socket", str(config.socket)]
    command += ["--port", str(config.page.port), "--history", str(config.history)]
    command += ["--look", json.dumps(asdict(config.page.look))]
    if config.phone is not None:
        command += ["--phone", config.phone.listen]
    if config.mqtt is not None:
        command += ["--config", str(file.absolute())]  # a user's name is not for `ps` to show
    return tuple(command)
