"""Addresses. Pure.

Treadmills: `ftms://AA:BB:CC:DD:EE:FF`, `ftms://name/MyTreadmill`, `sim://`. Straps: `hr://...`.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from treadctl.errors import BadInput

MAC = re.compile(r"^([0-9A-F]{2}:){5}[0-9A-F]{2}$", re.IGNORECASE)
HOST_AND_PORT = re.compile(r"^[A-Za-z0-9.-]+:([0-9]{1,5})$")
NOT_YET = ("bridge", "csafe", "trackmaster", "woodway", "lifespan")


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


Address = ByRadio | Simulated | SimulatedElsewhere


def parse(uri: str) -> Address:
    """The address in `uri`. Raises BadInput with the addresses there are."""
    found = _found(uri)
    if found is None:
        raise BadInput(
            f"{uri!r} is no treadmill address; write ftms://AA:BB:CC:DD:EE:FF, ftms://name/NAME"
            " or sim:// (see `treadctl scan`)."
        )
    return found


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
        case scheme if scheme in NOT_YET:
            raise BadInput(f"{uri!r}: there is no driver for {scheme} yet; ftms:// has one.")
    return None


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
