from pathlib import Path

from tests.edges.recorder.news import database, walk, written
from treadctl.edges.outbox import Kind
from treadctl.edges.recorder.opening import opened
from treadctl.edges.recorder.reading import count_unsent, past, pending


def test_what_waits_comes_back_as_it_was_told(tmp_path: Path) -> None:
    db = database(tmp_path, walk())
    told = [kept.entry for kept in written(walk()) if kept.stored]
    for kind in Kind:
        assert pending(db, kind, 100, None) == [one for one in told if one.kind is kind]
    assert count_unsent(db) == (7, 6)
    db.close()


def test_it_comes_in_order_so_many_and_only_what_is_older(tmp_path: Path) -> None:
    db = database(tmp_path, walk())
    every = pending(db, Kind.SAMPLE, 100, None)
    assert pending(db, Kind.SAMPLE, 2, None) == every[:2]
    assert pending(db, Kind.SAMPLE, 100, every[3].number) == every[:3]
    db.close()


def test_of_a_new_database_there_is_no_past(tmp_path: Path) -> None:
    db = opened(tmp_path / "history.sqlite")
    found = past(db)
    assert (found.last_number, found.left) == (0, None)
    db.close()


def test_a_walk_that_is_over_is_not_left_under_way(tmp_path: Path) -> None:
    db = database(tmp_path, walk())
    assert past(db).left is None
    assert past(db).last_number == written(walk())[-1].entry.number
    db.close()


def test_a_walk_under_way_is_found_with_its_totals(tmp_path: Path) -> None:
    db = database(tmp_path, walk()[:8])
    left = past(db).left
    assert left is not None
    assert (left.profile, left.started_at_ms, left.last_at_ms) == ("gentle-start", 10_000, 15_000)
    assert left.elapsed_s == 4.0
    assert (left.tally.samples, left.tally.distance_m, left.tally.stopped_by) == (5, 4, "pain")
    db.close()
