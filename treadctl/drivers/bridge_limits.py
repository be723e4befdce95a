"""What may be asked of the bridge: the tighter of its own settings and ours, agreed on as SAFE."""

from dataclasses import dataclass
from typing import Protocol

from firmware_bridge import wire
from treadctl.drivers.bridge_frames import Greeting, Result
from treadctl.errors import Refused
from treadctl.model import Limits

# By how much each value is lowered, in the order of the message, until the bridge takes it.
_STEPS = (10, 0, 5, 1, 1)
_TRIES = 100

# The widest there is, as the bridge is to hold it by itself: what any walk may ask for.
CEILING = Limits(
    max_speed_kmh=6.0,
    max_acceleration_kmh_s=0.5,
    max_deceleration_kmh_s=0.5,
    max_inclination_percent=5.0,
    inclination_rate_percent_s=0.1,
    first_speed_kmh=0.8,
    max_session_s=40 * 60.0,
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """The limits that the bridge has taken, in its own units."""

    max_speed_ckmh: int
    max_permille: int


class Asked(Protocol):
    """As much of a link as is needed here."""

    @property
    def greeting(self) -> Greeting | None:
        """Who is there."""

    async def ask(self, kind: int, *values: int) -> Result | None:
        """Send a message and return what the bridge makes of it."""


async def agreed(link: Asked, limits: Limits) -> Agreed:
    """Narrow the bridge to `limits`, and to its own settings where those are tighter.

    Raises Refused if it takes none: it does so only at rest, with nothing latched.
    """
    greeting = link.greeting
    values = [
        min(round(limits.max_speed_kmh * 100), greeting.max_speed_ckmh if greeting else 0),
        0,
        round(limits.max_inclination_percent * 10),
        round(limits.max_acceleration_kmh_s * 100),
        round(limits.max_deceleration_kmh_s * 100),
    ]
    for _ in range(_TRIES):
        result = await link.ask(wire.LIMITS, *values)
        if result is None:
            continue
        if result.ok:
            return Agreed(values[0], values[2])
        if result.code != wire.OUT_OF_RANGE or not 0 <= result.detail < len(values):
            break
        values[result.detail] -= _STEPS[result.detail]
        if values[result.detail] < 0:
            break
    raise Refused("The bridge does not take the limits. Wait until it is at rest.")
