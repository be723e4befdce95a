"""A profile made longer or shorter."""

import pytest

from treadctl.session.length import SHORTEST_MINUTES, lengths, title
from treadctl.session.profile import Profile, find, names
from treadctl.session.rules import last_at_full_speed

EASY, STEADY = find("back-ease-20"), find("senior-steady-20")
SHIPPED = [one for one in map(find, names()) if one.enabled]


def test_the_variable_segment_takes_up_the_difference() -> None:
    assert lengths(EASY, 20) == (2, 2, 12, 2, 2)
    assert lengths(EASY, 14) == (2, 2, 6, 2, 2)
    assert lengths(EASY, 40) == (2, 2, 32, 2, 2)


def test_no_walk_is_longer_than_it_can_be_made() -> None:
    assert sum(lengths(EASY, 60)) == 40
    assert sum(lengths(find("first-steps"), 60)) == 12


def test_a_walk_that_is_shorter_still_has_every_stretch_shortened() -> None:
    assert sum(lengths(STEADY, 12)) == pytest.approx(12)
    shortest = lengths(STEADY, 15)
    assert all(0 < one < other for one, other in zip(lengths(STEADY, 12), shortest, strict=True))


@pytest.mark.parametrize(
    ("minutes", "surges"), [(25, 5), (24, 4), (20, 3), (13, 1), (12, 0), (8, 0)]
)
def test_a_surge_is_left_out_before_any_is_shorter_than_it_is_written(
    minutes: float, surges: int
) -> None:
    brisk = find("power-intervals")
    made = lengths(brisk, minutes)
    kept = [long for one, long in zip(brisk.segments, made, strict=True) if "brisk" in one.name]
    assert sum(made) <= minutes + 1e-9
    assert kept == [1.0] * surges + [0.0] * (5 - surges)


def test_between_the_surges_that_stay_the_calm_stretches_are_as_long_as_written() -> None:
    assert lengths(find("power-intervals"), 20) == (3, 2, 2, 1, 2, 1, 2, 1, 0, 0, 0, 0, 3, 2)


@pytest.mark.parametrize("profile", SHIPPED, ids=lambda profile: profile.name)
@pytest.mark.parametrize("minutes", [1, 8, 9, 11, 15])
def test_every_walk_that_is_shortened_still_ends_slowly(profile: Profile, minutes: float) -> None:
    made = lengths(profile, minutes)
    assert sum(made) <= max(SHORTEST_MINUTES, minutes) + 1e-9
    assert sum(made[last_at_full_speed(profile.segments) + 1 :]) >= 2.0 - 1e-9


@pytest.mark.parametrize(
    ("profile", "minutes", "called"),
    [("back-ease-20", 14, "Easy 14"), ("back-ease-20", 20, "Easy 20"), ("first-steps", 9, "First")],
)
def test_a_title_that_names_its_minutes_names_today_s(
    profile: str, minutes: float, called: str
) -> None:
    assert title(find(profile), minutes).startswith(called)
