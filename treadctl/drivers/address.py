"""Addresses. Pure.

Treadmills: `ftms://AA:BB:CC:DD:EE:FF`, `ftms://name/MyTreadmill`, `trackmaster:///dev/ttyUSB0` and
the like, `sim://`. A LifeSpan tells no speed: `lifespan:///dev/ttyUSB0?tach=/dev/ttyACM0` names
the bridge whose tachometer measures it. Straps: `hr://...`.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from treadctl.errors import BadInput

MAC = re.compile(r"^([0-9A-F]{2}:){5}[0-9A-F]{2}$", re.IGNORECASE)
HOST_AND_PORT = re.compile(r"^[A-Za-z0-9.-]+:([0-9]{1,5})$")
BAUD = re.compile(r"^[1-9][0-9]{2,6}$")
SERIAL = ("bridge", "csafe", "lifespan", "trackmaster", "woodway")
SPEECHLESS = ("lifespan",)  # these tell no speed


@dataclass(frozen=True, slots=True)
class ByRadio:
    """An FTMS treadmill by its Bluetooth address, or by the name it advertises."""

    address: str | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated treadmill in this process; `quirk` names the machine it is a twin of."""

    quirk: str | None


@dataclass(frozen=True, slots=True)
class SimulatedElsewhere:
    """A simulated treadmill in another process, by the HOST:PORT where that offers an HCI."""

    hci: str


@dataclass(frozen=True, slots=True)
class BySerial:
    """A treadmill at a serial port, and how it speaks there. Without `baudrate`, as usual.

    `tach`: the port of the bridge that measures the speed of a belt that tells none.
    """

    kind: str
    path: str
    baudrate: int | None = None
    tach: str | None = None


Address = ByRadio | BySerial | Simulated | SimulatedElsewhere


def parse(uri: str) -> Address:
    """The address in `uri`. Raises BadInput with the addresses there are."""
    found = _found(uri)
    if found is None:
        raise BadInput(
            f"{uri!r} is no treadmill address; write ftms://AA:BB:CC:DD:EE:FF, ftms://name/NAME,"
            f" sim:// or, for a serial port, {'://, '.join(SERIAL)}:// and its path, as in"
            " trackmaster:///dev/ttyUSB0?baud=4800 (see `treadctl scan`). A LifeSpan's speed is"
            " measured by a bridge: lifespan:///dev/ttyUSB0?tach=/dev/ttyACM0."
        )
    return found


def serial_path(uri: str, kind: str) -> str | None:
    """The serial port in an address of this kind; None for any other address."""
    try:
        found = parse(uri)
    except BadInput:
        return None
    return found.path if isinstance(found, BySerial) and found.kind == kind else None


def strap(uri: str) -> str:
    """The Bluetooth address in `hr://AA:BB:CC:DD:EE:FF`. Raises BadInput for anything else."""
    with suppress(ValueError):  # a bracket that is not closed
        parts = urlsplit(uri)
        if (parts.scheme, parts.path, parts.query) == ("hr", "", "") and MAC.match(parts.netloc):
            return parts.netloc.upper()
    raise BadInput(f"{uri!r} is no strap; write hr://AA:BB:CC:DD:EE:FF (see `treadctl scan`).")


def _found(uri: str) -> Address | None:
    try:
        parts = urlsplit(uri)
    except ValueError:  # a bracket that is not closed
        return None
    match parts.scheme:
        case "ftms" if MAC.match(parts.netloc) and parts.path in ("", "/"):
            return ByRadio(parts.netloc.upper())
        case "ftms" if parts.netloc == "name" and len(parts.path) > 1:
            return ByRadio(None, unquote(parts.path[1:]))
        case "sim" if not parts.netloc and not parts.path:
            return _simulated(parts.query)
        case scheme if scheme in SERIAL and not parts.netloc and len(parts.path) > 1:
            return _by_serial(scheme, unquote(parts.path), parts.query)
    return None


def _by_serial(kind: str, path: str, query: str) -> BySerial | None:
    found = parse_qs(query, keep_blank_values=True)
    bauds, tachs = found.pop("baud", []), found.pop("tach", [])
    if found or len(bauds) > 1 or len(tachs) > 1 or "\0" in "".join([path, *tachs]):
        return None
    if not all(BAUD.match(baud) for baud in bauds):
        return None
    if tachs and (kind not in SPEECHLESS or not tachs[0].startswith("/") or tachs[0] == path):
        return None
    baudrate = int(bauds[0]) if bauds else None
    return BySerial(kind, path, baudrate, tachs[0] if tachs else None)


def _simulated(query: str) -> Simulated | SimulatedElsewhere | None:
    found = parse_qs(query, keep_blank_values=True)
    match list(found.items()):
        case []:
            return Simulated(None)
        case [("quirk", [quirk])]:
            return Simulated(quirk)
        case [("hci", [hci])] if (port := HOST_AND_PORT.match(hci)) and 0 < int(port[1]) < 65536:
            return SimulatedElsewhere(hci)
    return None
