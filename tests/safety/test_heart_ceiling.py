"""When a heart rate is above the ceiling: it ends a rise, and stops a belt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.safety.worn import E, worn
from treadctl.safety.heart import HeartWatch, ceiling_bpm


@pytest.mark.parametrize(
    ("age", "resting_bpm", "beta_blocker", "ceiling"),
    [(45, 70, False, 132), (70, 70, False, 122), (70, 60, False, 118), (70, 70, True, 96)],
)
def test_the_ceiling_for_an_age(
    age: int, resting_bpm: int, beta_blocker: bool, ceiling: int
) -> None:
    assert ceiling_bpm(age, resting_bpm, beta_blocker=beta_blocker) == ceiling


def test_who_says_no_more_than_an_age_rests_at_70_and_takes_no_beta_blocker() -> None:
    assert ceiling_bpm(45) == 132


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
    assert watch.over(20.0 + 4.0) and not watch.over(20.0 + 4.0 + E)
    watch.heard(150, 60.0, rr=True)
    assert not watch.over(60.0)


@pytest.mark.parametrize(("apart_s", "over"), [(4.0, True), (4.01, False)])
def test_rates_up_to_4_s_apart_are_one_stretch_above_the_ceiling(
    apart_s: float, over: bool
) -> None:
    watch = worn(until=20)
    for n in range(3):
        watch.heard(150, 21.0 + n * apart_s, rr=True)
    assert watch.over(21.0 + 2 * apart_s) is over


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
        assert watch.trusted(now) and later_s <= 4.0 and last_contact is not False
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
        assert not watch.over(at) or at - below_at >= 5.0
