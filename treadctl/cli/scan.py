"""`treadctl scan`: what is in reach, with the address to use. Never writes to anything."""

import asyncio
import json
from dataclasses import asdict, dataclass

import click

from treadctl.protocols.ftms import FITNESS_MACHINE_SERVICE
from treadctl.protocols.heart_rate import HEART_RATE_SERVICE

SCAN_S = 6.0


@dataclass(frozen=True, slots=True)
class Found:
    """One device: what it seems to be, how to address it, and what it calls itself.

    `guess`: what may be there, where nothing but the ids of a port was looked at.
    """

    kind: str
    uri: str
    name: str | None
    guess: str | None = None


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def scan(as_json: bool) -> None:
    """List treadmills, heart-rate straps and serial ports."""
    from treadctl.errors import ConnectFailed

    found, trouble = _serial_ports(), None
    try:
        found = asyncio.run(by_radio()) + found
    except ConnectFailed as error:
        trouble = error
    if as_json:
        click.echo(json.dumps([_json(one) for one in found]))
    else:
        for one in found:
            click.echo(f"{one.kind:12} {one.uri:32} {_shown(one.name or '')}")
            if one.guess:
                click.echo(f"{'':12} -> {one.guess}")
    if trouble is not None:
        raise trouble
    if not found and not as_json:
        click.echo("Nothing found. Switch the treadmill on and close its own app.")


async def by_radio() -> list[Found]:
    """The treadmills and straps in reach. Raises ConnectFailed with the next step.

    Some name their service in their service data alone, and a scan for a service passes them over.
    """
    from bleak import BleakScanner

    from treadctl.drivers.bluetooth import in_words
    from treadctl.drivers.gatt import LINK_ERRORS
    from treadctl.errors import ConnectFailed

    try:
        seen = await BleakScanner.discover(SCAN_S, return_adv=True)
    except LINK_ERRORS as error:
        raise ConnectFailed(in_words(error)) from error
    found = []
    for device, advertised in seen.values():
        services = {*advertised.service_uuids, *advertised.service_data}
        if FITNESS_MACHINE_SERVICE in services:
            found.append(Found("treadmill", f"ftms://{device.address}", advertised.local_name))
        elif HEART_RATE_SERVICE in services:
            found.append(Found("heart rate", f"hr://{device.address}", advertised.local_name))
    return found


def _shown(name: str) -> str:
    """A name that a stranger's device may have made up: no control codes for this terminal."""
    return "".join(one for one in name if one.isprintable())


def _serial_ports() -> list[Found]:
    from treadctl.cli.serial_ports import serial_ports

    return [Found("serial port", port.uri, port.name, port.guess) for port in serial_ports()]


def _json(found: Found) -> dict[str, str | None]:
    told = asdict(found)
    if found.guess is None:
        del told["guess"]
    return told
