from pathlib import Path

import pytest

from tests.edges.recorder.news import NOON_MS, database, walk
from treadctl.edges.history import find, history, samples, walks
from treadctl.edges.recorder.kept import ms
from treadctl.errors import BadInput

NAME = "history.sqlite"


def test_walks_come_in_order_with_their_totals(tmp_path: Path) -> None:
    database(tmp_path, walk(10.0), walk(100.0)).close()
    with history(tmp_path / NAME) as db:
        first, second = walks(db)
    assert (first.profile, first.walker, first.summary["stopped_by"]) == (
        "gentle-start",
        "guest",
        "pain",
    )
    assert (ms(first.started), ms(second.started)) == (NOON_MS + 10_000, NOON_MS + 100_000)


def test_samples_are_those_of_the_walk_and_count_from_its_start(tmp_path: Path) -> None:
    database(tmp_path, walk(10.0), walk(100.0)).close()
    with history(tmp_path / NAME) as db:
        second = walks(db)[1]
        found = samples(db, second)
    assert [one.t_s for one in found] == [-0.1, 0.9, 1.9, 2.9, 3.9, 6.0]
    assert found[1].data["speed_kmh"] == 1.1
    assert ms(found[1].when) == NOON_MS + 100_900


def test_a_walk_under_way_has_no_totals_yet(tmp_path: Path) -> None:
    database(tmp_path, walk()[:5]).close()
    with history(tmp_path / NAME) as db:
        (found,) = walks(db)
        assert found.summary == {}
        assert len(samples(db, found)) == 4


def test_it_can_be_read_while_it_is_written(tmp_path: Path) -> None:
    db = database(tmp_path, walk())
    db.execute("BEGIN IMMEDIATE")
    with history(tmp_path / NAME) as reader:
        assert len(walks(reader)) == 1
    db.execute("ROLLBACK")
    db.close()


def test_a_walk_is_found_by_the_beginning_of_its_name_or_as_the_last(tmp_path: Path) -> None:
    database(tmp_path, walk(10.0), walk(100_000.0)).close()
    with history(tmp_path / NAME) as db:
        first, second = walks(db)
        assert find(db, first.session_id[:10].lower()) == first
        assert find(db, "last") == second
        with pytest.raises(BadInput, match="2 walks begin with"):
            find(db, first.session_id[:2])
        with pytest.raises(BadInput, match="There is no walk 'x'"):
            find(db, "x")


def test_in_an_empty_history_there_is_no_last_walk(tmp_path: Path) -> None:
    database(tmp_path).close()
    with history(tmp_path / NAME) as db, pytest.raises(BadInput, match="no walk here yet"):
        find(db, "last")


def test_what_is_no_history_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"garbage" * 1000)
    with pytest.raises(BadInput, match="cannot be used"), history(tmp_path / NAME):
        pass
    with pytest.raises(BadInput, match="There is no history"), history(tmp_path / "other"):
        pass


def test_a_history_of_another_version_is_left_alone(tmp_path: Path) -> None:
    db = database(tmp_path, walk())
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(BadInput, match="another version"), history(tmp_path / NAME):
        pass
