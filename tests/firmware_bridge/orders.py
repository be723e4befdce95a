"""What the tests of the host's orders have in common."""

from firmware_bridge import wire
from tests.firmware_bridge.rig import Rig, safe_rig

OK = (wire.OK, 0)
BAD_STATE = (wire.BAD_STATE, 0)


def faulty_rig() -> Rig:
    """A bridge whose key was out while its belt stood."""
    rig = safe_rig()
    rig.key = False
    rig.steps(2)
    rig.key = True
    rig.steps(10)
    assert rig.control.state == wire.FAULT
    return rig


def inclined() -> Rig:
    """A bridge that may be narrowed."""
    return safe_rig(incline_pulses=54, min_permille=-30, max_permille=150)
