"""What is said of a walk afterwards, and what the diary makes of it."""

import pytest

from tests.session.person.walkers import walked
from treadctl.session.person.diary import PainQuality, Zone
from treadctl.session.person.question import Answer
from treadctl.session.person.told import qualities, told_after

STOPPED = walked("first-steps", completed=False, stopped_for_pain=True, zone=Zone.RED)


@pytest.mark.parametrize(
    ("told", "quality", "zone", "unexplained"),
    [
        ({}, None, Zone.RED, True),
        ({"quality": "dull"}, PainQuality.DULL, Zone.RED, False),
        ({"quality": "dizzy_or_chest"}, PainQuality.DIZZY_OR_CHEST, Zone.RED, False),
        ({"quality": "mistake"}, None, Zone.FINE, False),
        ({"quality": "practice"}, None, Zone.FINE, False),
    ],
)
def test_a_pain_stop_is_red_unless_it_was_pressed_by_mistake_or_for_practice(
    told: dict[str, Answer], quality: PainQuality | None, zone: Zone, unexplained: bool
) -> None:
    walk = told_after(STOPPED, told)
    assert (walk.quality, walk.zone, walk.unexplained) == (quality, zone, unexplained)


def test_a_mistake_takes_nothing_back_of_what_was_answered_before() -> None:
    sore = walked(stopped_for_pain=True, zone=Zone.RED, answered_zone=Zone.EASY)
    assert told_after(sore, {"quality": "mistake"}).zone is Zone.EASY


def test_strong_pain_at_the_end_makes_a_walk_red() -> None:
    assert told_after(walked(), {"end_pain": 7}, Zone.RED).zone is Zone.RED


def test_the_rest_is_taken_as_it_was_said() -> None:
    walk = told_after(walked(), {"end_pain": 3, "effort": 4, "since_last": "worse"})
    assert (walk.end_pain, walk.effort, walk.since_last) == (3, 4, "worse")
    assert not walk.unexplained


def test_the_pain_told_on_a_later_day_is_how_it_was_felt_afterwards() -> None:
    worse = told_after(walked(), {"next_pain": 8})
    assert worse.next_pain == 8
    assert told_after(worse, {"effort": 2}).next_pain == 8


def test_what_is_said_later_leaves_what_was_said_before() -> None:
    sharp = walked(quality=PainQuality.SHARP, zone=Zone.RED, effort=4)
    later = told_after(sharp, {"since_last": "worse"})
    assert (later.quality, later.zone, later.effort) == (PainQuality.SHARP, Zone.RED, 4)


def test_every_quality_may_be_answered() -> None:
    assert set(PainQuality) < set(qualities("first-steps"))
