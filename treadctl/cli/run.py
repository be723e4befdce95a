"""`treadctl run`: one guided walk in the terminal. Space or Enter is the pain stop."""

import asyncio
import sys
from os.path import realpath

import click

from treadctl.cli.alarm import MAY_BE_MOVING, alarm
from treadctl.errors import BadInput


@click.command()
@click.argument("profile")
@click.option("--treadmill", "uri", metavar="URI", required=True, help="See `treadctl scan`.")
def run(profile: str, uri: str) -> int:
    """Walk PROFILE. Space or Enter stops the belt; y answers yes, s slower, f finish, q ends it.

    At a keyboard it asks first what a guest is asked on the screen, and afterwards how it was.
    After a pain stop that allows it, a and then g start a new, slow walk.
    """
    from treadctl.board.places import state_folder
    from treadctl.cli import FAILED
    from treadctl.cli.intake import intake
    from treadctl.cli.terminal import Terminal
    from treadctl.commissioned import ALARM_WORDS
    from treadctl.drivers.identity import kept_identity
    from treadctl.edges.before import local_day
    from treadctl.session.profile import find
    from treadctl.treadmills import treadmill

    identity = kept_identity(uri, state_folder())
    walk, open_driver = find(profile), treadmill(uri, identity=identity)
    if not walk.enabled:
        raise BadInput(f"{walk.name} is switched off: {walk.disabled_reason}")
    ready = None
    if sys.stdin.isatty() and not nobody_walks_on(uri):
        ready = intake(walk, local_day(), identity.commissioned.cuts_power)
        if ready is None:
            return FAILED
    simulated = uri.startswith("sim:")
    terminal = Terminal(walk, open_driver, simulated=simulated, ready=ready, identity=identity)
    code = asyncio.run(terminal.walk())
    alarm_words = ALARM_WORDS[identity.commissioned.cuts_power]
    return alarm(alarm_words) if code == MAY_BE_MOVING else code


def nobody_walks_on(uri: str) -> bool:
    """True for a simulated belt, also at the pseudo-terminal of another program."""
    from treadctl.drivers.address import BySerial, Simulated, SimulatedElsewhere, parse

    match parse(uri):
        case Simulated() | SimulatedElsewhere():
            return True
        case BySerial(path=path):
            return realpath(path).startswith("/dev/pts/")
    return False
