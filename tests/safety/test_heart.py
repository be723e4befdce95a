"""When a heart rate is believed."""

from collections.abc import Sequence

import pytest

from tests.safety.worn import E, worn
from treadctl.model import Telemetry
from treadctl.safety.heart import HeartWatch


def test_without_a_ceiling_heart_rate_is_no_rule() -> None:
    watch = HeartWatch(None)
    for second in range(20):
        watch.heard(250, second, contact=False)
    assert watch.trusted(1000.0) and watch.may_rise(1000.0) and not watch.over(19.0)


def test_a_rate_that_was_never_heard_is_not_known() -> None:
    watch = HeartWatch(130)
    assert not watch.trusted(0.0) and not watch.may_rise(0.0) and watch.bpm(0.0) is None
    assert watch.doubt(0.0) == "No heart rate is heard."


def test_a_rate_is_known_after_some_seconds_of_good_frames() -> None:
    watch = worn(until=8)
    assert watch.doubt(8.0 - E) == "The heart-rate sensor has only just begun."
    assert watch.trusted(8.0) and watch.bpm(8.0) == 101


@pytest.mark.parametrize(("age_s", "known"), [(4.0, True), (4.0 + E, False)])
def test_a_rate_is_known_for_four_seconds(age_s: float, known: bool) -> None:
    watch = worn(until=20)
    assert watch.trusted(20.0 + age_s) is known
    assert (watch.bpm(20.0 + age_s) is not None) is known


@pytest.mark.parametrize("bpm", [None, 0, 29])
def test_a_rate_that_no_walker_has_is_none(bpm: int | None) -> None:
    watch = worn(until=20)
    watch.heard(bpm, 21.0, rr=True)
    assert not watch.trusted(21.0) and watch.bpm(21.0) is None


def test_a_slow_heart_is_a_heart() -> None:
    assert worn(bpms=(30, 31, 30)).trusted(20.0)


def test_a_sensor_without_a_rate_is_not_heard() -> None:
    watch = worn(until=20)
    watch.heard(None, 21.0)
    assert watch.doubt(21.0) == "No heart rate is heard."


def test_a_sensor_that_says_it_touches_nobody_is_believed_at_once() -> None:
    watch = worn(until=20)
    watch.heard(100, 21.0, rr=True, contact=False)
    assert watch.doubt(21.0) == "The heart-rate sensor finds no pulse."


def test_a_sensor_that_is_back_has_to_settle_again() -> None:
    watch = worn(until=20)
    watch.heard(None, 21.0)
    for second in range(22, 31):
        watch.heard(100 + second % 2, second, rr=True, contact=True)
    assert not watch.trusted(22.0 + 8.0 - E)
    assert watch.trusted(22.0 + 8.0)


@pytest.mark.parametrize(("at", "known"), [(24.0, True), (24.01, False)])
def test_a_sensor_that_was_silent_for_longer_than_4_s_has_to_settle_again(
    at: float, known: bool
) -> None:
    watch = worn(until=20)
    watch.heard(100, at, rr=True)
    assert watch.trusted(at) is known


@pytest.mark.parametrize(("frames", "known"), [(1, True), (2, True), (3, False)])
def test_three_frames_without_beats_are_no_heart(frames: int, known: bool) -> None:
    watch = worn(until=20)
    for frame in range(frames):
        watch.heard(100, 21.0 + frame, rr=False)
    assert watch.trusted(20.0 + frames) is known


@pytest.mark.parametrize("rr", [False, None])
def test_a_sensor_that_never_told_beats_is_believed_without(rr: bool | None) -> None:
    assert worn(rr=rr, until=60).trusted(60.0)


@pytest.mark.parametrize("beats", [1, 3, 5])
def test_a_strap_that_lies_off_the_body_is_never_known(beats: int) -> None:
    """Its first frames carry beats, and again and again a later one."""
    watch = HeartWatch(130)
    for second in range(300):
        rr = second < beats or second % 20 == 0
        watch.heard(111 if second < beats else 112 + second // 30, second, rr=rr)
        assert not watch.trusted(second) and not watch.trusted(second + 0.99)


@pytest.mark.parametrize(("repeats_s", "known"), [(59, True), (60, False), (300, False)])
def test_a_rate_that_repeats_for_a_minute_is_frozen(repeats_s: int, known: bool) -> None:
    watch = worn(until=20)
    for second in range(21, 22 + repeats_s):
        watch.heard(97, second, rr=True)
    assert watch.trusted(21.0 + repeats_s) is known


def test_a_frozen_sensor_that_moves_again_has_to_settle() -> None:
    watch = worn(until=100, bpms=(97,))
    assert watch.doubt(100.0) == "The heart-rate sensor repeats the same rate."
    for second in range(101, 110):
        watch.heard(98, second, rr=True)
        assert watch.trusted(second) is (second - 101 >= 8.0)


def told(watch: HeartWatch, bpms: Sequence[int | None]) -> None:
    for second, bpm in enumerate(bpms):
        watch.record(Telemetry(at=second, speed_kmh=2.0, heart_rate_bpm=bpm))


def test_what_the_treadmill_tells_counts_where_it_is_the_sensor() -> None:
    watch, deaf = HeartWatch(130, from_treadmill=True), HeartWatch(130)
    for one in (watch, deaf):
        told(one, [100, 101, 100, None, 101, 100, 101, 100, 101, 100])
    assert watch.bpm(9.0) == 100
    assert not deaf.trusted(9.0)


def test_a_treadmill_that_tells_zero_has_nobody_s_hands_on_its_grips() -> None:
    watch = HeartWatch(130, from_treadmill=True)
    told(watch, [100, 101] * 10 + [0])
    assert watch.doubt(20.0) == "No heart rate is heard."


def test_a_sensor_that_never_tells_of_beats_is_believed_once_its_rate_has_changed() -> None:
    """Off the body from the beginning, it repeats one number; on it, no two minutes are alike."""
    watch = HeartWatch(120)
    for n in range(30):
        watch.heard(80, float(n))
    assert not watch.trusted(29.0)
    watch.heard(81, 30.0)
    assert watch.trusted(30.0)
