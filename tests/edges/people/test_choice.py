"""What a screen is told of the walks to choose from."""

from dataclasses import replace
from datetime import date

from tests.session.person.walkers import TODAY, practised, walker
from treadctl.edges.people.choice import lengths, offered
from treadctl.session.caps import NO_CAPS, Caps
from treadctl.session.person.agreed import Agreed
from treadctl.session.person.diary import Diary
from treadctl.session.person.intake import Intake
from treadctl.session.person.question import Answer
from treadctl.session.person.screening import ITEMS

WELL: dict[str, Answer] = {item.key: not item.flag for item in ITEMS}


def told(diary: Diary, **said: Answer) -> dict[str, object]:
    """What goes with the walks of somebody who feels little pain."""
    return offered(Intake(diary, TODAY, said={"new_signs": False, "pain": 2, **said}))


def test_today_s_walk_comes_with_its_place_in_the_programme() -> None:
    assert told(walker())["today"] == {"profile": "first-steps", "week": 1, "days": 3, "done": 0}


def test_each_walk_that_is_not_open_comes_with_a_reason() -> None:
    closed = told(walker())["closed"]
    assert {"profile": "back-ease-20", "why": "first_steps_first"} in closed  # type: ignore[operator]  # a list
    assert {"profile": "retro-supervised", "why": "not_offered"} in told(practised())["closed"]  # type: ignore[operator]  # a list


def test_whose_caps_hold_is_said_with_the_day() -> None:
    held = Agreed("NN", date(2026, 2, 1), max_speed_kmh=2.5, max_minutes=15, usual_pain=3)
    found = told(replace(practised(), agreed=held))
    assert found["agreed"] == {
        "by": "NN",
        "on": "2026-02-01",
        "max_speed_kmh": 2.5,
        "max_minutes": 15,
    }
    assert found["max_minutes"] == 15


def test_a_guest_has_neither_a_programme_nor_an_agreement() -> None:
    found = offered(Intake(Diary(), TODAY, guest=True, said={"age": 70, **WELL, "pain": 2}))
    assert "today" not in found and "agreed" not in found


def test_a_length_is_told_where_it_is_not_as_written() -> None:
    assert lengths(NO_CAPS) == {}
    assert lengths(Caps(minutes=14, max_minutes=20, max_speed_kmh=2)) == {
        "minutes": 14,
        "max_minutes": 20,
    }
