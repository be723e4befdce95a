"""The rules at their limits, and where two of them meet."""

from collections.abc import Callable

import pytest

from tests.safety.told import MACHINE, E, T, Told, connected, starting, stopped, stopping, walking
from treadctl.errors import Refused
from treadctl.model import (
    Answer,
    BeltState,
    Command,
    Notice,
    NoticeKind,
    SetTargetSpeed,
    StopCause,
    Telemetry,
)
from treadctl.safety.clock import RETURN_LIMIT_S
from treadctl.safety.heart import HeartWatch
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

# -- a lost link ----------------------------------------------------------------------------


def test_a_link_may_be_away_for_5_s() -> None:
    told = walking()
    told.supervisor.lost(told.now)
    assert told.supervisor.tick(told.now + 5.0) is None
    assert told.supervisor.connected(MACHINE, told.now + 5.0) is None


def test_a_zero_on_each_side_of_a_lost_link_does_not_end_a_stop() -> None:
    told = stopping()
    told.hears(0.4, 0.0)
    told.supervisor.lost(told.now)
    phases = []
    for _ in range(2):
        told.hears(0.0)
        phases.append(told.supervisor.phase)
    assert phases == [Phase.STOPPING, Phase.IDLE]


def test_until_the_walker_says_go_on_nothing_may_rise() -> None:
    told = walking()
    assert told.supervisor.may_rise(told.now)
    told.supervisor.lost(told.now)
    told.supervisor.connected(MACHINE, told.now)
    told.hears(*[0.8] * 4)
    assert not told.supervisor.may_rise(told.now)
    told.supervisor.go_on()
    assert told.supervisor.may_rise(told.now)


def test_go_on_starts_nothing() -> None:
    told = connected()
    told.supervisor.go_on()
    assert told.supervisor.phase is Phase.IDLE and told.supervisor.targets is None


# -- the console ----------------------------------------------------------------------------


def handed_over() -> Told:
    told = walking()
    told.supervisor.noticed(Notice(NoticeKind.TARGET_SPEED_CHANGED, 5.0), told.now)
    assert told.supervisor.phase is Phase.CONSOLE
    return told


def test_a_belt_that_the_console_took_over_may_be_moving() -> None:
    assert handed_over().supervisor.may_be_moving


def test_a_belt_that_the_console_took_over_has_no_targets_of_ours() -> None:
    assert handed_over().supervisor.targets is None


def test_a_target_told_before_the_belt_moves_takes_nothing_over() -> None:
    told = starting()
    told.supervisor.noticed(Notice(NoticeKind.TARGET_SPEED_CHANGED, 5.0), told.now)
    told.hears(0.3)
    assert told.supervisor.phase is Phase.WALKING


# -- the way to stop ------------------------------------------------------------------------


def with_a_tested_button(told: Told) -> Told:
    """The wired button was pressed and let go, as each start asks for."""
    told.supervisor.stop_input.needs_test = True
    told.supervisor.stop_input.pressed(as_test=True)
    told.supervisor.stop_input.released(told.now)
    return told


def test_after_a_stop_in_earnest_the_button_is_tested_anew() -> None:
    told = with_a_tested_button(connected())
    told.supervisor.stop(StopCause.USER, told.now)
    told.hears(*[0.0] * 4)
    with pytest.raises(Refused, match="Press the pain button"):
        told.supervisor.permit_start(TIERS["A"], told.now)


def test_a_test_of_the_button_that_was_over_before_its_stop_was_told_counts() -> None:
    told = with_a_tested_button(connected())
    told.supervisor.stop(StopCause.BUTTON_TEST, told.now)
    told.hears(*[0.0] * 4)
    told.supervisor.permit_start(TIERS["A"], told.now)


def test_a_page_of_an_earlier_walk_holds_no_rise() -> None:
    told = connected()
    told.supervisor.stop_input.screen_alive(told.now - 60.0)
    told.supervisor.started(told.supervisor.permit_start(TIERS["B"], told.now), told.now)
    told.hears(0.3, 0.8)
    assert told.supervisor.may_rise(told.now)


def test_a_supervisor_takes_the_stop_input_that_it_is_given() -> None:
    given = StopInput(wired=True)
    assert Supervisor(stop_input=given).stop_input is given


# -- the heart ------------------------------------------------------------------------------


def test_an_unknown_heart_rate_holds_every_rise() -> None:
    told = walking()
    assert told.supervisor.may_rise(told.now)
    told.supervisor.heart = HeartWatch(120)
    assert not told.supervisor.may_rise(told.now)


def test_without_a_watch_on_the_heart_any_rate_is_right() -> None:
    assert Supervisor().heart.ceiling_bpm is None


# -- a stop ---------------------------------------------------------------------------------


def test_a_stop_leaves_no_targets() -> None:
    assert stopping().supervisor.targets is None


def test_a_stop_on_the_way_up_is_timed_from_the_target() -> None:
    told = walking()
    assert told.hears(0.5) is None
    told.supervisor.stop(StopCause.USER, told.now)
    halt = told.supervisor.stopping.halt
    assert halt is not None and halt.from_kmh == 0.8


def test_a_stop_of_a_belt_faster_than_its_target_is_timed_from_its_speed() -> None:
    told = walking()
    told.hears(0.9)
    told.supervisor.stop(StopCause.USER, told.now)
    halt = told.supervisor.stopping.halt
    assert halt is not None and halt.from_kmh == 0.9


def test_a_stop_of_a_standing_belt_is_timed_from_nothing() -> None:
    told = connected()
    told.supervisor.stop(StopCause.USER, told.now)
    halt = told.supervisor.stopping.halt
    assert halt is not None and halt.from_kmh == 0.0


# -- what the machine says to a command -----------------------------------------------------


def first_rise() -> tuple[Told, Command]:
    """A walk whose first target beyond its first speed was just written."""
    told = walking()
    told.supervisor.next_command(told.now)  # the first speed
    told.supervisor.aim(SetTargetSpeed(2.0), told.now)
    while (command := told.supervisor.next_command(told.now)) is None:
        told.hears(0.8)
    return told, command


def next_target(told: Told) -> Command:
    while (command := told.supervisor.next_command(told.now)) is None:
        told.hears(0.8)
    return command


@pytest.mark.parametrize(
    ("answer", "again"), [(Answer.ACCEPTED, False), (Answer.SILENT, False), (Answer.FAILED, True)]
)
def test_a_rise_is_asked_for_again_only_if_it_was_surely_not_taken(
    answer: Answer, again: bool
) -> None:
    told, command = first_rise()
    told.supervisor.answered(command, answer, told.now)
    assert (next_target(told) == command) is again


def test_an_answer_that_comes_after_the_stop_changes_nothing() -> None:
    told, command = first_rise()
    told.supervisor.stop(StopCause.USER, told.now)
    told.supervisor.answered(command, Answer.FAILED, told.now)
    assert told.supervisor.next_command(told.now + 60.0) is None


# -- what is known --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "idle"),
    [
        (connected, True),
        (starting, False),
        (walking, False),
        (lambda: stopped(StopCause.USER), True),
        (lambda: stopped(StopCause.PAIN), False),
    ],
)
def test_a_belt_is_idle_when_no_walk_is_on_and_none_waits_to_be_confirmed(
    when: Callable[[], Told], idle: bool
) -> None:
    told = when()
    assert told.supervisor.idle_and_standing(told.now) is idle


def test_a_record_without_a_speed_shows_nothing_of_the_belt() -> None:
    told = stopping()
    told.hears(0.4, 0.0)
    assert told.supervisor.heard(Telemetry(told.now + T, distance_m=5)) is None
    assert told.supervisor.phase is Phase.STOPPING


def test_a_link_that_comes_back_to_an_idle_belt_asks_nothing() -> None:
    told = connected()
    told.supervisor.lost(told.now)
    assert told.supervisor.connected(MACHINE, told.now + RETURN_LIMIT_S + E) is None
    assert not told.supervisor.asks_to_go_on


@pytest.mark.parametrize(("when", "belt"), [(walking, BeltState.MOVING), (Told, BeltState.UNKNOWN)])
def test_one_zero_does_not_make_a_belt_stand(when: Callable[[], Told], belt: BeltState) -> None:
    told = when()
    told.hears(0.0)
    assert told.supervisor.belt(told.now) is belt
