"""What a walker said is kept with the walk that it was said of."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from tests.edges.recorder.news import database, happened, look
from treadctl.edges.people.records import walks_of
from treadctl.edges.people.said import measures_of, note, tell
from treadctl.edges.recorder.upkeep import forget

DAY = date(2026, 3, 1)


def walk(start: float, walker: str = "w-1") -> list[dict[str, object]]:
    """The news of a walk that a pain stop ends."""
    return [
        happened(start, "started", profile="first-steps", pain=2, walker=walker),
        look(start + 1, 1.0),
        happened(start + 5, "stop_requested", cause="pain"),
        happened(start + 6, "standing"),
        look(start + 6.5),
    ]


def qualities(db: sqlite3.Connection) -> list[str | None]:
    return [one.quality for one in walks_of(db, "w-1")]


def test_an_answer_belongs_to_the_last_walk_of_that_walker(tmp_path: Path) -> None:
    db = database(tmp_path, walk(10.0), walk(100.0), walk(200.0, "w-2"))
    assert tell(db, "w-1", {"quality": "dull"})
    assert qualities(db) == [None, "dull"]
    assert walks_of(db, "w-2")[0].quality is None
    db.close()


@pytest.mark.parametrize("later", ["mistake", "dull", "dizzy_or_chest"])
def test_no_later_answer_takes_back_a_sign_that_needs_help(tmp_path: Path, later: str) -> None:
    db = database(tmp_path, walk(10.0))
    assert tell(db, "w-1", {"quality": "numb_or_weak"})
    assert tell(db, "w-1", {"quality": later, "end_pain": 4})
    (found,) = walks_of(db, "w-1")
    assert (found.quality, found.pressed_wrongly, found.end_pain) == ("numb_or_weak", False, 4)
    db.close()


def test_answers_add_up_and_a_later_one_replaces_an_earlier(tmp_path: Path) -> None:
    db = database(tmp_path, walk(10.0))
    for told in ({"quality": "sharp"}, {"end_pain": 4}, {"quality": "mistake"}):
        assert tell(db, "w-1", told)
    (found,) = walks_of(db, "w-1")
    assert (found.quality, found.pressed_wrongly, found.end_pain) == (None, True, 4)
    db.close()


def test_an_answer_to_a_walk_that_is_not_written_down_is_not_taken_for_an_older_one(
    tmp_path: Path,
) -> None:
    db = database(tmp_path, walk(10.0))
    assert not tell(db, "w-1", {"quality": "dull"}, since_ms=50_000)
    assert tell(db, "w-1", {"quality": "sharp"}, since_ms=10_000)
    assert qualities(db) == ["sharp"]
    db.close()


def test_without_a_walk_there_is_nothing_to_speak_of(tmp_path: Path) -> None:
    db = database(tmp_path)
    assert not tell(db, "w-1", {"quality": "dull"})
    db.close()


def test_numbers_are_kept_by_day_and_the_last_of_a_day_counts(tmp_path: Path) -> None:
    db = database(tmp_path)
    note(db, "w-1", DAY, {"roland_morris": 9, "activity:stairs": 4})
    note(db, "w-1", DAY, {"roland_morris": 8})
    note(db, "w-2", DAY, {"roland_morris": 1})
    assert set(measures_of(db, "w-1")) == {(DAY, "activity:stairs", 4), (DAY, "roland_morris", 8)}
    db.close()


def test_who_is_forgotten_is_gone_with_what_was_said(tmp_path: Path) -> None:
    db = database(tmp_path, walk(10.0))
    tell(db, "w-1", {"quality": "dull"})
    note(db, "w-1", DAY, {"roland_morris": 9})
    forget(db, "w-1")
    assert measures_of(db, "w-1") == ()
    assert db.execute("SELECT count(*) FROM said_of_walks").fetchone() == (0,)
    db.close()
