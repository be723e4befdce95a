"""What a machine says of itself, and what has to stop for it."""

import pytest

from treadctl.model import NoticeKind, StopCause
from treadctl.safety.notices import cause_of
from treadctl.safety.phase import Phase

STOPS = {
    NoticeKind.STOPPED_BY_SAFETY_KEY: (
        StopCause.SAFETY_KEY,
        {Phase.STARTING, Phase.WALKING, Phase.STOPPING, Phase.CONSOLE},
    ),
    NoticeKind.STOPPED_BY_USER: (StopCause.CONSOLE, {Phase.STARTING, Phase.WALKING}),
    NoticeKind.RESET: (StopCause.CONSOLE, {Phase.STARTING, Phase.WALKING}),
    NoticeKind.CONTROL_LOST: (StopCause.CONTROL_LOST, {Phase.STARTING, Phase.WALKING}),
}


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_a_notice_stops_in_these_phases_and_in_no_other(kind: NoticeKind, phase: Phase) -> None:
    cause, phases = STOPS.get(kind, (None, set()))
    assert cause_of(kind, phase) is (cause if phase in phases else None)
