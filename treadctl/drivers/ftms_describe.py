"""Who is this treadmill, and what can it be set to? Reads only, each in its turn on the wire."""

from collections.abc import Callable
from dataclasses import dataclass

from bleak import BleakClient
from bleak.exc import BleakGATTProtocolError

from treadctl.drivers.wire import Wire, within_limit
from treadctl.errors import DecodeError
from treadctl.model import Machine, Range
from treadctl.protocols import ftms

SETUP_LIMIT_S = 2.0  # reads and subscriptions; a stop that comes meanwhile waits for one of them
MODEL_NUMBER = "00002a24-0000-1000-8000-00805f9b34fb"


@dataclass(frozen=True, slots=True)
class Quirks:
    """How one machine bends the standard. `control_unanswered`: it obeys without permission."""

    control_unanswered: bool = False


QUIRKS = {"Omega Z": Quirks(control_unanswered=True)}  # Belgian-Coder/treadmill-runner


async def describe(client: BleakClient, wire: Wire, *, simulated: bool = False) -> Machine:
    """Return the machine as it describes itself; what it does not say, or says wrongly, is None.

    Raises LinkLost if a read does not return.
    """
    name = (await _read(client, wire, MODEL_NUMBER)).split(b"\0")[0].decode("utf-8", "replace")
    return Machine(
        name=name.strip() or client.name,
        identity=client.address,
        speed_kmh=_range(await _read(client, wire, ftms.SPEED_RANGE), ftms.decode_speed_range),
        inclination_percent=_range(
            await _read(client, wire, ftms.INCLINATION_RANGE), ftms.decode_inclination_range
        ),
        simulated=simulated,
    )


def _range(data: bytes, decode: Callable[[bytes], Range]) -> Range | None:
    try:
        found = decode(data)
    except DecodeError:
        return None
    return found if found.low <= found.high and found.high > 0 else None


async def _read(client: BleakClient, wire: Wire, uuid: str) -> bytes:
    if client.services.get_characteristic(uuid) is None:
        return b""
    try:
        async with wire.turn():
            return bytes(await within_limit(client.read_gatt_char(uuid), SETUP_LIMIT_S))
    except BleakGATTProtocolError:
        return b""
