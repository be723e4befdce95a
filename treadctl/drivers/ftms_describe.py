"""Who is this treadmill, and what can it be set to? Reads only, each in its turn on the wire."""

from collections.abc import Callable, Sequence

from bleak import BleakClient
from bleak.exc import BleakGATTProtocolError

from treadctl.drivers.ftms_reports import KMH_PER_MPH
from treadctl.drivers.quirks import STANDARD, Quirk
from treadctl.drivers.wire import Wire, within_limit
from treadctl.errors import DecodeError
from treadctl.model import Machine, Range
from treadctl.protocols import ftms

SETUP_LIMIT_S = 2.0  # reads and subscriptions; a stop that comes meanwhile waits for one of them
MODEL_NUMBER = "00002a24-0000-1000-8000-00805f9b34fb"
FIRMWARE = "00002a26-0000-1000-8000-00805f9b34fb"
ANY_SPEED = Range(0.0, 25.0, 0.1)  # of a machine that gives none: it narrows nothing


async def identify(client: BleakClient, wire: Wire, rows: Sequence[Quirk] = ()) -> tuple[str, str]:
    """Return model number and firmware revision; what the machine does not say is empty.

    So is a firmware that no row for this model asks for. Raises LinkLost if a read does not return.
    """
    model = _text(await _read(client, wire, MODEL_NUMBER))
    asked = any(row.firmware is not None and row.is_model(model) for row in rows)
    return model, _text(await _read(client, wire, FIRMWARE)) if asked else ""


async def describe(
    client: BleakClient, wire: Wire, model: str, quirk: Quirk = STANDARD, *, simulated: bool = False
) -> Machine:
    """Return the machine as it describes itself; what it does not say, or says wrongly, is None.

    Raises LinkLost if a read does not return.
    """
    speed = _range(await _read(client, wire, ftms.SPEED_RANGE), ftms.decode_speed_range)
    return Machine(
        name=model or client.name,
        identity=client.address,
        speed_kmh=_bent(speed, quirk),
        inclination_percent=_range(
            await _read(client, wire, ftms.INCLINATION_RANGE), ftms.decode_inclination_range
        ),
        simulated=simulated,
    )


def _text(data: bytes) -> str:
    return data.split(b"\0")[0].decode("utf-8", "replace").strip()


def _bent(speed: Range | None, quirk: Quirk) -> Range | None:
    """What the machine can be set to in km/h, no slower than is known of it."""
    if speed is not None and quirk.ranges_in_mph:
        low, high, step = (one * KMH_PER_MPH for one in (speed.low, speed.high, speed.step))
        speed = Range(low, high, step)
    if quirk.min_speed_kmh is None:
        return speed
    given = speed or ANY_SPEED
    low = max(given.low, quirk.min_speed_kmh)
    return Range(low, max(low, given.high), given.step)


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
