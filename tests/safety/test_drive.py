"""One belt that we set in motion."""

import pytest

from treadctl.model import (
    Machine,
    Range,
    SetTargetInclination,
    SetTargetSpeed,
    Start,
    StopCause,
    Telemetry,
)
from treadctl.safety.drive import Drive
from treadctl.safety.known import Known
from treadctl.safety.limits import TIERS
from treadctl.safety.targets import targets

MACHINE = Machine("M", "id", Range(0.5, 12.0, 0.1), Range(0.0, 12.0, 0.5))


def drive() -> Drive:
    made = Drive(targets(TIERS["B"], MACHINE, 0.0, now=0.0), started_at=0.0)
    assert made.next(1.0, may_rise=True) == SetTargetSpeed(0.8)
    return made


def commands(made: Drive, begin: float, end: float) -> list[object]:
    found: list[object] = []
    for n in range(round((end - begin) * 4)):
        if (command := made.next(begin + n / 4, may_rise=True)) is not None:
            found.append(command)
    return found


def test_while_the_walker_did_not_say_go_on_nothing_rises() -> None:
    made = drive()
    made.aim(SetTargetSpeed(2.0), 1.0)
    made.returned_at = 1.0
    assert commands(made, 2.0, 20.0) == []
    made.returned_at = None
    assert commands(made, 20.0, 30.0)[0] == SetTargetSpeed(0.9)


@pytest.mark.parametrize(("waited_s", "unanswered"), [(30.0, False), (30.01, True)])
def test_go_on_is_waited_for_30_s(waited_s: float, unanswered: bool) -> None:
    made = drive()
    made.returned_at = 5.0
    assert made.unanswered(5.0 + waited_s) is unanswered
    made.returned_at = None
    assert not made.unanswered(5.0 + waited_s)


@pytest.mark.parametrize(("speed_kmh", "cause"), [(1.3, None), (1.31, StopCause.LINK_LOST)])
def test_a_belt_that_came_back_faster_is_stopped(speed_kmh: float, cause: StopCause | None) -> None:
    known = Known()
    known.heard(Telemetry(1.0, speed_kmh=1.0))
    known.lost(2.0)
    made = drive()
    made.returned_at = 4.0
    assert made.heard(Telemetry(4.5, speed_kmh=speed_kmh), known) is cause


@pytest.mark.parametrize(
    ("known", "written"), [(True, [SetTargetSpeed(0.9)]), (False, [SetTargetSpeed(1.0)])]
)
def test_a_rise_is_tried_again_only_if_it_is_known_to_have_been_refused(
    known: bool, written: list[object]
) -> None:
    made = drive()
    made.aim(SetTargetSpeed(1.0), 1.0)
    assert made.next(1.5, may_rise=True) == SetTargetSpeed(0.9)
    made.not_taken(SetTargetSpeed(0.9), known=known, now=1.6)
    assert commands(made, 2.0, 2.5) == written


def test_a_fall_is_tried_again_even_if_nobody_knows() -> None:
    made = drive()
    made.aim(SetTargetSpeed(0.5), 1.0)
    assert made.next(1.5, may_rise=True) == SetTargetSpeed(0.7)
    made.not_taken(SetTargetSpeed(0.7), known=False, now=1.5)
    assert made.next(2.0, may_rise=True) == SetTargetSpeed(0.7)


def test_an_inclination_that_was_refused_is_tried_again() -> None:
    made = drive()
    made.aim(SetTargetInclination(0.5), 1.0)
    assert commands(made, 31.0, 40.0) == [SetTargetInclination(0.5)]
    made.not_taken(SetTargetInclination(0.5), known=True, now=40.0)
    assert commands(made, 40.0, 50.0) == [SetTargetInclination(0.5)]


def test_a_start_is_never_tried_again() -> None:
    made = drive()
    made.not_taken(Start(), known=False, now=2.0)
    assert commands(made, 2.0, 10.0) == []
