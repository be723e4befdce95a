"""The deck among the other rules, and what was found out when the machine was set up."""

import pytest

from tests.safety.told import MACHINE, Told, connected, stopped, walking
from treadctl.commissioned import UNCOMMISSIONED, Commissioned
from treadctl.errors import Refused
from treadctl.model import (
    DECK_NOT_LEVEL,
    Answer,
    SetTargetInclination,
    SetTargetSpeed,
    StopCause,
    Telemetry,
)
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

LEVEL = SetTargetInclination(0.0)


def tilted(told: Told, percent: float = 3.0) -> Told:
    """The machine tells of its deck, for four seconds of standing."""
    for _ in range(8):
        told.now += 0.5
        told.supervisor.heard(Telemetry(told.now, speed_kmh=0.0, inclination_percent=percent))
    return told


def starts(told: Told) -> None:
    plan = told.supervisor.permit_start(TIERS["B"], told.now)
    told.supervisor.started(plan, told.now)


def test_a_tap_is_one_command_and_the_belt_stays_at_rest() -> None:
    told = tilted(connected())
    assert told.supervisor.next_command(told.now) is None
    told.supervisor.level(told.now)
    assert told.supervisor.next_command(told.now) == LEVEL
    assert told.supervisor.next_command(told.now) is None
    told.supervisor.answered(LEVEL, Answer.ACCEPTED, told.now)
    assert told.supervisor.phase is Phase.IDLE and not told.supervisor.may_be_moving
    tilted(told, 0.0)
    starts(told)


def test_what_the_machine_says_to_a_tap_is_no_word_about_a_walk_nor_the_other_way() -> None:
    told = tilted(connected())
    told.supervisor.level(told.now)
    told.supervisor.next_command(told.now)
    told.supervisor.answered(LEVEL, Answer.ACCEPTED, told.now)
    tilted(told, 0.0)
    starts(told)
    told.hears(0.4, 0.8)
    told.supervisor.aim(SetTargetSpeed(1.5), told.now)
    first = told.supervisor.next_command(told.now)
    assert first == SetTargetSpeed(0.8)
    told.hears(0.8, 0.8)
    risen = told.supervisor.next_command(told.now)
    assert risen is not None and risen != first
    told.supervisor.answered(risen, Answer.REJECTED, told.now)
    assert told.supervisor.targets is not None and told.supervisor.targets.speed_kmh == 0.8
    assert not told.supervisor.deck.refused


def test_another_walk_needs_another_tap() -> None:
    told = tilted(connected())
    told.supervisor.level(told.now)
    told.supervisor.next_command(told.now)
    told.supervisor.answered(LEVEL, Answer.REJECTED, told.now)
    starts(told)
    told.hears(0.4, 0.8)
    told.supervisor.stop(StopCause.USER, told.now)
    told.hears(0.4, 0.0, 0.0)
    tilted(told)
    with pytest.raises(Refused, match=DECK_NOT_LEVEL):
        starts(told)


def test_a_stop_ends_a_tap() -> None:
    told = tilted(connected())
    told.supervisor.level(told.now)
    told.supervisor.stop(StopCause.USER, told.now)
    assert told.supervisor.next_command(told.now) is None
    tilted(told)
    assert told.supervisor.phase is Phase.IDLE
    assert told.supervisor.next_command(told.now) is None


def test_a_latched_stop_is_confirmed_before_a_tap_and_no_more_is_waited_for() -> None:
    told = tilted(stopped(StopCause.PAIN))
    with pytest.raises(Refused, match="First confirm"):
        told.supervisor.permit_level(told.now)
    told.supervisor.acknowledge(told.now)
    told.supervisor.permit_level(told.now)


def test_a_walk_s_deck_is_the_plan_s() -> None:
    told = walking()
    with pytest.raises(Refused, match="in use"):
        told.supervisor.level(told.now)


def test_a_walk_forgets_the_stop_before_it() -> None:
    told = stopped()
    told.hears(0.0, 0.0)
    starts(told)
    assert told.supervisor.stopping.halt is None and told.supervisor.stopping.cause is None


@pytest.mark.parametrize(("confirmed", "top_kmh"), [(False, 2.1), (True, 5.0)])
def test_a_unit_that_the_console_showed_lifts_the_cap(confirmed: bool, top_kmh: float) -> None:
    told = Told()
    told.supervisor = Supervisor(
        stop_input=StopInput(wired=True), commissioned=Commissioned(unit_confirmed=confirmed)
    )
    told.hears(*[0.0] * 8)
    told.supervisor.connected(MACHINE, told.now)
    starts(told)
    told.hears(0.5)
    told.supervisor.aim(SetTargetSpeed(9.0), told.now)
    assert told.supervisor.targets is not None
    assert told.supervisor.targets.speed.goal == round(top_kmh * 100)


def test_a_machine_of_which_nothing_was_found_out_is_taken_for_the_worst() -> None:
    assert Supervisor().stopping.commissioned == UNCOMMISSIONED
