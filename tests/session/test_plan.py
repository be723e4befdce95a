"""A profile made fit for one walker: speeds, length, questions and announced rises."""

import math
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.errors import BadInput
from treadctl.safety.limits import TIERS
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


@pytest.mark.parametrize(("minutes", "total_s"), [(2, 600), (12, 1200), (20.5, 1710), (32, 2400)])
def test_the_middle_may_be_chosen(minutes: float, total_s: float) -> None:
    made = plan(find("back-ease-20"), main_minutes=minutes)
    assert made.duration_s == total_s
    assert made.steps[2].end_s - made.steps[2].start_s == minutes * 60
    assert speeds(made) == speeds(plan(find("back-ease-20")))


@pytest.mark.parametrize("minutes", [1.9, 32.1, -5, math.nan, math.inf])
def test_a_middle_that_is_not_possible_says_what_is(minutes: float) -> None:
    with pytest.raises(BadInput, match=r"not possible in back-ease-20; choose 2 to 32\."):
        plan(find("back-ease-20"), main_minutes=minutes)


def test_a_profile_of_one_length_takes_no_other() -> None:
    with pytest.raises(BadInput) as raised:
        plan(find("gentle-start"), main_minutes=4)
    assert str(raised.value) == "gentle-start has one length only; leave the minutes out."


def test_a_walk_longer_than_the_walker_s_tier_allows_is_not_planned() -> None:
    with pytest.raises(BadInput) as raised:
        plan(find("back-ease-20"), tier="A", main_minutes=32)
    assert str(raised.value) == (
        "back-ease-20 takes 40 minutes and tier A allows 30; choose a shorter walk."
    )


def test_a_profile_that_is_switched_off_is_not_planned() -> None:
    with pytest.raises(BadInput, match="retro-supervised is switched off: Walking backwards needs"):
        plan(find("retro-supervised"))


@pytest.mark.parametrize(
    ("minutes", "check_ins_min"),
    [
        (None, [4, 10, 18]),
        (2, [4, 5, 8]),
        (20, [4, 14, 20, 26]),  # 14 to 26 is longer than ten minutes
        (32, [4, 12, 20, 29, 38]),
    ],
)
def test_questions_move_with_the_middle_and_are_never_far_apart(
    minutes: float | None, check_ins_min: list[float]
) -> None:
    made = plan(find("back-ease-20"), main_minutes=minutes)
    assert [at / 60 for at in made.check_ins_s] == pytest.approx(check_ins_min)


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
    st.none() | st.floats(2, 32),
)
def test_every_plan_keeps_both_tiers_and_asks_within_the_walk(
    profile: Profile, tier: Tier, minutes: float | None
) -> None:
    try:
        made = plan(profile, tier, minutes)
    except BadInput:
        return
    for bound in (TIERS[profile.tier], TIERS[tier]):
        assert max(speeds(made)) <= bound.max_speed_kmh
        assert max(s.inclination_percent for s in made.steps) <= bound.max_inclination_percent
        assert made.limits.max_acceleration_kmh_s <= bound.max_acceleration_kmh_s
        assert made.duration_s <= bound.max_session_s + 1e-6
    times = made.check_ins_s
    assert list(times) == sorted(times)
    assert all(0 < at <= made.duration_s + 1e-6 for at in times)
    gaps = [after - before for before, after in pairwise(times)]
    assert max(gaps, default=0) <= MAX_CHECK_IN_GAP_S + 1e-6
