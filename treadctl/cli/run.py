"""`treadctl run`: one guided walk in the terminal. Space or Enter is the pain stop."""

import asyncio

import click

from treadctl.cli.alarm import MAY_BE_MOVING, alarm
from treadctl.errors import BadInput


@click.command()
@click.argument("profile")
@click.option("--treadmill", "uri", metavar="URI", required=True, help="See `treadctl scan`.")
def run(profile: str, uri: str) -> int:
    """Walk PROFILE. Space or Enter stops the belt; y answers yes, s slower, f finish, q ends it."""
    from treadctl.cli.terminal import Terminal
    from treadctl.session.profile import find
    from treadctl.treadmills import treadmill

    walk, open_driver = find(profile), treadmill(uri)
    if not walk.enabled:
        raise BadInput(f"{walk.name} is switched off: {walk.disabled_reason}")
    code = asyncio.run(Terminal(walk, open_driver, simulated=uri.startswith("sim:")).walk())
    return alarm() if code == MAY_BE_MOVING else code
