"""After a pain stop: a new slow start, one level lower (section 9.3 of the sheet)."""

import pytest

from treadctl.session.person.lower import LEVELS, one_lower
from treadctl.session.profile import find, names

ALL = tuple(name for level in LEVELS for name in level)


@pytest.mark.parametrize(
    ("profile", "lower"),
    [
        ("power-intervals", "senior-steady-20"),
        ("incline-gentle", "senior-steady-20"),
        ("back-ease-30", "senior-steady-20"),
        ("back-ease-20", "morning-loosener"),
        ("senior-steady-20", "morning-loosener"),
        ("evening-unwind", "morning-loosener"),
        ("morning-loosener", "gentle-start"),
        ("first-steps", "gentle-start"),
        ("gentle-start", "gentle-start"),
        ("somebody-s-own", "gentle-start"),
    ],
)
def test_a_new_start_is_one_level_lower_and_never_below_a_gentle_start(
    profile: str, lower: str
) -> None:
    assert one_lower(profile, ALL) == lower


@pytest.mark.parametrize(
    ("offered", "lower"),
    [
        (("gentle-start", "morning-loosener", "back-ease-20", "back-ease-30"), "back-ease-20"),
        (("gentle-start", "morning-loosener"), "morning-loosener"),
        (("gentle-start", "first-steps"), "gentle-start"),
        ((), "gentle-start"),
    ],
)
def test_what_is_not_offered_now_is_passed_over(offered: tuple[str, ...], lower: str) -> None:
    assert one_lower("back-ease-30", offered) == lower


def test_every_walk_has_a_level_and_none_is_faster_than_one_above_it() -> None:
    assert sorted(ALL) == sorted(names())
    fastest = {name: max(one.speed_kmh for one in find(name).segments) for name in names()}
    for profile in set(ALL) - {"retro-supervised"}:
        assert fastest[one_lower(profile, ALL)] <= fastest[profile]
