from pathlib import Path
from typing import Any

from tests.edges.recorder.news import database, happened, look, walk
from treadctl.edges.recorder.gap import heard_since, missed
from treadctl.edges.recorder.reading import past


def missed_of(folder: Path, stored: list[Any], recalled: list[Any]) -> list[Any]:
    db = database(folder, stored)
    known = past(db)
    db.close()
    return missed(recalled, known.events, known.sampled_at_ms)


def test_what_is_stored_was_not_missed(tmp_path: Path) -> None:
    assert missed_of(tmp_path, walk()[:-1], walk()[:-1]) == []


def test_what_came_later_was(tmp_path: Path) -> None:
    assert missed_of(tmp_path, walk()[:5], walk()) == walk()[5:]


def test_an_event_of_which_the_first_half_was_stored_was_missed_once(tmp_path: Path) -> None:
    twice = [happened(1.0, "stop_written"), happened(1.0, "stop_written")]
    assert missed_of(tmp_path, twice[:1], twice) == twice[:1]


def test_an_event_that_says_something_else_is_another_one(tmp_path: Path) -> None:
    target, other = (happened(1.0, "target", speed_kmh=speed) for speed in (1.0, 2.0))
    assert missed_of(tmp_path, [target], [target, other]) == [other]


def test_in_a_new_database_everything_was_missed(tmp_path: Path) -> None:
    assert missed_of(tmp_path, [], walk()) == walk()


def test_what_was_heard_before_the_answer_is_not_heard_twice() -> None:
    recalled, later = [happened(1.0, "linked"), look(2.0)], look(2.25)
    assert heard_since([look(2.0), later], recalled) == [later]
