"""What may be said of the belt. Pure; in doubt nothing is."""

from treadctl.model import BeltState
from treadctl.safety.known import Known
from treadctl.safety.phase import Phase


def belt_state(phase: Phase, known: Known, now: float) -> BeltState:
    """What the belt does, as far as `known` vouches for it at `now`."""
    if known.freshness.silent(now) or known.speed_kmh is None:
        return BeltState.UNKNOWN
    if phase is Phase.STOPPING:
        return BeltState.STOPPING
    if phase is Phase.STARTING:
        return BeltState.STARTING
    if known.standing_since is not None:
        return BeltState.STANDING
    one_zero = phase is Phase.IDLE and known.speed_kmh == 0
    return BeltState.UNKNOWN if one_zero else BeltState.MOVING
