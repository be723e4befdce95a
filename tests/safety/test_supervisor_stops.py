"""The rules, from a stop to the belt that stands or the alarm."""

from collections.abc import Callable

import pytest

from tests.safety.told import E, Told, connected, starting, stopped, stopping, walking
from treadctl.errors import Refused
from treadctl.model import PULL_THE_KEY, STOP_TABLE, Answer, SetTargetSpeed, StopCause
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase


@pytest.mark.parametrize("cause", list(StopCause))
@pytest.mark.parametrize("when", [Told, connected, starting, walking, stopping, stopped])
def test_a_stop_is_taken_in_every_phase_and_latches_as_the_table_says(
    when: Callable[[], Told], cause: StopCause
) -> None:
    told = when()
    told.supervisor.stop(cause, told.now)
    assert told.supervisor.phase is Phase.STOPPING
    assert told.supervisor.latched is (cause if STOP_TABLE[cause].latched else None)
    assert told.supervisor.next_command(told.now + 60.0) is None
    with pytest.raises(Refused):
        told.supervisor.aim(SetTargetSpeed(1.0), told.now)
    with pytest.raises(Refused):
        told.supervisor.permit_start(TIERS["A"], told.now)


def test_a_second_cause_latches_but_does_not_replace_the_first() -> None:
    told = stopping(StopCause.USER)
    told.supervisor.stop(StopCause.PAIN, told.now)
    told.supervisor.stop(StopCause.OVERSPEED, told.now)
    assert told.supervisor.stopping.cause is StopCause.USER
    assert told.supervisor.latched is StopCause.PAIN
    assert told.supervisor.stopping.stops == 3


def test_a_stop_ends_when_two_records_say_zero() -> None:
    told = stopping()
    phases = []
    for speed_kmh in (0.4, 0.0, 0.0):
        told.hears(speed_kmh)
        phases.append((told.supervisor.phase, told.supervisor.may_be_moving))
    assert phases == [(Phase.STOPPING, True), (Phase.STOPPING, True), (Phase.IDLE, False)]


def test_a_stop_is_due_again_until_slowing_is_seen() -> None:
    told = stopping()
    assert not told.supervisor.stopping.due(told.now + 0.24)
    assert told.supervisor.stopping.due(told.now + 0.25)
    told.hears(0.6, 0.5)
    assert not told.supervisor.stopping.due(told.now + 1.0)


def test_a_belt_that_does_not_stand_in_time_is_the_alarm_and_a_latch() -> None:
    told = stopping(StopCause.USER)
    assert told.supervisor.stopping.halt is not None
    due = told.supervisor.stopping.halt.standing_deadline
    told.supervisor.stopping.written(due)
    assert not told.supervisor.alarm_due(due) and told.supervisor.stopping.alarm is None
    assert told.supervisor.alarm_due(due + E) and not told.supervisor.alarm_due(due + 2 * E)
    assert told.supervisor.stopping.alarm == PULL_THE_KEY
    assert told.supervisor.latched is StopCause.NOT_STOPPING
    told.hears(0.0, 0.0)
    assert told.supervisor.stopping.alarm is None
    assert told.supervisor.latched is StopCause.NOT_STOPPING


def test_an_alarm_does_not_replace_the_cause_that_is_latched() -> None:
    told = stopping(StopCause.PAIN)
    assert told.supervisor.alarm_due(told.now + 60.0)
    assert told.supervisor.latched is StopCause.PAIN


@pytest.mark.parametrize("cause", [StopCause.CONSOLE, StopCause.SAFETY_KEY])
def test_a_machine_that_stops_by_itself_may_refuse_ours(cause: StopCause) -> None:
    told = stopping(cause)
    for _ in range(5):
        told.supervisor.stopping.answered(Answer.FAILED)
    assert not told.supervisor.alarm_due(told.now + E)


def test_an_answer_or_a_stop_without_a_halt_is_ignored() -> None:
    told = connected()
    told.supervisor.stopping.answered(Answer.REJECTED)
    told.supervisor.stopping.written(98.0)
    assert not told.supervisor.alarm_due(99.0) and not told.supervisor.stopping.due(99.0)


def test_a_stop_after_a_lost_link_is_timed_from_the_speed_it_had() -> None:
    told = walking()
    told.supervisor.lost(told.now)
    told.supervisor.stop(StopCause.LINK_LOST, told.now)
    halt = told.supervisor.stopping.halt
    assert halt is not None and halt.from_kmh == 0.8
