"""What became different in the rules since the last look."""

from collections.abc import Callable

import pytest

from tests.safety.told import Told, connected, starting, stopping, walking
from treadctl.model import (
    Answer,
    Notice,
    NoticeKind,
    SetTargetInclination,
    StopCause,
    Telemetry,
)
from treadctl.safety.changes import Changes


def look(
    told: Told, what: Callable[[Told], object], *, again: bool = True
) -> list[tuple[str, dict[str, object]]]:
    """What is told after `what`; looking a second time tells nothing more."""
    said: list[tuple[str, dict[str, object]]] = []
    changes = Changes(told.supervisor, lambda event, **data: said.append((event, data)))
    changes.look(told.now)
    assert said == [] or said[0][0] == "slowing"
    said.clear()
    what(told)
    changes.look(told.now)
    found = list(said)
    changes.look(told.now)
    assert said == found
    return found


def stop(cause: StopCause) -> Callable[[Told], None]:
    return lambda told: told.supervisor.stop(cause, told.now)


def console_says(speed_kmh: float) -> Callable[[Told], object]:
    notice = Notice(NoticeKind.TARGET_SPEED_CHANGED, speed_kmh)
    return lambda told: told.supervisor.noticed(notice, told.now)


@pytest.mark.parametrize(
    ("when", "what", "events"),
    [
        (walking, stop(StopCause.PAIN), [("latched", {"cause": "pain"})]),
        (walking, stop(StopCause.USER), []),
        (stopping, lambda told: told.hears(0.5), [("slowing", {"speed_kmh": 0.5})]),
        (
            stopping,
            lambda told: told.hears(0.5, 0.0, 0.0),
            [("slowing", {"speed_kmh": 0.0}), ("standing", {"speed_kmh": 0.0})],
        ),
        (walking, console_says(3.0), [("handed_over", {"speed_kmh": 0.8})]),
        (starting, lambda told: told.hears(0.8), []),
        (connected, lambda told: told.hears(0.8), []),
    ],
)
def test_each_change_is_told_once(
    when: Callable[[], Told],
    what: Callable[[Told], object],
    events: list[tuple[str, dict[str, object]]],
) -> None:
    assert look(when(), what) == events


def test_a_belt_that_the_console_brought_to_a_stand_is_told() -> None:
    told = walking()
    console_says(3.0)(told)
    assert look(told, lambda told: told.hears(0.5, 0.0, 0.0)) == [("standing", {"speed_kmh": 0.0})]


def test_a_heart_rate_that_is_lost_and_comes_back_is_told() -> None:
    told = walking()
    said: list[tuple[str, object]] = []
    changes = Changes(told.supervisor, lambda event, reason: said.append((event, reason)))
    told.supervisor.heart.ceiling_bpm = 120
    for n in range(200):
        if not 40 <= n < 100:
            told.supervisor.heart.heard(90 + n % 2, told.now, rr=None, contact=None)
        told.hears(0.8)
        changes.look(told.now)
    assert said == [
        ("heart_rate_lost", "The heart-rate sensor has only just begun."),
        ("heart_rate_back", None),
        ("heart_rate_lost", "No heart rate is heard."),
        ("heart_rate_back", None),
    ]


def test_without_a_walk_a_heart_rate_that_is_lost_is_no_news() -> None:
    def lose(told: Told) -> None:
        told.supervisor.heart.ceiling_bpm = 120

    assert look(connected(), lose) == []


def test_a_belt_that_slows_already_is_news_at_the_first_look() -> None:
    told, said = stopping(), []
    told.hears(0.5)
    Changes(told.supervisor, lambda event, **_data: said.append(event)).look(told.now)
    assert said == ["slowing"]


def test_a_latch_that_was_found_is_no_news() -> None:
    told, said = Told(latched=StopCause.PAIN), []
    Changes(told.supervisor, lambda event, **_data: said.append(event)).look(told.now)
    assert said == []


def deck_at(percent: float) -> Callable[[Told], None]:
    """The machine tells of its deck, and that its belt stands."""

    def tell(told: Told) -> None:
        told.now += 0.5
        record = Telemetry(told.now, speed_kmh=0.0, inclination_percent=percent)
        told.supervisor.heard(record)

    return tell


def levelling() -> Told:
    told = connected()
    deck_at(3.0)(told)
    told.supervisor.level(told.now)
    return told


def test_a_deck_that_came_level_is_told() -> None:
    assert look(levelling(), deck_at(0.5)) == [("levelled", {"inclination_percent": 0.5})]
    assert look(levelling(), deck_at(1.0)) == []


def test_a_deck_is_told_to_be_level_once_the_machine_has_answered() -> None:
    told, said = levelling(), []
    changes = Changes(told.supervisor, lambda event, **_data: said.append(event))
    told.supervisor.next_command(told.now)
    for answer in (None, Answer.ACCEPTED):
        if answer is not None:
            told.supervisor.answered(SetTargetInclination(0.0), answer, told.now)
        changes.look(told.now)
        deck_at(0.0)(told)
        changes.look(told.now)
        assert said == ([] if answer is None else ["levelled"])


def test_a_deck_that_does_not_come_down_is_told() -> None:
    def wait(told: Told) -> None:
        told.now += 20.1

    assert look(levelling(), wait) == [("deck_stuck", {"inclination_percent": 3.0})]


def test_a_tap_that_a_stop_or_a_lost_link_ended_came_to_nothing() -> None:
    assert look(levelling(), stop(StopCause.USER)) == []

    def lose(told: Told) -> None:
        told.supervisor.lost(told.now)
        told.supervisor.next_command(told.now)

    assert look(levelling(), lose) == []


def test_a_deck_that_is_level_without_a_tap_is_no_news() -> None:
    assert look(connected(), deck_at(0.0)) == []
