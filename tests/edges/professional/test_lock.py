"""Ten tries, then a quarter of an hour."""

import pytest

from treadctl.edges.professional.lock import LOCKED_S, MOST_TRIES, Lock
from treadctl.errors import Refused


def tried(times: int, now: float = 0.0) -> Lock:
    lock = Lock()
    for _ in range(times):
        lock = lock.trying(now)
    return lock


def test_nine_wrong_codes_leave_one_try() -> None:
    lock = tried(MOST_TRIES - 1)
    assert str(lock.refusal()) == "That code is wrong. You can try 1 more."
    assert lock.until is None


def test_the_tenth_locks_it_for_a_quarter_of_an_hour() -> None:
    lock = tried(MOST_TRIES, now=100.0)
    assert "locked for 15 minutes" in str(lock.refusal())
    with pytest.raises(Refused, match="Try again in 15 minutes"):
        lock.trying(100.0)
    with pytest.raises(Refused, match="Try again in 1 minutes"):
        lock.trying(99.0 + LOCKED_S)


def test_then_there_are_ten_tries_again() -> None:
    again = tried(MOST_TRIES).trying(LOCKED_S)
    assert (again.wrong, again.until) == (1, None)
