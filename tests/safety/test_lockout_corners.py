"""The alarm of a stop waits for a person as its cause does."""

import pytest

from tests.safety.test_lockout import standing_since
from treadctl.model import StopCause
from treadctl.safety.lockout import Lockout


def test_nothing_is_locked_and_nothing_alarmed_from_the_beginning() -> None:
    lockout = Lockout()
    lockout.check(0.0)
    assert not lockout.alarmed


@pytest.mark.parametrize(
    ("found", "alarmed"), [(StopCause.PAIN, False), (StopCause.NOT_STOPPING, True)]
)
def test_a_latch_found_on_the_disk_tells_whether_there_was_an_alarm(
    found: StopCause, alarmed: bool
) -> None:
    assert Lockout(found).alarmed is alarmed


def test_what_was_alarmed_stays_so_whatever_the_cause() -> None:
    assert Lockout(StopCause.PAIN, alarmed=True).alarmed


def test_an_alarm_locks_and_is_over_once_a_person_has_looked() -> None:
    lockout = Lockout()
    lockout.alarm()
    assert (lockout.cause, lockout.alarmed) == (StopCause.NOT_STOPPING, True)
    lockout.acknowledge(standing_since(0.0, 9.0), 9.0)
    assert (lockout.cause, lockout.alarmed) == (None, False)
