"""`treadctl doctor`: who the treadmill says it is, and its ranges. It is asked, never commanded."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from treadctl.cli.doctor import FAIL, OK, WARN, Finding
from treadctl.drivers.identity import Identity
from treadctl.drivers.machine_file import FOLDER, find, read_all
from treadctl.errors import BadInput, ConnectFailed, LinkLost
from treadctl.model import Answer, Machine, Notice, Range, Telemetry

if TYPE_CHECKING:
    from treadctl.config import Config

CHECK = "ranges"
ANSWER_LIMIT_S = 1.8  # whoever has not answered by then is off, or out of reach
WAKE = "Switch it on and close its own app; the service goes on looking for it."
IN_USE = "the service has the treadmill for itself; they are told while it is stopped"


class _Described(BadInput):
    """Ends a connection once the machine has described itself: nothing more is wanted of it."""

    def __init__(self, machine: Machine) -> None:
        super().__init__("It described itself.")
        self.machine = machine


class _Asked(Identity):
    """Meets the right machine and lets go of it, before anything is written to it."""

    def met(self, machine: Machine, model: str, has_row: bool) -> None:
        super().met(machine, model, has_row)
        raise _Described(machine)


class _Deaf:
    """A `treadctl.drivers.Listener`: all that matters here comes before there is something to
    hear.
    """

    def ready(self, machine: Machine) -> None: ...

    def heard(self, telemetry: Telemetry) -> None: ...

    def noticed(self, notice: Notice) -> None: ...

    def stop_written(self, at: float) -> None: ...

    def stop_answered(self, answer: Answer) -> None: ...


def ranges(uri: str | None, file: Path | None, sockets: tuple[Path, ...]) -> list[Finding]:
    """One finding; none where no treadmill is named, or a bridge is part of it.

    A service at one of `sockets` has the treadmill, and is not disturbed. Takes ANSWER_LIMIT_S.
    """
    from treadctl.board.places import state_folder
    from treadctl.config import load

    config = None if file is None else load(file)
    uri = uri or (config.treadmill if config else None)
    if uri is None or _needs_a_bridge(uri):
        return []
    if any(one.is_socket() for one in sockets):
        return [Finding(CHECK, OK, IN_USE)]
    try:
        listed = read_all((config.state_folder if config else state_folder()) / FOLDER)
    except BadInput:
        return []  # told by the check of the treadmill itself
    return [asyncio.run(_asked(uri, config, _Asked(find(uri, listed), listed)))]


def _needs_a_bridge(uri: str) -> bool:
    """True for one whose port belongs to the check of the pain button, and to the key loop."""
    from treadctl.drivers.address import BySerial, parse

    there = parse(uri)
    return isinstance(there, BySerial) and (there.kind == "bridge" or there.tach is not None)


async def _asked(uri: str, config: "Config | None", who: _Asked) -> Finding:
    from treadctl.treadmills import treadmill

    quirks = () if config is None else config.quirk
    try:
        async with asyncio.timeout(ANSWER_LIMIT_S):
            await treadmill(uri, quirks=quirks, identity=who)(_Deaf()).run()
    except _Described as said:
        return told(said.machine)
    except TimeoutError:
        return Finding(CHECK, WARN, f"it did not answer within {ANSWER_LIMIT_S:g} s", WAKE)
    except BadInput as error:  # another machine than the one that was commissioned
        why, _, step = str(error).partition(". ")
        return Finding(CHECK, FAIL, why, step)
    except (ConnectFailed, LinkLost) as error:
        why, _, step = str(error).partition(". ")
        return Finding(CHECK, WARN, why, step or WAKE)
    return Finding(CHECK, WARN, "it hung up", WAKE)


def told(machine: Machine) -> Finding:
    """What a machine said of itself."""
    speed = _of(machine.speed_kmh, "km/h") or "it tells no range of speeds"
    slope = _of(machine.inclination_percent, "%") or "it tells no range of slopes"
    return Finding(CHECK, OK, f"{machine.name} at {machine.identity}: {speed}; {slope}")


def _of(found: Range | None, unit: str) -> str | None:
    if found is None:
        return None
    return f"{found.low:g} to {found.high:g} {unit} in steps of {found.step:g}"
