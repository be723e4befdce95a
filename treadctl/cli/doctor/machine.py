"""`treadctl doctor`: was this treadmill commissioned, and what came of it?"""

from pathlib import Path
from typing import TYPE_CHECKING

from treadctl.cli.doctor import FAIL, OK, WARN, Finding

if TYPE_CHECKING:
    from treadctl.drivers.identity import Identity

CHECK = "treadmill"


def machine(uri: str | None, file: Path | None) -> list[Finding]:
    """What is kept of the treadmill at `uri`, or of the one in the configuration `file`."""
    from treadctl.board.places import state_folder
    from treadctl.config import load
    from treadctl.drivers.identity import kept_identity
    from treadctl.errors import BadInput

    config = None if file is None else load(file)
    uri = uri or (config.treadmill if config else None)
    if uri is None:
        return []
    folder = state_folder() if config is None else config.state_folder
    if (kind := _needs_none(uri)) is not None:
        return [Finding(CHECK, OK, kind)]
    try:
        found = kept_identity(uri, folder)
    except BadInput as error:
        return [Finding(CHECK, FAIL, str(error), "Commission it again, or delete that file.")]
    return [_told(found, uri)]


def _needs_none(uri: str) -> str | None:
    """Why nobody commissions the treadmill at this address; None for all others."""
    from treadctl.drivers.address import BySerial, Simulated, SimulatedElsewhere, parse

    match parse(uri):
        case Simulated() | SimulatedElsewhere():
            return "a simulated one: nothing of it is in doubt"
        case BySerial(kind="bridge"):
            return "behind a bridge, which keeps by itself what was measured of the belt"
    return None


def _told(found: "Identity", uri: str) -> Finding:
    one = found.expected
    if one is None:
        step = f"Empty the belt, then: treadctl doctor --treadmill {uri} --commission"
        return Finding(CHECK, WARN, "never commissioned; without a row, tier A only", step)
    if not one.rails:
        step = "Offer its walks to tier B and C only."
        return Finding(CHECK, WARN, f"{one.name} at {one.identity}: it has no rails", step)
    stop = f"it stops from {one.stop_from_kmh:g} km/h in {one.stop_s:g} s"
    return Finding(CHECK, OK, f"{one.name} at {one.identity}: commissioned; {stop}")
