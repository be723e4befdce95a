"""`treadctl fleet stop`: stop one belt of the gym over its broker."""

import asyncio
import re
from typing import TYPE_CHECKING

import click

from treadctl.cli.alarm import alarm, say
from treadctl.errors import BadInput

if TYPE_CHECKING:
    from treadctl.cli.fleet.broker import Gym

_NAME = re.compile(r"([a-z0-9-]{1,32})/([a-z0-9-]{1,32})")


def stop_one(place: "Gym", name: str) -> int:
    """Stop the belt `name`, SITE/MACHINE; returns the exit code of the contract."""
    from treadctl.edges.fleet.stopping import stop
    from treadctl.edges.mqtt_link import BrokerLost

    if (found := _NAME.fullmatch(name)) is None:
        raise BadInput(f"{name!r} is no machine; write SITE/MACHINE as `treadctl fleet` shows it.")
    try:
        stands = asyncio.run(stop(place.broker, found[1], found[2]))
    except BrokerLost as error:
        say(f"treadctl: The broker was not reached: {error}.")
        return alarm()
    except KeyboardInterrupt:  # whoever breaks off has not seen it stand
        return alarm()
    if not stands:
        say(f"treadctl: Nobody saw {name} stand. Go there.")
        return alarm()
    click.echo(f"The belt of {name} stands.")
    return 0
