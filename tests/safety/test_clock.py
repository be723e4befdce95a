"""What stops a walk only because time went by; each bound has its own test beside its rule."""

from tests.safety.told import MACHINE, connected, starting, walking
from treadctl.model import StopCause
from treadctl.safety.clock import cause_at

E = 0.01


def test_a_belt_that_is_not_ours_is_left_alone() -> None:
    told = connected()
    assert cause_at(told.supervisor, told.now + 60.0) is None


def test_while_the_link_is_lost_only_that_counts() -> None:
    told = walking()
    told.supervisor.lost(told.now)
    assert cause_at(told.supervisor, told.now + 5.0) is None
    assert cause_at(told.supervisor, told.now + 5.0 + E) is StopCause.LINK_LOST


def test_the_way_to_stop_counts_before_all() -> None:
    told = walking()
    told.supervisor.lost(told.now)
    told.supervisor.stop_input.gone("It is gone.")
    assert cause_at(told.supervisor, told.now + 60.0) is StopCause.BUTTON_LOST


def test_silence_comes_before_a_belt_that_did_not_start() -> None:
    told = starting()
    assert cause_at(told.supervisor, told.now + 60.0) is StopCause.TELEMETRY_LOST
    assert told.ticks_until_stopped()[1] is StopCause.TELEMETRY_LOST


def test_a_belt_that_does_not_start_is_stopped() -> None:
    told = starting()
    told.hears(*[0.0] * 30)
    assert told.supervisor.tick(told.now) is None
    told.hears(0.0)
    assert told.supervisor.tick(told.now) is StopCause.NOT_STARTED


def test_a_walker_who_does_not_answer_is_stopped() -> None:
    told = walking()
    told.supervisor.lost(told.now)
    told.supervisor.connected(MACHINE, told.now + 1.0)
    told.hears(*[0.8] * 62)
    assert cause_at(told.supervisor, told.now) is None
    told.hears(0.8)
    assert cause_at(told.supervisor, told.now) is StopCause.NO_ANSWER
