"""One look at a belt that stands; a test says by `replace` what is otherwise."""

from treadctl.board.snapshot import Snapshot
from treadctl.model import BeltState

STANDING = Snapshot(
    seq=1,
    at=1.0,
    belt=BeltState.STANDING,
    linked=True,
    machine="SIM-1",
    simulated=True,
    pain_button="keyboard",
    speed_kmh=0.0,
)
