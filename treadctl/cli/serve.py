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
@click.option("--without-edges", "alone", is_flag=True, help="A unit of their own keeps them.")
def serve(file: Path, alone: bool) -> int:
    """Serve the treadmill that FILE names, until SIGTERM or Ctrl-C; stops the belt first."""
    from treadctl.app import Place, belt_process, until_signalled
    from treadctl.cli.config import check_addresses as check
    from treadctl.cli.supply import Supply
    from treadctl.commissioned import ALARM_WORDS
    from treadctl.config import load
    from treadctl.drivers.identity import kept_identity
    from treadctl.safety.buttons.wired import Wired, button
    from treadctl.treadmills import treadmill

    log_to_stderr()
    config = load(file)
    check(config, file)
    touch_device = config.page.touch_device
    pain_button = button(config.pain_button, config.bridge)
    wired = Wired(pain_button, Path(touch_device) if touch_device else None)
    if not alone:
        need_port(config.page.port, f"Close the other program, or set page.port in {file}.")
    identity, supply = kept_identity(config.treadmill, config.state_folder), Supply()
    place = Place(
        socket=config.socket,
        latch=config.state_folder / "latch",
        tier=config.offered_tier,
        pain_button=config.pain_button,
        edges=() if alone else edges_command(config, file),
        wired=wired,
        heart=_heart(config),
        key=_key(config),
        brakes_hard=config.brakes_hard,
        identity=identity,
        unfit=lambda: supply.unfit,
    )

    async def run() -> bool:
        open_driver = treadmill(config.treadmill, config.bridge, config.quirk, identity)
        looking = asyncio.create_task(supply.watch(), name="supply")
        signalled = until_signalled()
        try:
            return await belt_process(place, open_driver, signalled)
        finally:
            looking.cancel()
            signalled.close()  # nobody waited for it if there was nothing to serve

    return 0 if asyncio.run(run()) else alarm(ALARM_WORDS[identity.commissioned.cuts_power])


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


def edges_command(config: "Config", file: Path) -> tuple[str, ...]:
    """The edges process beside the belt's process with this configuration."""
    command = [sys.executable, "-m", "treadctl", "edges", "--socket", str(config.socket)]
    command += ["--port", str(config.page.port), "--history", str(config.history)]
    command += ["--look", json.dumps(asdict(config.page.look))]
    if config.phone is not None:
        command += ["--phone", config.phone.listen]
    if config.page.card_reader is not None:
        command += ["--card-reader", config.page.card_reader]
    if config.mqtt is not None:
        command += ["--config", str(file.absolute())]  # a user's name is not for `ps` to show
    return tuple(command)
