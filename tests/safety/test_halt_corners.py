"""One stop at its limits: what counts as slowing, as standing, and as heard."""

import pytest

from tests.safety.test_halt import FROM_KMH, SLOWING_BY, STANDING_BY, E, T, halt
from treadctl.model import StopCause
from treadctl.safety.freshness import SILENCE_LIMIT_S
from treadctl.safety.halt import SLOWING_LIMIT_S, Halt

# -- slowing --------------------------------------------------------------------------------


def test_a_belt_that_stays_at_a_lower_speed_did_not_fall_twice() -> None:
    one = halt()
    for n, speed_kmh in enumerate([2.9, 2.9, 2.9, 2.8]):
        one.heard(speed_kmh, 10.1 + n / 10)
    assert one.slowed_at == 10.1 and one.due(10.5)


def test_two_falls_too_small_to_be_slowing_do_not_end_the_repeats() -> None:
    one = halt()
    one.heard(2.96, 10.1)
    one.heard(2.92, 10.2)
    assert one.slowed_at is None and one.due(10.25)


def test_a_single_zero_is_no_slowing() -> None:
    one = halt()
    one.heard(0.0, 10.5)
    assert one.slowed_at is None


def test_slowing_is_told_from_the_fastest_seen_however_long_ago() -> None:
    one = halt()
    one.heard(3.05, 10.5)
    for n in range(8):
        one.heard(3.0, 11.0 + n * T)
    one.heard(2.94, 15.0)
    assert one.slowed_at == 15.0


def test_a_belt_that_stands_at_once_slowed_in_that_moment() -> None:
    one = halt()
    one.heard(0.0, 10.5)
    one.heard(0.0, 11.0)
    assert one.slowed_at == one.stood_at == 11.0


def test_a_belt_that_slowed_before_it_stood_slowed_then() -> None:
    one = halt()
    for n, speed_kmh in enumerate([2.0, 0.0, 0.0]):
        one.heard(speed_kmh, 10.5 + n * T)
    assert (one.slowed_at, one.stood_at) == (10.5, 11.5)


# -- standing -------------------------------------------------------------------------------


def test_a_belt_stands_from_the_second_zero_on_however_many_follow() -> None:
    one = halt()
    for n in range(5):
        one.heard(0.0, 11.0 + n)
    assert one.stood_at == 12.0


def test_a_belt_that_was_thought_to_stand_and_does_is_timed_from_the_asking() -> None:
    one = halt(0.0, speed_kmh=0.0, may_move=False)
    one.heard(0.0, 60.0)
    assert (one.may_move, one.asked_at) == (False, 10.0)


def test_a_belt_that_was_thought_to_stand_and_creeps_may_move() -> None:
    one = halt(0.0, speed_kmh=0.0, may_move=False)
    one.heard(0.3, 60.0)
    assert (one.may_move, one.asked_at, one.from_kmh) == (True, 60.0, 0.3)


def test_a_belt_may_move_unless_somebody_knows_better() -> None:
    assert Halt(StopCause.USER, 10.0, FROM_KMH, T, minimum_kmh=0.8).may_move


def test_a_belt_of_unknown_speed_has_no_fastest_seen() -> None:
    one = halt(from_kmh=3.0, speed_kmh=None)
    one.heard(0.05, 10.5)
    one.heard(0.01, 11.0)
    assert one.slowed_at is None


# -- heard in time --------------------------------------------------------------------------


def test_while_linked_an_alarm_waits_for_a_first_record_but_not_for_ever() -> None:
    one = halt()
    assert not one.overdue(SLOWING_BY + E, linked=True)
    assert not one.overdue(10.0 + SILENCE_LIMIT_S, linked=True)
    assert one.overdue(10.0 + SILENCE_LIMIT_S + E, linked=True)


@pytest.mark.parametrize(("after_s", "alarm"), [(0.0, False), (E, True)])
def test_braking_goes_on_for_1_s_and_two_periods_after_the_last_fall(
    after_s: float, alarm: bool
) -> None:
    one = halt()
    one.heard(2.0, 16.0)
    still_until = 16.0 + SLOWING_LIMIT_S + 2 * T
    assert still_until > STANDING_BY
    assert one.overdue(still_until + after_s, linked=False) is alarm


def test_a_zero_between_is_no_fall_that_later_ones_are_measured_by() -> None:
    one = halt()
    one.heard(0.0, 12.0)
    one.heard(2.0, 16.0)
    assert not one.overdue(STANDING_BY + E, linked=False)


def test_a_tenth_less_than_the_lowest_is_a_fall() -> None:
    one = halt()
    one.heard(2.0, 12.0)
    one.heard(1.9, 16.0)
    assert not one.overdue(STANDING_BY + E, linked=False)
