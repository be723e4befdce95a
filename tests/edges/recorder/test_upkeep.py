import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from tests.edges.recorder.news import NOON_MS, database, look, walk
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep
from treadctl.edges.recorder.reading import count_unsent
from treadctl.edges.recorder.upkeep import (
    DAY_MS,
    IDLE_DAYS,
    LEAP_DAYS,
    SAMPLES_DAYS,
    WALKS_DAYS,
    back_up,
    forget,
    thin_unsent,
    tidy,
)
from treadctl.errors import BadInput

WALK_S, DAY_S = 10.0, DAY_MS / 1000


def counts(db: sqlite3.Connection) -> dict[str, int]:
    tables = ("sessions", "samples", "events")
    return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608 - names of ours


@pytest.mark.parametrize(
    ("age_days", "left"),
    [
        (SAMPLES_DAYS - 1, {"sessions": 2, "samples": 11, "events": 14}),
        (SAMPLES_DAYS + 1, {"sessions": 2, "samples": 5, "events": 14}),
        (WALKS_DAYS + 1, {"sessions": 1, "samples": 5, "events": 7}),
    ],
)
def test_samples_go_before_walks_and_both_in_their_time(
    tmp_path: Path, age_days: int, left: dict[str, int]
) -> None:
    later = [*walk(WALK_S + age_days * DAY_S)[:-1], look(age_days * DAY_S + 16.1, age_s=None)]
    db = database(tmp_path, walk(WALK_S), later)
    tidy(db, NOON_MS + age_days * DAY_MS + 60_000)
    assert counts(db) == left
    db.close()


def test_walks_of_a_walker_who_is_known_here_stay_with_what_was_answered(tmp_path: Path) -> None:
    later = walk(WALK_S + (WALKS_DAYS + 1) * DAY_S)
    db = database(tmp_path, walk(WALK_S), later)
    keep(db, Person("w-7", "Anna", "cat", 70))
    db.execute("UPDATE sessions SET walker = 'w-7' WHERE started_at_ms < 100000")
    db.execute("INSERT INTO said_of_walks SELECT session_id, walker, '{}' FROM sessions LIMIT 1")
    tidy(db, NOON_MS + (WALKS_DAYS + 1) * DAY_MS + 60_000)
    assert (counts(db)["sessions"], counts(db)["events"]) == (2, 14)
    assert db.execute("SELECT count(*) FROM said_of_walks").fetchone() == (1,)
    db.close()


def test_samples_of_an_idle_belt_go_after_a_day(tmp_path: Path) -> None:
    db = database(tmp_path, [look(1.0), look(IDLE_DAYS * DAY_S + 100.0)])
    tidy(db, NOON_MS + IDLE_DAYS * DAY_MS + 90_000)
    assert counts(db)["samples"] == 1
    db.close()


def test_a_clock_that_leapt_into_the_future_costs_nothing(tmp_path: Path) -> None:
    db = database(tmp_path, walk())
    before = counts(db)
    tidy(db, NOON_MS + (LEAP_DAYS + 1) * DAY_MS)
    assert counts(db) == before
    db.close()


def test_what_is_thrown_away_is_not_waited_for_any_more(tmp_path: Path) -> None:
    db = database(tmp_path, walk())
    tidy(db, NOON_MS + (SAMPLES_DAYS + 1) * DAY_MS)
    assert count_unsent(db) == (7, 0)
    db.close()


def test_too_many_samples_are_thinned_the_oldest_first_and_no_event_is(tmp_path: Path) -> None:
    db = database(tmp_path, walk(seconds=100))
    tidy(db, NOON_MS, most=80)
    times = [at_ms for (at_ms,) in db.execute("SELECT at_ms FROM samples ORDER BY number")]
    assert len(times) == 76
    assert [b - a for a, b in pairwise(times)][:20] == [2000] * 20
    assert counts(db)["events"] == 7
    db.close()


def test_too_many_unsent_samples_are_thinned_and_stay_in_the_history(tmp_path: Path) -> None:
    db = database(tmp_path, walk(seconds=99))
    assert thin_unsent(db) == 0
    assert thin_unsent(db, most=80) == 25
    assert count_unsent(db) == (7, 75)
    assert counts(db)["samples"] == 100
    db.close()


def test_a_walker_is_forgotten_with_all_there_is_also_in_the_files(tmp_path: Path) -> None:
    db = database(tmp_path, walk(10.0), walk(100.0))
    db.execute(
        "UPDATE sessions SET walker = 'w-7', profile = 'secret'"
        " WHERE number = (SELECT min(number) FROM sessions)"
    )
    assert forget(db, "w-7") == 1
    assert counts(db) == {"sessions": 1, "samples": 6, "events": 7}
    assert count_unsent(db) == (7, 6)
    db.close()
    assert all(b"secret" not in path.read_bytes() for path in tmp_path.iterdir())


def test_of_somebody_unknown_there_is_nothing_to_forget(tmp_path: Path) -> None:
    db = database(tmp_path, walk())
    assert forget(db, "nobody") == 0
    assert counts(db)["sessions"] == 1
    db.close()


def test_a_copy_is_made_while_it_is_written_on(tmp_path: Path) -> None:
    db, target = database(tmp_path, walk()), tmp_path / "copy.sqlite"
    reader = sqlite3.connect(tmp_path / "history.sqlite")
    back_up(reader, target)
    copy = sqlite3.connect(target)
    assert counts(copy) == counts(db)
    assert target.stat().st_mode & 0o777 == 0o600
    for one in (copy, reader, db):
        one.close()


def test_a_copy_replaces_no_file(tmp_path: Path) -> None:
    db = database(tmp_path)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="is there already"):
        back_up(db, tmp_path / "mine.txt")
    db.close()


@pytest.mark.parametrize("folder", ["none", "history.sqlite"])
def test_a_copy_to_where_nothing_can_be_written_says_so(tmp_path: Path, folder: str) -> None:
    db = database(tmp_path)
    with pytest.raises(BadInput, match="cannot be written"):
        back_up(db, tmp_path / folder / "copy.sqlite")
    db.close()
