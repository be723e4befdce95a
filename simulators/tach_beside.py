"""A bridge whose tachometer is at another machine's belt, and what can go wrong with it, by name.

`tach-cut` (the sensor's wire), `tach-silence` (the microcontroller hangs), `tach-unplug` and
`tach-replug` (its line).
"""

from dataclasses import dataclass

from firmware_bridge.settings import KEYLOOP, Settings
from simulators.bridge_machine import BridgeMachine
from simulators.physics import Belt
from simulators.serial_line import PtyLine
from treadctl.errors import BadInput

PREFIX = "tach-"
NAMES = frozenset({"tach-cut", "tach-silence", "tach-unplug", "tach-replug"})
SETTINGS = Settings(role=KEYLOOP, um_per_pulse=165_000)


def tach_at(belt: Belt, now: float) -> BridgeMachine:
    """A bridge without a motor that counts the pulses of this belt."""
    return BridgeMachine(now, SETTINGS, beside=belt)


@dataclass(frozen=True, slots=True)
class TachBeside:
    """Such a bridge at a pty."""

    bridge: BridgeMachine
    line: PtyLine

    def befall(self, name: str) -> None:
        """Make one of NAMES happen now. Raises BadInput for any other."""
        match name:
            case "tach-cut":
                self.bridge.no_tach = True
            case "tach-silence":
                self.bridge.hangs = True
            case "tach-unplug" | "tach-replug":
                self.line.befall(name.removeprefix(PREFIX))
            case _:
                raise BadInput(f"{name!r} befalls no tachometer; {', '.join(sorted(NAMES))} do.")
