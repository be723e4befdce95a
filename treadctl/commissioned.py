"""What was found out at one treadmill by those who set it up, and what cuts its power."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from treadctl.model import PULL_THE_KEY


class PowerCut(StrEnum):
    """What takes the power from a belt that does not stop. A closed set: it is spoken, too."""

    KEY = "key"
    MAINS_SWITCH = "mains_switch"
    MAINS_PLUG = "mains_plug"


ALARM_WORDS: Mapping[PowerCut, str] = MappingProxyType(
    {
        PowerCut.KEY: PULL_THE_KEY,
        PowerCut.MAINS_SWITCH: "SWITCH THE TREADMILL OFF. The belt may still be moving.",
        PowerCut.MAINS_PLUG: "PULL THE MAINS PLUG. The belt may still be moving.",
    }
)
"""The loudest words there are."""


@dataclass(frozen=True, slots=True)
class Commissioned:
    """What was measured and read at one machine by those who set it up. The default: nothing.

    Its own stop brings the belt from `stop_from_kmh` to a stand within `stop_s`; None: not
    measured. `unit_confirmed`: its console showed the speed that was asked for. Raises ValueError
    for a stop of which half is told, or that takes no time.
    """

    stop_s: float | None = None
    stop_from_kmh: float | None = None
    unit_confirmed: bool = False
    cuts_power: PowerCut = PowerCut.KEY

    def __post_init__(self) -> None:
        stop = (self.stop_s, self.stop_from_kmh)
        if stop != (None, None) and not all(one is not None and 0 < one < math.inf for one in stop):
            raise ValueError("stop_s and stop_from_kmh are given together, and above 0")

    def stop_within_s(self, from_kmh: float) -> float | None:
        """How long its stop takes from that speed: for a lower one no less than was measured."""
        if self.stop_s is None or self.stop_from_kmh is None:
            return None
        return self.stop_s * max(1.0, from_kmh / self.stop_from_kmh)


UNCOMMISSIONED = Commissioned()
