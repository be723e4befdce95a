"""A profile made fit for one walker: speeds, length, questions and announced rises."""

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.errors import BadInput
from treadctl.safety.limits import TIERS, tightest
from treadctl.session.caps import Caps
from treadctl.session.plan import MAX_CHECK_IN_GAP_S, Plan, plan
from treadctl.session.profile import Profile, find, names
from treadctl.session.segments import Tier

SHIPPED = [found for found in map(find, names()) if found.enabled]


def speeds(made: Plan) -> list[float]:
    return [step.speed_kmh for step in made.steps]


def test_a_walk_takes_the_time_and_the_way_of_its_profile() -> None:
    made = plan(find("gentle-start"))
    assert made.profile == "gentle-start"
    assert made.duration_s == 480.0
    assert made.distance_m == pytest.approx(216.67, abs=0.01)
    assert made.limits == TIERS["A"]


def test_the_steps_stand_end_to_end() -> None:
    steps = plan(find("gentle-start")).steps
    assert [(step.name, step.start_s, step.end_s, step.speed_kmh) for step in steps] == [
        ("warm", 0.0, 60.0, 1.0),
        ("settle", 60.0, 120.0, 1.5),
        ("walk", 120.0, 360.0, 2.0),
        ("ease", 360.0, 420.0, 1.5),
        ("cool", 420.0, 480.0, 1.0),
    ]


def test_a_walker_in_tier_a_walks_a_faster_profile_within_tier_a() -> None:
    made = plan(find("power-intervals"), tier="A")
    assert max(speeds(made)) == 3.5
    assert made.limits == TIERS["A"]


def test_a_walker_in_a_faster_tier_walks_a_gentle_profile_as_it_is() -> None:
    assert plan(find("gentle-start"), tier="C") == plan(find("gentle-start"))


def test_what_a_profile_keeps_stricter_holds_for_that_tier() -> None:
    hills = plan(find("incline-gentle"), tier="A")
    assert max(speeds(hills)) == 2.5
    assert max(step.inclination_percent for step in hills.steps) == 2.0
    assert (hills.limits.max_speed_kmh, hills.limits.max_inclination_percent) == (2.5, 2.0)


def test_what_a_profile_keeps_stricter_for_one_tier_leaves_the_others_alone() -> None:
    assert plan(find("incline-gentle"), tier="C").limits == TIERS["C"]


@pytest.mark.parametrize("minutes", [10, 20, 28.5, 40])
def test_the_length_may_be_chosen_and_the_middle_takes_up_the_difference(minutes: float) -> None:
    made = plan(find("back-ease-20"), caps=Caps(minutes=minutes))
    assert made.duration_s == minutes * 60
    assert made.steps[2].end_s - made.steps[2].start_s == (minutes - 8) * 60
    assert speeds(made) == speeds(plan(find("back-ease-20")))


def test_a_chosen_length_keeps_to_the_walker_s_tier() -> None:
    assert plan(find("back-ease-20"), "A", Caps(minutes=40)).duration_s == 30 * 60


def test_a_walk_that_is_longer_than_the_walker_s_tier_allows_is_not_planned() -> None:
    block = find("back-ease-20").segments[2].model_copy(update={"minutes": 32})
    segments = find("back-ease-20").segments
    long = find("back-ease-20").model_copy(
        update={"segments": (*segments[:2], block, *segments[3:])}
    )
    with pytest.raises(BadInput) as raised:
        plan(long, tier="A")
    assert str(raised.value) == (
        "back-ease-20 takes 40 minutes and tier A allows 30; choose a shorter walk."
    )


def test_a_cap_on_the_speed_and_the_slope_holds_for_steps_and_limits() -> None:
    made = plan(find("incline-gentle"), caps=Caps(max_speed_kmh=2.2, max_inclination_percent=1.0))
    assert max(speeds(made)) == made.limits.max_speed_kmh == 2.2
    assert max(step.inclination_percent for step in made.steps) == 1.0
    assert made.limits.max_inclination_percent == 1.0


def test_a_profile_that_is_switched_off_is_not_planned() -> None:
    with pytest.raises(BadInput, match="retro-supervised is switched off: Walking backwards needs"):
        plan(find("retro-supervised"))


@pytest.mark.parametrize(
    ("minutes", "check_ins_min"),
    [
        (None, [4, 10, 18]),
        (10, [4, 5, 8]),
        (28, [4, 14, 20, 26]),  # 14 to 26 is longer than ten minutes
        (40, [4, 12, 20, 29, 38]),
    ],
)
def test_questions_move_with_the_middle_and_are_never_far_apart(
    minutes: float | None, check_ins_min: list[float]
) -> None:
    made = plan(find("back-ease-20"), caps=Caps(minutes=minutes))
    assert [at / 60 for at in made.check_ins_s] == pytest.approx(check_ins_min)


def test_a_surge_that_is_left_out_leaves_no_stretch_and_no_second_question() -> None:
    made = plan(find("power-intervals"), caps=Caps(minutes=13))
    names = [step.name for step in made.steps]
    assert names == ["warm", "settle", "steady 1", "brisk 1", "ease", "cool"]
    assert [at / 60 for at in made.check_ins_s] == [5, 8]


def test_a_profile_without_questions_has_none() -> None:
    silent = find("gentle-start").model_copy(update={"check_ins_min": ()})
    assert plan(silent).check_ins_s == ()


@pytest.mark.parametrize(
    ("elapsed_s", "name"),
    [(-1, "warm"), (0, "warm"), (59.9, "warm"), (60, "settle"), (479, "cool"), (9999, "cool")],
)
def test_each_moment_has_its_step(elapsed_s: float, name: str) -> None:
    assert plan(find("gentle-start")).at(elapsed_s).name == name


@given(
    st.sampled_from(SHIPPED),
    st.sampled_from(get_args(Tier)),
    st.builds(
        Caps,
        minutes=st.none() | st.floats(8, 60),
        max_minutes=st.none() | st.floats(8, 60),
        max_speed_kmh=st.none() | st.floats(1, 9),
        max_inclination_percent=st.none() | st.floats(0, 9),
    ),
)
def test_no_cap_loosens_what_tier_and_profile_allow_and_all_questions_are_within_the_walk(
    profile: Profile, tier: Tier, caps: Caps
) -> None:
    try:
        made = plan(profile, tier, caps)
        free = plan(profile, tier)
    except BadInput:
        return
    assert made.limits == tightest(free.limits, made.limits)
    longest_minutes = min(caps.minutes or 60, caps.max_minutes or 60)
    assert made.duration_s <= longest_minutes * 60 + 1e-6
    for bound in (free.limits, TIERS[profile.tier], TIERS[tier]):
        assert max(speeds(made)) <= bound.max_speed_kmh
        assert max(s.inclination_percent for s in made.steps) <= bound.max_inclination_percent
        assert made.limits.max_acceleration_kmh_s <= bound.max_acceleration_kmh_s
        assert made.duration_s <= bound.max_session_s + 1e-6
    times = made.check_ins_s
    assert list(times) == sorted(times)
    assert all(0 < at <= made.duration_s + 1e-6 for at in times)
    gaps = [after - before for before, after in pairwise(times)]
    assert max(gaps, default=0) <= MAX_CHECK_IN_GAP_S + 1e-6
