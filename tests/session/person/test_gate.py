"""When hills and brisk minutes open, a row for each rule."""

import pytest

from tests.session.person.walkers import TODAY, days_ago, practised, walked, walker
from treadctl.session.person.diary import Diary, PastWalk, Zone
from treadctl.session.person.gate import (
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


NOT_EASY = ("back_ease_30_is_not_easy_yet",)
TALK, ASK = ("talk_test_at_4_2",), ("ask_your_professional",)
COMPANY = ("somebody_with_you",)
EASY = walked("back-ease-30", effort=3)
TALKED = walked(talked_easily=True, peak_speed_kmh=4.2)


@pytest.mark.parametrize(
    ("diary", "company", "why"),
    [
        (practised(EASY, TALKED), False, ()),
        (practised(walked("back-ease-30", effort=4), TALKED), False, NOT_EASY),
        (practised(walked("back-ease-30"), TALKED), False, NOT_EASY),
        (practised(walked("back-ease-30", effort=3, completed=False), TALKED), False, NOT_EASY),
        (practised(EASY), False, TALK),
        (practised(EASY, walked(talked_easily=True, peak_speed_kmh=4.1)), False, TALK),
        (practised(EASY, walked(talked_easily=False, peak_speed_kmh=4.2)), False, TALK),
        (practised(EASY, TALKED, brittle_bones=True), False, ASK),
        (practised(EASY, TALKED, brittle_bones=True, cleared=True), False, ()),
        (practised(EASY, TALKED, age=65), False, COMPANY),
        (practised(EASY, TALKED, age=65), True, ()),
        (practised(EASY, TALKED, fell_in_12_months=True), False, COMPANY),
        (practised(EASY, TALKED, fell_in_12_months=True), True, ()),
    ],
)
def test_brisk_minutes_need_more(diary: Diary, company: bool, why: tuple[str, ...]) -> None:
    assert power_closed_for(diary, company=company) == why
