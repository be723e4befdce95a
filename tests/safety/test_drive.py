"""One belt that we set in motion."""

import pytest

from treadctl.model import (
    Machine,
    Notice,
    NoticeKind,
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


@pytest.mark.parametrize("known", [True, False])
def test_whatever_befalls_a_start_it_is_not_said_again(known: bool) -> None:
    made = drive()
    made.aim(SetTargetSpeed(0.5), 1.0)
    assert made.next(1.5, may_rise=True) == SetTargetSpeed(0.7)
    made.aim(SetTargetSpeed(0.7), 1.5)
    made.not_taken(Start(), known=known, now=1.6)
    assert commands(made, 2.0, 10.0) == []


def test_a_slope_of_which_nobody_knows_is_said_again_only_if_it_falls() -> None:
    made = Drive(targets(TIERS["B"], MACHINE, 2.0, now=0.0), started_at=0.0)
    made.next(1.0, may_rise=True)
    made.aim(SetTargetInclination(1.5), 1.0)
    assert commands(made, 1.0, 20.0) == [SetTargetInclination(1.5)]
    made.not_taken(SetTargetInclination(1.5), known=False, now=20.0)
    assert commands(made, 20.0, 40.0) == [SetTargetInclination(1.5)]
    made.aim(SetTargetInclination(2.0), 40.0)
    assert commands(made, 40.0, 60.0) == [SetTargetInclination(2.0)]
    made.not_taken(SetTargetInclination(2.0), known=False, now=60.0)
    assert commands(made, 60.0, 80.0) == []


def test_a_new_drive_is_ours() -> None:
    assert not drive().handed_over


@pytest.mark.parametrize(
    ("kind", "value", "handed_over", "slope_is_theirs"),
    [
        (NoticeKind.TARGET_SPEED_CHANGED, 0.8, False, False),
        (NoticeKind.TARGET_SPEED_CHANGED, 3.0, True, False),
        (NoticeKind.TARGET_SPEED_CHANGED, None, False, False),
        (NoticeKind.TARGET_SPEED_CHANGED, 0.8 / 1.609, False, False),
        (NoticeKind.TARGET_INCLINATION_CHANGED, 3.0, False, True),
        (NoticeKind.TARGET_INCLINATION_CHANGED, 0.0, False, False),
        (NoticeKind.TARGET_INCLINATION_CHANGED, None, False, False),
        (NoticeKind.STARTED_BY_USER, 3.0, False, False),
    ],
)
def test_a_target_that_is_none_of_ours_is_the_console_s(
    kind: NoticeKind, value: float | None, handed_over: bool, slope_is_theirs: bool
) -> None:
    made = drive()
    made.noticed(Notice(kind, value), 2.0)
    assert (made.handed_over, made.targets.slope_is_theirs) == (handed_over, slope_is_theirs)


def causes(made: Drive, records: list[Telemetry]) -> list[StopCause]:
    """For what the belt is to be stopped, by the end of these records."""
    known, found = Known(), []
    for record in records:
        known.heard(record)
        if (cause := made.heard(record, known)) is not None:
            found.append(cause)
    return found


def test_a_machine_that_repeats_itself_is_stopped() -> None:
    records = [Telemetry(float(n), speed_kmh=0.8, elapsed_s=min(n, 20)) for n in range(27)]
    assert causes(drive(), records) == [StopCause.TELEMETRY_FROZEN]


def test_a_belt_that_covers_miles_for_kilometres_is_stopped() -> None:
    records = [
        Telemetry(n, speed_kmh=0.8, distance_m=int(n * 0.8 / 3.6 * 1.61)) for n in range(900)
    ]
    assert causes(drive(), records)[0] is StopCause.UNIT_MISMATCH


def test_a_belt_that_somebody_slows_is_theirs() -> None:
    made = drive()
    assert causes(made, [Telemetry(n, speed_kmh=0.8 if n < 9 else 0.4) for n in range(30)]) == []
    assert made.handed_over


def test_a_belt_that_we_slow_stays_ours() -> None:
    made, known = drive(), Known()
    for n in range(240):
        at = 1.5 + n / 4
        if n == 40:
            made.aim(SetTargetSpeed(0.5), at)
        record = Telemetry(at, speed_kmh=made.targets.speed_kmh)
        known.heard(record)
        assert made.heard(record, known) is None
        made.next(at, may_rise=True)
    assert made.targets.speed_kmh == 0.5 and not made.handed_over


@pytest.mark.parametrize(("unit_known", "top_kmh"), [(False, 2.1), (True, 5.0)])
def test_a_unit_that_the_console_showed_lifts_the_cap(unit_known: bool, top_kmh: float) -> None:
    made = Drive(targets(TIERS["B"], MACHINE, 0.0, now=0.0), 0.0, unit_known=unit_known)
    made.aim(SetTargetSpeed(9.0), 1.0)
    assert made.targets.speed.goal == round(top_kmh * 100)


def test_a_unit_is_not_known_unless_that_is_said() -> None:
    made = drive()
    made.aim(SetTargetSpeed(9.0), 1.0)
    assert made.targets.speed.goal == 210


@pytest.mark.parametrize("unit_known", [False, True])
def test_a_belt_that_counts_in_miles_is_found_out_whatever_its_console_showed(
    unit_known: bool,
) -> None:
    made = Drive(targets(TIERS["B"], MACHINE, 0.0, now=0.0), 0.0, unit_known=unit_known)
    assert made.next(1.0, may_rise=True) == SetTargetSpeed(0.8)
    known, causes = Known(), []
    for n in range(1, 40):
        record = Telemetry(1.0 + n / 2, speed_kmh=0.5)
        known.heard(record)
        causes.append(made.heard(record, known))
    assert StopCause.UNIT_MISMATCH in causes


def test_nothing_is_written_while_a_target_might_be_taken_for_miles() -> None:
    known, made = Known(), drive()
    made.aim(SetTargetSpeed(2.0), 1.0)
    for at, speed_kmh in ((1.5, 0.8), (1.75, 0.5)):
        assert made.heard(Telemetry(at, speed_kmh=speed_kmh), known) is None
    assert commands(made, 2.0, 10.0) == []
    assert made.heard(Telemetry(10.0, speed_kmh=0.8), known) is None
    assert made.next(10.0, may_rise=True) == SetTargetSpeed(1.0)
