"""What came of a walk, and the exit code a script sees."""

import pytest

from treadctl.cli.summary import exit_code, may_move, outcome, stopped_by
from treadctl.model import Event, StopCause
from treadctl.safety.supervisor import Supervisor


@pytest.mark.parametrize(
    ("cause", "moving", "code"),
    [
        ("finished", False, 0),
        ("pain", False, 0),
        ("user", False, 0),
        ("safety_key", False, 0),
        ("console", False, 0),
        ("runaway", False, 1),
        ("no_answer", False, 1),
        ("shutdown", False, 1),
        ("not_started", False, 1),
        ("finished", True, 3),
        ("pain", True, 3),
    ],
)
def test_the_exit_code_follows_the_cause_unless_the_belt_may_move(
    cause: str, moving: bool, code: int
) -> None:
    assert exit_code({"stopped_by": cause, "may_be_moving": moving}) == code


def test_a_walk_that_never_was_failed() -> None:
    assert exit_code({"may_be_moving": False}) == 1
    assert outcome(None, stands=True) == "failed"


@pytest.mark.parametrize(
    ("cause", "stands", "says"),
    [
        (StopCause.FINISHED, True, "finished"),
        (StopCause.PAIN, True, "stopped"),
        (StopCause.NOT_STARTED, True, "failed"),
        (StopCause.FINISHED, False, "failed"),
    ],
)
def test_the_outcome_is_one_of_three_words(cause: StopCause, stands: bool, says: str) -> None:
    assert outcome(cause, stands=stands) == says


def test_the_first_cause_counts() -> None:
    asked = [Event(at, "stop_requested", {"cause": c}) for at, c in ((1.0, "pain"), (2.0, "user"))]
    assert stopped_by([Event(0.0, "started"), *asked]) is StopCause.PAIN
    assert stopped_by([]) is None


def test_a_belt_that_moves_by_its_own_truth_may_move_whatever_was_measured() -> None:
    assert may_move(Supervisor(), 0.4)
