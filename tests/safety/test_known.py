"""What is believed of a belt, and when it is no longer."""

from treadctl.model import Machine, Range, Telemetry
from treadctl.safety.known import Known


def heard(known: Known, at: float, speed_kmh: float | None) -> bool:
    return known.heard(Telemetry(at, speed_kmh=speed_kmh))


def standing_since(at: float) -> Known:
    known = Known(machine=Machine("Test", "test"))
    heard(known, at - 0.5, 0.0)
    heard(known, at, 0.0)
    return known


def test_one_zero_is_not_standing() -> None:
    known = Known()
    heard(known, 0.0, 0.0)
    assert not known.stands(0.0)


def test_two_zeros_are_standing_since_the_second() -> None:
    known = standing_since(1.0)
    assert known.stands(1.0) and known.standing_since == 1.0


def test_an_isolated_zero_between_two_speeds_is_not_standing() -> None:
    known = Known()
    for n, speed_kmh in enumerate([1.0, 0.0, 1.0, 0.0]):
        heard(known, n * 0.5, speed_kmh)
    assert not known.stands(1.5)


def test_standing_for_3_s_needs_3_s_of_zeros() -> None:
    known = standing_since(1.0)
    for n in range(3, 9):
        heard(known, n * 0.5, 0.0)
    assert not known.stands(3.99, 3.0)
    assert known.stands(4.0, 3.0)


def test_standing_is_not_known_once_it_is_not_fresh() -> None:
    known = standing_since(1.0)
    assert not known.stands(5.0)


def test_a_speed_ends_standing() -> None:
    known = standing_since(1.0)
    heard(known, 1.5, 0.1)
    assert known.standing_since is None and known.speed_kmh == 0.1


def test_a_field_that_a_record_does_not_carry_keeps_its_value() -> None:
    known = Known()
    known.heard(Telemetry(0.0, 1.0, inclination_percent=2.0, distance_m=5, heart_rate_bpm=80))
    known.heard(Telemetry(0.5))
    assert (known.speed_kmh, known.inclination_percent) == (1.0, 2.0)
    assert (known.distance_m, known.heart_rate_bpm) == (5, 80)


def test_a_record_without_a_speed_does_not_make_the_speed_fresh() -> None:
    known = Known()
    heard(known, 0.0, 1.0)
    heard(known, 9.0, None)
    assert known.freshness.age_s(9.0) == 9.0


def test_noise_is_not_being_heard() -> None:
    known = Known()
    heard(known, 0.0, 1.0)
    assert not heard(known, 0.5, 300.0)
    assert known.speed_kmh == 1.0 and known.freshness.heard_at == 0.0


def test_a_heart_rate_of_zero_is_no_sensor() -> None:
    known = Known()
    known.heard(Telemetry(0.0, 1.0, heart_rate_bpm=80))
    known.heard(Telemetry(0.5, 1.0, heart_rate_bpm=0))
    assert known.heart_rate_bpm is None


def test_a_lost_link_takes_all_that_was_known_but_the_last_speed() -> None:
    known = Known(machine=Machine("Test", "test"))
    known.heard(Telemetry(0.0, 2.5, inclination_percent=1.0, distance_m=9, heart_rate_bpm=80))
    assert known.linked
    known.lost(1.0)
    known.lost(2.0)
    assert not known.linked and known.lost_at == 1.0 and known.speed_when_lost_kmh == 2.5
    assert known.speed_kmh is known.inclination_percent is known.standing_since is None
    assert known.distance_m is known.heart_rate_bpm is None
    assert known.freshness.silent(1.0)


def test_zeros_from_before_a_lost_link_do_not_count_as_standing() -> None:
    known = standing_since(1.0)
    known.lost(1.1)
    heard(known, 2.0, 0.0)
    assert not known.stands(2.0)


def test_a_machine_that_gave_no_range_has_no_known_minimum() -> None:
    assert Known().minimum_kmh == Known(machine=Machine("Test", "test")).minimum_kmh == 0.0
    assert Known(machine=Machine("Test", "test", Range(0.8, 6, 0.1))).minimum_kmh == 0.8


def test_a_record_that_is_believed_counts_as_being_heard() -> None:
    known = Known()
    assert known.records == 0
    assert heard(known, 0.0, 1.0) and heard(known, 0.5, None)
    assert known.records == 2


def test_a_machine_tells_no_speed_if_it_was_heard_and_never_said_one() -> None:
    known = Known()
    assert not known.tells_no_speed
    heard(known, 0.0, None)
    assert known.tells_no_speed
    heard(known, 0.5, 0.0)
    assert not known.tells_no_speed


def test_behind_a_lost_link_any_speed_may_be_true() -> None:
    known = Known()
    heard(known, 0.0, 1.0)
    known.lost(0.5)
    assert heard(known, 9.0, 6.0) and known.speed_kmh == 6.0


def test_a_link_that_is_lost_before_a_speed_was_heard_leaves_none() -> None:
    known = Known()
    known.lost(1.0)
    assert known.speed_when_lost_kmh == 0.0


def test_a_belt_of_which_nothing_was_heard_is_as_fast_as_it_was_asked_to_be() -> None:
    assert [Known().fastest_possible_kmh(asked_kmh) for asked_kmh in (0.0, 1.0)] == [0.0, 1.0]
