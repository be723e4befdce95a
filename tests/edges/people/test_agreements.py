"""What was agreed, in the database."""

from contextlib import closing
from datetime import date
from pathlib import Path

from tests.edges.recorder.news import database
from treadctl.edges.people.agreements import add, latest
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep, people
from treadctl.edges.recorder.upkeep import forget
from treadctl.session.person.agreed import Agreed

FULL = Agreed("NN", date(2026, 3, 1), ("back-ease-20",), 2.5, 0.0, 15, "S", 3)
LATER = Agreed("MM", date(2026, 4, 1), max_minutes=20)


def test_what_was_agreed_comes_back_as_it_was(tmp_path: Path) -> None:
    with closing(database(tmp_path)) as db:
        add(db, "w-1", FULL)
        assert latest(db) == {"w-1": FULL}


def test_a_later_agreement_counts_and_the_earlier_ones_stay(tmp_path: Path) -> None:
    with closing(database(tmp_path)) as db:
        add(db, "w-1", FULL)
        add(db, "w-2", FULL)
        add(db, "w-1", LATER)
        assert latest(db) == {"w-1": LATER, "w-2": FULL}
        assert db.execute("SELECT count(*) FROM agreements").fetchone() == (3,)


def test_it_comes_with_the_walker_and_goes_with_them(tmp_path: Path) -> None:
    with closing(database(tmp_path)) as db:
        keep(db, Person("w-1", "Anna", "cat"))
        add(db, "w-1", FULL)
        assert people(db) == (Person("w-1", "Anna", "cat", agreed=FULL),)
        forget(db, "w-1")
        assert latest(db) == {}
