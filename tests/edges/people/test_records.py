from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.edges.recorder.news import database, happened, look
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep, people, walks_of
from treadctl.edges.recorder.upkeep import forget
from treadctl.session.person.diary import Answers

ANSWERS = Answers(date(2026, 3, 1), caution=True, flare_since=date(2026, 2, 20))
ANNA = Person(
    *("w-1", "Anna", "cat", 70, ANSWERS),
    moved_to_b=True,
    asked_about_b=date(2026, 3, 2),
    ladder="T",
)
OTTO = Person("w-2", "Otto", "sun")
WALK = [
    happened(10.0, "started", profile="first-steps", pain=3, walker="w-1"),
    look(11.0, 1.0),
    happened(15.0, "stop_requested", cause="finished"),
    happened(16.0, "standing"),
    look(16.5),
]


def test_walkers_come_back_as_they_were_kept_in_the_order_they_came(tmp_path: Path) -> None:
    db = database(tmp_path)
    keep(db, ANNA)
    keep(db, OTTO)
    older = replace(ANNA, age=71, answers=None)
    assert people(db) == (ANNA, OTTO)
    keep(db, older)
    assert people(db) == (older, OTTO)
    db.close()


@pytest.mark.parametrize(
    "answers", ['{"day": "2026-03-01", "unknown": 1}', "{}", "[]", "no JSON", '{"day": "soon"}']
)
def test_a_row_that_cannot_be_read_is_said_and_left_out(
    tmp_path: Path, answers: str, caplog: pytest.LogCaptureFixture
) -> None:
    db = database(tmp_path)
    keep(db, ANNA)
    keep(db, OTTO)
    db.execute("UPDATE walkers SET answers = ? WHERE walker = 'w-1'", (answers,))
    assert people(db) == (OTTO,)
    assert "walker w-1 cannot be read" in caplog.text
    db.close()


def test_a_walker_has_their_own_walks_and_no_other(tmp_path: Path) -> None:
    db = database(tmp_path, WALK)
    (walk,) = walks_of(db, "w-1")
    assert (walk.profile, walk.completed, walk.start_pain) == ("first-steps", True, 3)
    assert walks_of(db, "w-2") == walks_of(db, "guest") == ()
    db.close()


def test_a_walk_under_way_is_none_yet(tmp_path: Path) -> None:
    db = database(tmp_path, WALK[:2])
    assert walks_of(db, "w-1") == ()
    db.close()


def test_who_is_forgotten_is_gone_with_name_and_answers(tmp_path: Path) -> None:
    db = database(tmp_path, WALK)
    keep(db, ANNA)
    keep(db, OTTO)
    assert forget(db, "w-1") == 1
    assert people(db) == (OTTO,)
    assert walks_of(db, "w-1") == ()
    db.close()
    assert b"Anna" not in (tmp_path / "history.sqlite").read_bytes()
