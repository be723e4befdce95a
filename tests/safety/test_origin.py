"""Who set the belt in motion?"""

import pytest

from treadctl.model import StopCause
from treadctl.safety.origin import START_LIMIT_S, Origin

E = 0.01


@pytest.mark.parametrize(
    ("after_s", "cause"),
    [(0.0, StopCause.RUNAWAY), (START_LIMIT_S, StopCause.RUNAWAY), (START_LIMIT_S + E, None)],
)
def test_a_belt_that_obeys_a_given_up_start_is_ours_to_stop(
    after_s: float, cause: StopCause | None
) -> None:
    origin = Origin()
    origin.started(10.0)
    assert origin.judge(None, 10.0 + after_s) is cause
    assert origin.waited_long(10.0 + after_s) is (cause is None)


def test_a_belt_that_was_never_ours_is_not_stopped() -> None:
    assert Origin().judge(None, 0.0) is None


def test_while_a_stop_waits_to_be_confirmed_a_moving_belt_is_stopped_for_that_again() -> None:
    assert Origin().judge(StopCause.PAIN, 99.0) is StopCause.PAIN


def test_a_belt_set_off_at_its_console_is_not_ours_until_it_stood() -> None:
    origin = Origin()
    origin.console(driving=False)
    assert origin.judge(StopCause.PAIN, 1.0) is None
    origin.stood()
    assert origin.judge(StopCause.PAIN, 2.0) is StopCause.PAIN


def test_a_console_that_repeats_our_own_start_says_nothing() -> None:
    origin = Origin()
    origin.started(0.0)
    origin.console(driving=True)
    assert origin.judge(None, 1.0) is StopCause.RUNAWAY


def test_a_machine_that_was_stopped_at_its_console_is_stopping_until_it_stood_or_was_started() -> (
    None
):
    origin = Origin()
    assert not origin.halted
    for ends in (origin.stood, lambda: origin.started(0.0), lambda: origin.console(driving=False)):
        origin.halts()
        assert origin.halted
        ends()
        assert not origin.halted
