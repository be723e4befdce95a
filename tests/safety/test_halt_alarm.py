"""One stop: when to call for the key."""

import math

import pytest

from tests.safety.test_halt import SLOWING_BY, STANDING_BY, E, T, halt
from treadctl.model import StopCause
from treadctl.safety.freshness import SILENCE_LIMIT_S
from treadctl.safety.halt import Halt

# -- the alarm ------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "alarm"), [(-E, False), (0.0, False), (E, True)])
def test_slowing_must_be_seen_within_1_s_and_two_periods(after: float, alarm: bool) -> None:
    assert halt().overdue(SLOWING_BY + after, linked=False) is alarm


@pytest.mark.parametrize(("after", "alarm"), [(-E, False), (0.0, False), (E, True)])
def test_standing_must_be_seen_within_the_time_of_a_slow_stop(after: float, alarm: bool) -> None:
    one = halt()
    one.heard(2.0, 10.5)
    assert one.overdue(STANDING_BY + after, linked=False) is alarm


@pytest.mark.parametrize(
    ("from_kmh", "slowing_by"), [(0.8, math.inf), (1.1, math.inf), (1.11, SLOWING_BY)]
)
def test_near_the_machine_s_minimum_only_standing_counts(
    from_kmh: float, slowing_by: float
) -> None:
    one = halt(from_kmh, speed_kmh=from_kmh)
    assert one.slowing_deadline == slowing_by
    first = min(slowing_by, one.standing_deadline)
    assert not one.overdue(first, linked=False)
    assert one.overdue(first + E, linked=False)


def test_an_alarm_comes_once() -> None:
    one = halt()
    assert one.overdue(99.0, linked=False) and not one.overdue(100.0, linked=False)


def test_a_belt_that_stands_in_time_raises_no_alarm_later() -> None:
    one = halt()
    one.heard(0.0, 11.0)
    one.heard(0.0, 11.5)
    assert not one.overdue(99.0, linked=False)


def test_a_belt_that_was_standing_already_raises_no_alarm() -> None:
    assert not halt(0.0, speed_kmh=0.0, may_move=False).overdue(99.0, linked=False)


def test_a_belt_that_was_thought_to_stand_and_moves_is_timed_from_then() -> None:
    one = halt(0.0, speed_kmh=0.0, may_move=False)
    one.heard(3.0, 60.0)
    assert one.may_move
    assert not one.overdue(60.0 + 1.0 + 2 * T, linked=False)
    assert one.overdue(60.0 + 1.0 + 2 * T + E, linked=False)


def test_a_belt_of_which_nothing_was_ever_heard_may_move_once_a_stop_reached_it() -> None:
    one = halt(0.0, speed_kmh=None, may_move=False)
    assert not one.overdue(99.0, linked=False)
    one.written(100.0)
    one.written(101.0)
    assert one.may_move and one.asked_at == 100.0 + SILENCE_LIMIT_S
    assert not one.overdue(one.standing_deadline, linked=False)
    assert one.overdue(one.standing_deadline + E, linked=False)


def test_a_belt_that_was_heard_does_not_move_because_a_stop_reaches_it() -> None:
    one = halt(0.0, speed_kmh=0.0, may_move=False)
    one.written(100.0)
    assert not one.may_move and one.asked_at == 10.0


@pytest.mark.parametrize(
    ("from_kmh", "took_s", "period_s"), [(1.93, 3.75, 0.5), (0.8, 4.0, 1.0), (3.0, 4.0, 1.0)]
)
def test_measured_machines_stop_within_the_limit(
    from_kmh: float, took_s: float, period_s: float
) -> None:
    one = Halt(StopCause.USER, 0.0, from_kmh, period_s, minimum_kmh=0.5)
    assert one.standing_deadline >= took_s + period_s  # a second zero is needed to believe it


def test_while_linked_an_alarm_waits_for_a_record_behind_the_limit_but_not_for_ever() -> None:
    one = halt()
    one.heard(3.0, SLOWING_BY - 0.1)
    assert not one.overdue(SLOWING_BY + E, linked=True)
    assert one.overdue(SLOWING_BY - 0.1 + SILENCE_LIMIT_S + E, linked=True)
    other = halt()
    other.heard(3.0, SLOWING_BY)
    assert other.overdue(SLOWING_BY + E, linked=True)


def test_a_belt_that_goes_on_braking_gently_has_twice_the_time() -> None:
    one = halt()
    allowed_s = STANDING_BY - 10.0
    for n in range(1, 40):
        one.heard(3.0 - 0.1 * n if n < 29 else 0.1, 10.0 + 0.5 * n)
    last_fall = 10.0 + 0.5 * 29
    assert not one.overdue(min(last_fall, 10.0 + 2 * allowed_s), linked=False)
    assert one.overdue(10.0 + 2 * allowed_s + E, linked=False)


def test_a_belt_that_slows_and_then_stays_at_a_speed_raises_the_alarm_at_the_limit() -> None:
    one = halt()
    one.heard(2.0, 10.5)
    one.heard(2.0, STANDING_BY)
    assert one.overdue(STANDING_BY + E, linked=True)


def test_a_first_zero_behind_the_limit_waits_for_the_second() -> None:
    one = halt()
    one.heard(2.0, 10.5)
    one.heard(0.0, STANDING_BY)
    assert not one.overdue(STANDING_BY + E, linked=True)


def test_a_belt_nobody_could_vouch_for_is_as_fast_as_it_is_first_seen() -> None:
    one = Halt(StopCause.INTERRUPTED, 10.0, 0.0, T, minimum_kmh=0.5)
    one.heard(3.6, 10.5)
    assert one.from_kmh == 3.6
    one.heard(4.0, 11.0)
    assert one.from_kmh == 3.6


def test_a_belt_that_only_seemed_to_slow_is_told_to_stop_again_and_raises_the_alarm() -> None:
    """The first speed was noise; behind it the belt runs on as fast as before."""
    one = halt(3.6, speed_kmh=3.6)
    alarmed = []
    for n in range(1, 12):
        one.heard(2.4, 10.0 + n * T)
        if one.overdue(10.0 + n * T, linked=True):
            alarmed.append(n * T)
    assert alarmed == [3.0]  # 1 s + 2 T behind the first of these records
    assert one.due(10.0 + 12 * T)


def test_a_belt_may_rest_at_its_lowest_speed_before_it_stands() -> None:
    one = halt()
    for n, speed_kmh in enumerate([2.0, 1.1, *[1.1] * 6, 0.0, 0.0]):
        one.heard(speed_kmh, 10.0 + (n + 1) * T)
        assert not one.overdue(10.0 + (n + 1) * T, linked=True)
    assert one.stood_at is not None
