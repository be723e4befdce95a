"""What may be said of the belt: nothing without a fresh speed, and no standing after one zero."""

import pytest

from treadctl.model import BeltState, Telemetry
from treadctl.safety.belt_state import belt_state
from treadctl.safety.known import Known
from treadctl.safety.phase import Phase


def after(*speeds_kmh: float) -> Known:
    known = Known()
    for number, speed_kmh in enumerate(speeds_kmh):
        known.heard(Telemetry(number * 0.25, speed_kmh=speed_kmh))
    return known


@pytest.mark.parametrize("phase", list(Phase))
def test_without_a_speed_nothing_is_said(phase: Phase) -> None:
    assert belt_state(phase, Known(), 0.0) is BeltState.UNKNOWN


@pytest.mark.parametrize("phase", list(Phase))
def test_a_speed_that_is_old_says_nothing(phase: Phase) -> None:
    assert belt_state(phase, after(0.0, 0.0), 60.0) is BeltState.UNKNOWN


@pytest.mark.parametrize(
    ("phase", "speeds_kmh", "said"),
    [
        (Phase.IDLE, (0.0, 0.0), BeltState.STANDING),
        (Phase.IDLE, (1.0, 0.0), BeltState.UNKNOWN),
        (Phase.IDLE, (1.0, 1.0), BeltState.MOVING),
        (Phase.STARTING, (0.0, 0.0), BeltState.STARTING),
        (Phase.WALKING, (1.0, 0.0), BeltState.MOVING),
        (Phase.WALKING, (0.0, 0.0), BeltState.STANDING),
        (Phase.STOPPING, (0.0, 0.0), BeltState.STOPPING),
        (Phase.CONSOLE, (1.0, 0.0), BeltState.MOVING),
    ],
)
def test_a_fresh_speed_says(phase: Phase, speeds_kmh: tuple[float, ...], said: BeltState) -> None:
    assert belt_state(phase, after(*speeds_kmh), 0.5) is said
