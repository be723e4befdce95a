"""Whom a walk invites to try the stop out, and when."""

import pytest

from tests.session.person.walkers import practised, walked, walker
from treadctl.session.person.diary import Diary
from treadctl.session.person.practice import invites, practises
from treadctl.session.profile import find, names

NEW = Diary()


def test_first_steps_invites_who_never_felt_the_stop_and_no_other_walk_does() -> None:
    """Sheet, row 8.3.1: practise the stop once, in the first minute of first-steps."""
    assert [name for name in names() if practises(find(name), NEW)] == ["first-steps"]


@pytest.mark.parametrize(
    ("diary", "invited"),
    [
        (walker(walked("first-steps")), True),
        (walker(walked("first-steps", stopped_for_pain=True, pressed_wrongly=True)), False),
        (walker(walked("gentle-start", stopped_for_pain=True)), False),
        (practised(), False),
    ],
    ids=["did not press", "tried it", "felt it in earnest", "is used to treadmills"],
)
def test_nobody_is_invited_for_ever(diary: Diary, invited: bool) -> None:
    assert practises(find("first-steps"), diary) is invited


@pytest.mark.parametrize(
    ("at_s", "speed_kmh", "asked", "invited"),
    [
        (14.0, 1.0, False, False),
        (15.0, 1.0, False, True),
        (59.0, 1.2, False, True),
        (60.0, 1.0, False, False),
        (30.0, 1.4, False, False),
        (30.0, 0.0, False, False),
        (30.0, None, False, False),
        (30.0, 1.0, True, False),
    ],
)
def test_it_invites_in_the_first_minute_on_a_slow_belt_while_nothing_is_asked(
    at_s: float, speed_kmh: float | None, asked: bool, invited: bool
) -> None:
    assert invites("walking", at_s, speed_kmh, asked=asked) is invited
    assert not invites("cooling_down", at_s, speed_kmh, asked=asked)
