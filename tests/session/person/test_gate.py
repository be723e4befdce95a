"""When hills and brisk minutes open, a row for each rule."""

import pytest

from tests.session.person.walkers import TODAY, days_ago, practised, walked, walker
from treadctl.session.caps import Caps
from treadctl.session.person.diary import Diary, PastWalk, Zone
from treadctl.session.person.gate import (
    brisk_caps,
    closed_for,
    in_flare,
    incline_closed_for,
    power_closed_for,
)


def test_a_practised_walker_without_pain_finds_them_open() -> None:
    assert closed_for(practised(), TODAY) == ()


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (walked(start_pain=3), "pain_has_not_settled"),
        (walked(peak_pain=4), "pain_has_not_settled"),
        (walked(start_pain=None), "pain_has_not_settled"),
        (walked(peak_pain=None), "pain_has_not_settled"),
        (walked(ago=7, next_pain=4), "worse_the_next_morning"),
        (walked(ago=14, zone=Zone.RED), "red_in_14_days"),
        (walked("incline-gentle", ago=0), "one_a_day"),
        (walked("power-intervals", ago=0), "one_a_day"),
    ],
)
def test_each_of_these_closes_them(last: PastWalk, why: str) -> None:
    assert closed_for(practised(last), TODAY) == (why,)


@pytest.mark.parametrize(
    "last",
    [
        walked(start_pain=2, peak_pain=3),
        walked(ago=7, next_pain=3),
        walked(ago=8, next_pain=9),
        walked(ago=15, zone=Zone.RED),
        walked("incline-gentle", ago=1),
    ],
)
def test_none_of_these_does(last: PastWalk) -> None:
    assert closed_for(practised(last), TODAY) == ()


def test_five_base_walks_are_not_six() -> None:
    five = walker(*[walked()] * 5, walked("first-steps"), walked(completed=False))
    assert "first_six_base_walks" in closed_for(five, TODAY)
    assert closed_for(walker(*[walked("senior-steady-20")] * 6), TODAY) == ()


@pytest.mark.parametrize(("ago", "flare"), [(0, True), (41, True), (42, False)])
def test_a_flare_lasts_six_weeks(ago: int, flare: bool) -> None:
    diary = practised(flare_since=days_ago(ago))
    assert in_flare(diary, TODAY) is flare
    assert (closed_for(diary, TODAY) == ("flare",)) is flare


def test_nobody_in_a_flare_is_known_before_the_screening() -> None:
    assert not in_flare(Diary(50), TODAY)


@pytest.mark.parametrize(
    ("answers", "closed"),
    [
        ({}, False),
        ({"brittle_bones": True}, True),
        ({"narrow_spine": True}, True),
        ({"brittle_bones": True, "cleared": True}, False),
    ],
)
def test_hills_ask_a_professional_first_where_bones_or_spine_are_known(
    answers: dict[str, bool], closed: bool
) -> None:
    assert bool(incline_closed_for(practised(**answers))) is closed
    assert not incline_closed_for(Diary(50))


NOT_EASY, ONE = ("back_ease_30_is_not_easy_yet",), ("one_at_a_time",)
ASK, COMPANY = ("ask_your_professional",), ("somebody_with_you",)
EASY = walked("back-ease-30", effort=3)


@pytest.mark.parametrize(
    ("diary", "company", "why"),
    [
        (practised(EASY), False, ()),
        (practised(walked("back-ease-30", effort=4)), False, NOT_EASY),
        (practised(walked("back-ease-30")), False, NOT_EASY),
        (practised(walked("back-ease-30", effort=3, completed=False)), False, NOT_EASY),
        (practised(EASY, brittle_bones=True), False, ASK),
        (practised(EASY, brittle_bones=True, cleared=True), False, ()),
        (practised(EASY, age=65), False, COMPANY),
        (practised(EASY, age=65), True, ()),
        (practised(EASY, fell_in_12_months=True), False, COMPANY),
        (practised(EASY, fell_in_12_months=True), True, ()),
        (practised(EASY, walked("incline-gentle")), False, ONE),
    ],
)
def test_brisk_minutes_need_more(diary: Diary, company: bool, why: tuple[str, ...]) -> None:
    assert power_closed_for(diary, company=company) == why


@pytest.mark.parametrize(("well", "open_"), [(2, False), (3, True)])
def test_one_variation_opens_at_a_time(well: int, open_: bool) -> None:
    """Sheet, 4.3: the second one opens once the first was walked well three times."""
    hills = [walked("incline-gentle")] * well + [walked("incline-gentle", zone=Zone.EASY)]
    brisk = [walked("power-intervals")] * well + [walked("power-intervals", completed=False)]
    assert (power_closed_for(practised(EASY, *hills), company=False) == ()) is open_
    assert (incline_closed_for(practised(*brisk)) == ()) is open_
    assert incline_closed_for(practised(*hills)) == ()
    assert power_closed_for(practised(EASY, *hills, *brisk), company=False) == ()


@pytest.mark.parametrize(
    ("last", "cap_kmh"),
    [
        (walked("back-ease-30", talked_easily=True, peak_speed_kmh=4.0), 4.2),
        (walked("power-intervals", talked_easily=False, peak_speed_kmh=4.2), 4.2),
        (walked("power-intervals", peak_speed_kmh=4.2), 4.2),
        (walked("power-intervals", talked_easily=True, peak_speed_kmh=3.5), 4.2),
        (walked("power-intervals", talked_easily=True, peak_speed_kmh=4.2), None),
        (walked("power-intervals", talked_easily=True, peak_speed_kmh=4.02), None),  # 2.5 mph
    ],
)
def test_nobody_walks_briskly_before_talking_was_easy_at_4_2(
    last: PastWalk, cap_kmh: float | None
) -> None:
    """Sheet, row 8.3.9: the talk test passed at 4.2 km/h."""
    assert brisk_caps(practised(EASY, last)) == Caps(max_speed_kmh=cap_kmh)
