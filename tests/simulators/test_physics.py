from itertools import groupby

import pytest

from simulators.physics import Belt, Drive, Heart

DRIVE = Drive(
    min_speed_kmh=0.5,
    max_speed_kmh=12.0,
    accel_kmh_s=0.5,
    decel_kmh_s=0.4,
    stop_kmh_s=1.8,
    key_kmh_s=3.6,
    dead_time_s=0.3,
    countdown_s=3.0,
    incline_percent_s=0.25,
)


def running_at(speed_kmh: float, at: float = 100.0) -> Belt:
    belt = Belt(DRIVE, now=0.0)
    belt.start(0.0, speed_kmh)
    belt.advance(at)
    assert belt.speed_kmh == speed_kmh
    return belt


def speed_at(belt: Belt, now: float) -> float:
    belt.advance(now)
    return belt.speed_kmh


@pytest.mark.parametrize(("now", "speed_kmh"), [(2.9, 0.0), (3.5, 0.25), (4.0, 0.5), (60.0, 0.5)])
def test_a_started_belt_counts_down_and_then_moves_at_its_lowest_speed(
    now: float, speed_kmh: float
) -> None:
    belt = Belt(DRIVE, now=0.0)
    belt.start(0.0)
    assert speed_at(belt, now) == pytest.approx(speed_kmh)


@pytest.mark.parametrize(("after_s", "speed_kmh"), [(0.3, 2.0), (1.3, 2.5), (2.3, 3.0), (9.0, 3.0)])
def test_a_higher_target_is_followed_after_the_dead_time(after_s: float, speed_kmh: float) -> None:
    belt = running_at(2.0)
    belt.follow(100.0, 3.0)
    assert speed_at(belt, 100.0 + after_s) == pytest.approx(speed_kmh)


def test_a_lower_target_is_followed_at_the_rate_for_slowing() -> None:
    belt = running_at(2.0)
    belt.follow(100.0, 1.0)
    assert speed_at(belt, 101.3) == pytest.approx(1.6)


def test_a_target_given_in_the_countdown_waits_for_its_end() -> None:
    belt = Belt(DRIVE, now=0.0)
    belt.start(0.0)
    belt.follow(0.5, 2.0)
    assert speed_at(belt, 3.0) == 0.0
    assert speed_at(belt, 7.0) == pytest.approx(2.0)


def test_distance_is_what_the_speed_adds_up_to() -> None:
    belt = running_at(3.6)
    before_m = belt.distance_m
    belt.advance(200.0)
    assert belt.distance_m - before_m == pytest.approx(100.0)


def test_distance_does_not_depend_on_how_often_it_is_looked_at() -> None:
    seldom, often = Belt(DRIVE, now=0.0), Belt(DRIVE, now=0.0)
    for belt in (seldom, often):
        belt.start(0.0, 5.0)
    for tick in range(1, 2001):
        often.advance(tick * 0.01)
    seldom.advance(20.0)
    assert often.distance_m == pytest.approx(seldom.distance_m)
    assert seldom.distance_m == pytest.approx((5.0 * 10.0 / 2 + 5.0 * 7.0) / 3.6)


def test_a_stop_takes_its_dead_time_and_its_ramp() -> None:
    belt = running_at(3.6)
    belt.stop(100.0)
    assert speed_at(belt, 100.3) == pytest.approx(3.6)
    assert speed_at(belt, 101.3) == pytest.approx(1.8)
    assert speed_at(belt, 102.31) == 0.0
    assert belt.standing


def test_asking_again_for_a_stop_delays_nothing() -> None:
    belt = running_at(3.6)
    for tick in range(8):
        belt.stop(100.0 + tick * 0.25)
    assert speed_at(belt, 102.31) == 0.0


def test_a_belt_stopped_in_its_countdown_never_moves() -> None:
    belt = Belt(DRIVE, now=0.0)
    belt.start(0.0)
    belt.stop(2.0)
    assert speed_at(belt, 60.0) == 0.0
    assert belt.peak_speed_kmh == 0.0


def test_a_pulled_key_brakes_at_once_and_ends_a_stop_that_is_late() -> None:
    belt = running_at(3.6)
    belt.late_stop_s = 20.0
    belt.stop(100.0)
    belt.cut(100.0)
    assert speed_at(belt, 100.5) == pytest.approx(1.8)
    assert speed_at(belt, 101.01) == 0.0


def test_a_late_stop_holds_the_speed_until_it_takes_effect() -> None:
    belt = running_at(2.0)
    belt.late_stop_s = 5.0
    belt.stop(100.0)
    assert speed_at(belt, 105.3) == 2.0
    assert speed_at(belt, 107.0) == 0.0


def test_a_runaway_belt_gains_speed_until_the_motor_can_no_more() -> None:
    belt = running_at(2.0)
    belt.runaway_kmh_s = 0.5
    assert speed_at(belt, 104.0) == pytest.approx(4.0)
    assert speed_at(belt, 200.0) == 12.0
    assert belt.peak_speed_kmh == 12.0


def test_a_runaway_belt_still_stops() -> None:
    belt = running_at(2.0)
    belt.runaway_kmh_s = 0.5
    belt.stop(100.0)
    assert speed_at(belt, 110.0) == 0.0


def test_a_jump_lasts_until_the_next_target() -> None:
    belt = running_at(2.0)
    belt.jump(100.0, 1.5)
    assert belt.peak_speed_kmh == 3.5
    assert speed_at(belt, 150.0) == 3.5
    belt.follow(150.0, 2.0)
    assert speed_at(belt, 200.0) == 2.0


def test_a_stuck_belt_stands_though_it_is_started() -> None:
    belt = running_at(2.0)
    belt.stuck = True
    assert speed_at(belt, 101.0) == 0.0
    assert belt.started


def test_the_incline_motor_is_slow() -> None:
    belt = running_at(2.0)
    belt.tilt(100.0, 2.0)
    belt.advance(104.0)
    assert belt.inclination_percent == pytest.approx(1.0)
    belt.advance(200.0)
    assert (belt.inclination_percent, belt.peak_inclination_percent) == (2.0, 2.0)


def test_a_stop_freezes_the_incline() -> None:
    belt = running_at(2.0)
    belt.tilt(100.0, 2.0)
    belt.stop(104.0)
    belt.advance(200.0)
    assert belt.inclination_percent == pytest.approx(1.0)


def test_time_spent_standing_is_not_walked() -> None:
    belt = running_at(3.6, at=63.0)
    belt.stop(63.0)
    belt.advance(1000.0)
    assert belt.elapsed_s == pytest.approx(60.0 + 0.3 + 2.0)


def test_a_heart_nears_the_rate_for_its_speed_and_calms_down_again() -> None:
    heart = Heart()
    assert heart.bpm == 75
    for _ in range(60):
        heart.advance(5.0, speed_kmh=4.0, inclination_percent=2.0)
    assert heart.rate_bpm == pytest.approx(75 + 4 * (7 + 3), abs=0.1)
    heart.advance(600.0, speed_kmh=0.0, inclination_percent=0.0)
    assert heart.rate_bpm == pytest.approx(75, abs=0.1)


def test_a_heart_at_5_km_h_beats_about_110_times_a_minute() -> None:
    heart = Heart()
    heart.advance(600.0, speed_kmh=5.0, inclination_percent=0.0)
    assert heart.rate_bpm == pytest.approx(110, abs=0.1)


def test_a_heart_does_not_leap() -> None:
    heart = Heart()
    heart.advance(1.0, speed_kmh=6.0, inclination_percent=0.0)
    assert heart.bpm < 80


@pytest.mark.parametrize("asked_bpm", [None, 60.0, 170.0])
def test_a_heart_is_never_still_for_long_and_never_far_from_its_rate(
    asked_bpm: float | None,
) -> None:
    heart, shown = Heart(), []
    heart.asked_bpm = asked_bpm
    for _ in range(300):
        heart.advance(1.0, speed_kmh=0.0, inclination_percent=0.0)
        shown.append(heart.bpm)
    assert max(len(list(same)) for _, same in groupby(shown)) <= 5
    rate_bpm = asked_bpm or 75.0
    assert rate_bpm * 0.96 <= min(shown) < max(shown) <= rate_bpm * 1.04


def test_a_held_heart_rate_stays_whatever_the_heart_does() -> None:
    heart = Heart()
    heart.held_bpm = 97.0
    heart.asked_bpm = 180.0
    heart.advance(7.0, speed_kmh=4.0, inclination_percent=0.0)
    assert heart.bpm == 97


@pytest.mark.parametrize(("asked_bpm", "highest_bpm"), [(0.0, 0), (255.0, 255)])
def test_what_a_sensor_shows_fits_a_byte(asked_bpm: float, highest_bpm: int) -> None:
    heart, shown = Heart(), set()
    heart.asked_bpm = asked_bpm
    for _ in range(60):
        heart.advance(0.7, speed_kmh=4.0, inclination_percent=0.0)
        shown.add(heart.bpm)
    assert max(shown) == highest_bpm
