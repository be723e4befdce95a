"""Checks at the same time: in their order, and one that hangs beside the rest."""

import threading
from collections.abc import Iterator

import pytest

from treadctl.cli.doctor import FAIL, LATE_STEP, OK, WARN, Check, Finding, Found
from treadctl.cli.doctor.at_once import MAY_NOT_LOOK, at_once
from treadctl.errors import BadInput

PATIENCE_S = 30.0
FINE = Finding("disk", OK, "room")


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """Lets go whoever hangs, in the end."""
    event = threading.Event()
    yield event
    event.set()


def test_what_is_found_stands_in_the_order_of_the_checks_however_long_each_takes() -> None:
    second_is_done = threading.Event()

    def first() -> Finding:
        assert second_is_done.wait(PATIENCE_S)
        return Finding("clock", OK, "right")

    def second() -> list[Finding]:
        second_is_done.set()
        return [FINE, FINE]

    found = at_once([Check("a", "clock", first), Check("b", "disk", second)], PATIENCE_S)
    assert [(one.group, one.finding.check) for one in found] == [
        ("a", "clock"),
        ("b", "disk"),
        ("b", "disk"),
    ]


def test_a_check_that_hangs_is_a_warning_beside_the_rest(over: threading.Event) -> None:
    def hangs() -> Finding:
        over.wait(PATIENCE_S)
        return FINE

    found = at_once([Check("network", "broker", hangs), Check("b", "disk", lambda: FINE)], 0.5)
    late = Finding("broker", WARN, "said nothing for 0.5 s", LATE_STEP)
    assert found == [Found("network", late), Found("b", FINE)]


def test_a_check_may_find_nothing_to_say() -> None:
    assert at_once([Check("computer", "power", list)], PATIENCE_S) == []


def test_a_check_that_may_not_look_is_a_failure_that_says_so() -> None:
    def shut() -> Finding:
        raise PermissionError(13, "Permission denied", "/var/lib/treadctl")

    (found,) = at_once([Check("computer", "disk", shut)], PATIENCE_S)
    why = "[Errno 13] Permission denied: '/var/lib/treadctl'"
    assert found.finding == Finding("disk", FAIL, why, MAY_NOT_LOOK)


def test_bad_input_of_a_check_is_raised_here() -> None:
    def wrong() -> Finding:
        raise BadInput("gym.toml, line 2: correct it.")

    with pytest.raises(BadInput, match="line 2"):
        at_once([Check("a", "page", wrong)], PATIENCE_S)
