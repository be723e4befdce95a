"""pyftms drives the treadmill at an HCI, by its own API: `python drive.py HOST:PORT`.

Runs in the environment of tests.foreign.environment. One JSON line for each thing that came to
pass; the radio below bleak is bumble's, everything above it is bleak's and pyftms' own.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import bleak
import pyftms  # type: ignore[import-not-found]  # in its own environment
from bumble.device import Device
from bumble.hci import Address
from bumble.transport.tcp_client import open_tcp_client_transport

from simulators.bumble_backend import BumbleClient
from simulators.bumble_scanner import BumbleScanner

LIMIT_S = 20.0


def tell(what: str, **more: Any) -> None:
    """Print one line."""
    sys.stdout.write(json.dumps({"what": what, **more}) + "\n")
    sys.stdout.flush()


async def main(hci: str) -> None:
    """Find the treadmill, walk, and stop. Raises TimeoutError if it does not do as it should."""
    transport = await open_tcp_client_transport(hci)
    own = Address.generate_static_address()
    host = Device.with_hci("foreign", own, transport.source, transport.sink)
    await host.power_on()
    for kind, backend in (("client", BumbleClient), ("scanner", partial(BumbleScanner, host=host))):
        setattr(bleak, f"get_platform_{kind}_backend_type", lambda found=backend: (found, "bumble"))
    try:
        async with asyncio.timeout(2 * LIMIT_S):
            await walk()
    finally:
        await transport.close()


async def walk() -> None:
    """One walk by pyftms, from the scan to the safety key."""
    events: list[Any] = []
    found = [one async for one in _first(pyftms.discover_ftms_devices(LIMIT_S))]
    device, kind = found[0]
    tell("found", name=device.name, kind=kind.name)
    async with pyftms.get_client(device, kind, on_ftms_event=events.append) as client:
        tell("connected", device=dict(client.device_info), settings=client.supported_settings)
        tell("ranges", **{key: list(value) for key, value in client.supported_ranges.items()})
        tell("early", result=(await client.set_target_speed(2.0)).name)
        tell("start", result=(await client.start_resume()).name)
        await until(lambda: client.speed_instant)
        tell("speed", result=(await client.set_target_speed(1.5)).name)
        tell("too fast", result=(await client.set_target_speed(50.0)).name)
        await until(lambda: client.speed_instant >= 1.5)
        tell("slope", result=(await client.set_target_inclination(0.5)).name)
        await until(lambda: client.inclination == 0.5)
        tell("walking", speed_kmh=client.speed_instant, status=client.training_status.name)
        tell("stop", result=(await client.stop()).name)
        await until(lambda: client.speed_instant == 0)
        tell("again", result=(await client.stop()).name)
        tell("key please")
        await until(lambda: any(getattr(one, "event_source", "") == "safety" for one in events))
        tell("key seen")
    tell("done")


async def _first(devices: Any) -> Any:
    async for one in devices:
        yield one
        return


async def until(reached: Callable[[], object]) -> None:
    """Return once that is so."""
    async with asyncio.timeout(LIMIT_S):
        while not reached():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
