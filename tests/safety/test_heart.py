"""When a heart rate is believed, when it holds a rise, and when it stops a belt."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.model import Telemetry
from treadctl.safety.heart import FRESH_S, OVER_FOR_S, SETTLE_S, HeartWatch, ceiling_bpm

E = 0.001


def worn(
    *, rr: bool | None = True, until: int = 20, bpms: Sequence[int] = (99, 100, 101)
) -> HeartWatch:
    """A sensor that told these rates in turn each second, up to and with second `until`."""
    watch = HeartWatch(130)
    for second in range(until + 1):
        watch.heard(bpms[second % len(bpms)], second, rr=rr)
    return watch


@pytest.mark.parametrize(
    ("age", "resting_bpm", "beta_blocker", "ceiling"),
    [(45, 70, False, 132), (70, 70, False, 122), (70, 60, False, 118), (70, 70, True, 96)],
)
def test_the_ceiling_for_an_age(
    age: int, resting_bpm: int, beta_blocker: bool, ceiling: int
) -> None:
    assert ceiling_bpm(age, resting_bpm, beta_blocker=beta_blocker) == ceiling


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
    watch = worn(until=int(SETTLE_S))
    assert watch.doubt(SETTLE_S - E) == "The heart-rate sensor has only just begun."
    assert watch.trusted(SETTLE_S) and watch.bpm(SETTLE_S) == 101


@pytest.mark.parametrize(("age_s", "known"), [(FRESH_S, True), (FRESH_S + E, False)])
def test_a_rate_is_known_for_four_seconds(age_s: float, known: bool) -> None:
    watch = worn(until=20)
    assert watch.trusted(20.0 + age_s) is known
    assert (watch.bpm(20.0 + age_s) is not None) is known


@pytest.mark.parametrize("bpm", [None, 0, 29])
def test_a_rate_that_no_walker_has_is_none(bpm: int | None) -> None:
    watch = worn(until=20)
    watch.heard(bpm, 21.0, rr=True)
    assert not watch.trusted(21.0) and watch.bpm(21.0) is None


def test_a_sensor_that_says_it_touches_nobody_is_believed_at_once() -> None:
    watch = worn(until=20)
    watch.heard(100, 21.0, rr=True, contact=False)
    assert watch.doubt(21.0) == "The heart-rate sensor finds no pulse."


def test_a_sensor_that_is_back_has_to_settle_again() -> None:
    watch = worn(until=20)
    watch.heard(None, 21.0)
    for second in range(22, 31):
        watch.heard(100 + second % 2, second, rr=True, contact=True)
    assert not watch.trusted(22.0 + SETTLE_S - E)
    assert watch.trusted(22.0 + SETTLE_S)


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
        assert watch.trusted(second) is (second - 101 >= SETTLE_S)


@pytest.mark.parametrize(
    ("bpms", "over"),
    [
        ([131] * 6, True),
        ([131] * 5, False),
        ([255, 100, 100, 100, 100, 100], False),
        ([180, 180, 180, 130, 180, 180], False),
        ([130] * 60, False),
        ([180, None, 180, 0, 180, 180], True),
    ],
)
def test_five_seconds_above_the_ceiling_are_over_it(bpms: list[int | None], over: bool) -> None:
    watch = worn(until=20)
    for second, bpm in enumerate(bpms, 21):
        watch.heard(bpm, second, rr=True)
    assert watch.over(20.0 + len(bpms)) is over


def test_one_wrong_beat_before_a_silence_stops_nobody() -> None:
    watch = worn(until=20)
    watch.heard(200, 21.0, rr=True)
    assert not any(watch.over(21.0 + n / 4) for n in range(100))


def test_a_rate_above_the_ceiling_counts_before_the_sensor_has_settled() -> None:
    watch = HeartWatch(130)
    for second in range(6):
        watch.heard(150, second)
    assert watch.over(5.0) and not watch.trusted(5.0)


def test_what_was_over_long_ago_is_over_no_more() -> None:
    watch = worn(until=20, bpms=(150, 151))
    assert watch.over(20.0 + FRESH_S) and not watch.over(20.0 + FRESH_S + E)
    watch.heard(150, 60.0, rr=True)
    assert not watch.over(60.0)


def test_a_sensor_that_touches_nobody_stops_nobody() -> None:
    watch = worn(until=20)
    for second in range(21, 60):
        watch.heard(200, second, rr=True, contact=False)
    assert not watch.over(59.0)


@pytest.mark.parametrize(
    ("bpm", "may_rise"), [(100, True), (125, True), (126, False), (130, False)]
)
def test_a_rise_ends_a_little_below_the_ceiling(bpm: int, may_rise: bool) -> None:
    assert worn(bpms=(bpm, bpm - 1), until=20).may_rise(20.0) is may_rise


Frame = tuple[float, int | None, bool | None, bool | None]
FRAMES: st.SearchStrategy[list[Frame]] = st.lists(
    st.tuples(
        st.sampled_from((0.25, 1.0, 2.0, 4.5)),
        st.sampled_from((None, 0, 80, 81, 120, 127, 131, 200)),
        st.sampled_from((None, False, True)),
        st.sampled_from((None, False, True)),
    ),
    max_size=60,
)


@given(FRAMES, st.floats(0.0, 10.0))
def test_no_sequence_of_rates_lets_a_belt_rise_on_what_is_not_known(
    frames: list[Frame], later_s: float
) -> None:
    watch, at = HeartWatch(130), 0.0
    for after_s, bpm, rr, contact in frames:
        at += after_s
        watch.heard(bpm, at, rr=rr, contact=contact)
    now = at + later_s
    if watch.may_rise(now):
        last_bpm, last_contact = frames[-1][1], frames[-1][3]
        assert watch.trusted(now) and later_s <= FRESH_S and last_contact is not False
        assert last_bpm is not None and 30 <= last_bpm <= 125


@given(FRAMES)
def test_no_sequence_of_rates_is_over_before_it_was_above_the_ceiling_for_long(
    frames: list[Frame],
) -> None:
    watch, at, below_at = HeartWatch(130), 0.0, 0.0
    for after_s, bpm, rr, _ in frames:
        at += after_s
        watch.heard(bpm, at, rr=rr)
        if bpm is not None and 30 <= bpm <= 130 and rr is not False:
            below_at = at
        assert not watch.over(at) or at - below_at >= OVER_FOR_S


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
    assert not watch.trusted(20.0)


def test_a_sensor_that_never_tells_of_beats_is_believed_once_its_rate_has_changed() -> None:
    """Off the body from the beginning, it repeats one number; on it, no two minutes are alike."""
    watch = HeartWatch(120)
    for n in range(30):
        watch.heard(80, float(n))
    assert not watch.trusted(29.0)
    watch.heard(81, 30.0)
    assert watch.trusted(30.0)
