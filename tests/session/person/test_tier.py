"""How far a walker may go today, a row for each rule."""

from dataclasses import replace

import pytest

from tests.session.person.walkers import TODAY, days_ago, practised, walked, walker
from treadctl.session.person.diary import Diary, Zone
from treadctl.session.person.tier import fastest_today_kmh, may_move_to_b, tier, worse_than_usual


def moved(diary: Diary) -> Diary:
    return replace(diary, moved_to_b=True)


@pytest.mark.parametrize(
    ("diary", "pain", "expected"),
    [
        (practised(), 2, "B"),
        (practised(age=64), 2, "B"),
        (practised(age=65), 2, "A"),
        (moved(practised(age=65)), 2, "B"),
        (moved(walker(*[walked()] * 5, walked(zone=Zone.EASY), age=65)), 2, "A"),
        (walker(*[walked()] * 2), 2, "A"),
        (walker(*[walked()] * 3), 2, "B"),
        (walker(*[walked()] * 2, walked(completed=False, minutes=0.9)), 2, "A"),
        (walker(*[walked()] * 2, walked(completed=False, minutes=1.0)), 2, "B"),
        (practised(), 3, "B"),
        (practised(), 4, "A"),
        (practised(fell_in_12_months=True), 2, "A"),
        (practised(caution=True), 2, "A"),
        (practised(flare_since=days_ago(3)), 2, "A"),
        (Diary(50, None, (walked(),) * 6), 2, "A"),
    ],
)
def test_this_walker_keeps_to_this_tier(diary: Diary, pain: int, expected: str) -> None:
    assert tier(diary, pain, TODAY) == expected


def test_six_clean_walks_are_enough_to_be_asked() -> None:
    assert may_move_to_b(walker(*[walked()] * 6, age=70))
    assert not may_move_to_b(walker(*[walked()] * 5, walked(completed=False), age=70))


def test_nothing_is_worse_than_a_usual_that_nobody_knows() -> None:
    assert not worse_than_usual(walker(), 9)


def test_today_may_be_1_km_h_faster_than_the_last_whole_walk() -> None:
    walks = (
        walked(peak_speed_kmh=2.0),
        walked(peak_speed_kmh=2.5),
        walked(peak_speed_kmh=9.0, completed=False),
    )
    assert fastest_today_kmh(walker(*walks)) == 3.5
    assert fastest_today_kmh(walker(walked())) is None
