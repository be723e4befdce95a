"""What keeps a belt from being started again."""

import pytest

from treadctl.errors import Refused
from treadctl.model import STOP_TABLE, StopCause, Telemetry
from treadctl.safety.known import Known
from treadctl.safety.lockout import Lockout


def standing_since(at: float, until: float) -> Known:
    known = Known()
    now = at
    while now <= until:
        known.heard(Telemetry(now, speed_kmh=0.0))
        now += 0.25
    return known


@pytest.mark.parametrize("cause", StopCause)
def test_a_stop_locks_exactly_where_the_table_says_so(cause: StopCause) -> None:
    lockout = Lockout()
    lockout.stopped(cause)
    assert (lockout.cause is cause) is STOP_TABLE[cause].latched


def test_the_first_cause_that_locks_stays() -> None:
    lockout = Lockout()
    for cause in (StopCause.USER, StopCause.PAIN, StopCause.OVERSPEED):
        lockout.stopped(cause)
    assert lockout.cause is StopCause.PAIN


@pytest.mark.parametrize(("stood_s", "refused"), [(2.99, True), (3.0, False), (3.01, False)])
def test_a_person_confirms_only_a_belt_that_stood_for_3_s(stood_s: float, refused: bool) -> None:
    known, lockout = standing_since(10.0, 13.0), Lockout(StopCause.PAIN)
    assert known.standing_since == 10.25
    if refused:
        with pytest.raises(Refused, match="three seconds"):
            lockout.acknowledge(known, 10.25 + stood_s)
    else:
        lockout.acknowledge(known, 10.25 + stood_s)
    assert (lockout.cause is None) is not refused


def test_there_must_be_something_to_confirm() -> None:
    with pytest.raises(Refused, match="nothing to confirm"):
        Lockout().acknowledge(standing_since(0.0, 9.0), 9.0)


@pytest.mark.parametrize(("after_s", "refused"), [(0.0, True), (2.99, True), (3.0, False)])
def test_a_start_waits_3_s_after_the_confirmation(after_s: float, refused: bool) -> None:
    lockout = Lockout(StopCause.PAIN)
    with pytest.raises(Refused, match="confirm"):
        lockout.check(20.0)
    lockout.acknowledge(standing_since(10.0, 20.0), 20.0)
    if refused:
        with pytest.raises(Refused, match="three seconds"):
            lockout.check(20.0 + after_s)
    else:
        lockout.check(20.0 + after_s)
