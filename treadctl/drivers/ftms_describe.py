"""Who is this treadmill, and what can it be set to? Reads only, each in its turn on the wire."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from itertools import pairwise

from bleak import BleakClient
from bleak.exc import BleakGATTProtocolError

from treadctl.drivers.ftms_reports import KMH_PER_MPH
from treadctl.drivers.gatt import find
from treadctl.drivers.quirks import STANDARD, Quirk
from treadctl.drivers.wire import Wire, within_limit
from treadctl.errors import DecodeError
from treadctl.model import Machine, Range
from treadctl.protocols import ftms

log = logging.getLogger(__name__)

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

    Raises LinkLost if a read does not return. How long the quickest read took is logged: BlueZ
    tells nobody the interval of a connection, and a read takes one or two of them.
    """
    took_s: list[float] = []
    speed = _range(await _read(client, wire, ftms.SPEED_RANGE, took_s), ftms.decode_speed_range)
    slope = await _read(client, wire, ftms.INCLINATION_RANGE, took_s)
    if took_s and not simulated:
        interval = "The connection's interval is at most %.0f ms, and at least half of that."
        log.info(interval, min(took_s) * 1000)
    return Machine(
        name=model or _printable(client.name) or client.address,
        identity=client.address,
        speed_kmh=_bent(speed, quirk),
        inclination_percent=_bent_slope(_range(slope, ftms.decode_inclination_range), quirk),
        simulated=simulated,
    )


def _text(data: bytes) -> str:
    return _printable(data.split(b"\0")[0].decode("utf-8", "replace"))


def _printable(text: str) -> str:
    """Without control codes: it is shown on terminals, and may be a stranger's."""
    return "".join(one for one in text if one.isprintable()).strip()


def _bent(speed: Range | None, quirk: Quirk) -> Range | None:
    """What the machine can be set to in km/h, no slower than is known of it."""
    if speed is not None and quirk.ranges_in_mph:
        low, high, step = (one * KMH_PER_MPH for one in (speed.low, speed.high, speed.step))
        speed = Range(low, high, step)
    least, most, coarse = quirk.min_speed_kmh, quirk.max_speed_kmh, quirk.speed_step_kmh
    if least is None and most is None and coarse is None:
        return speed
    given = speed or ANY_SPEED
    low = max(given.low, least or 0.0)
    return Range(low, max(low, min(given.high, most or given.high)), coarse or given.step)


def _bent_slope(slope: Range | None, quirk: Quirk) -> Range | None:
    """What the machine can be set to, from its table if there is one."""
    if not quirk.inclinations:
        return slope
    percents = [percent for percent, _ in quirk.inclinations]
    step = min(higher - lower for lower, higher in pairwise(percents))
    return Range(percents[0], percents[-1], round(step, 3))


def _range(data: bytes, decode: Callable[[bytes], Range]) -> Range | None:
    try:
        found = decode(data)
    except DecodeError:
        return None
    return found if found.low <= found.high and found.high > 0 else None


async def _read(
    client: BleakClient, wire: Wire, uuid: str, took_s: list[float] | None = None
) -> bytes:
    if (found := find(client, uuid)) is None:
        return b""
    try:
        async with wire.turn():
            begun = asyncio.get_running_loop().time()
            data = bytes(await within_limit(client.read_gatt_char(found), SETUP_LIMIT_S))
            if took_s is not None:
                took_s.append(asyncio.get_running_loop().time() - begun)
            return data
    except BleakGATTProtocolError:
        return b""
