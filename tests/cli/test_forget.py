from datetime import UTC, datetime
from pathlib import Path

from tests.cli.command import Treadctl
from tests.edges.recorder.news import NOON_MS, database, walk
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep, people


def test_all_walks_of_a_walker_go(treadctl: Treadctl, tmp_path: Path) -> None:
    database(tmp_path / "state", walk(10.0), walk(100.0)).close()
    assert treadctl("forget", "guest").out == "2 walks were deleted.\n"
    assert treadctl("history", "--json").json == []


def test_other_files_that_may_hold_them_are_named(treadctl: Treadctl, tmp_path: Path) -> None:
    database(tmp_path / "state", walk()).close()
    aside = tmp_path / "state" / "history.sqlite.aside-20260301T120000.000000Z"
    aside.write_text("")
    assert str(aside) in treadctl("forget", "guest").err


def test_of_somebody_unknown_nothing_is_kept(treadctl: Treadctl, tmp_path: Path) -> None:
    database(tmp_path / "state", walk()).close()
    ended = treadctl("forget", "nobody")
    assert ended.code == 2
    assert "Nothing is kept of 'nobody'" in ended.complaint


def test_while_they_walk_it_has_to_wait(treadctl: Treadctl, tmp_path: Path) -> None:
    now_s = datetime.now(UTC).timestamp() - NOON_MS / 1000
    database(tmp_path / "state", walk(now_s)[:3]).close()
    ended = treadctl("forget", "guest")
    assert ended.code == 1
    assert "under way" in ended.complaint


def test_a_walk_whose_end_nobody_saw_goes_too(treadctl: Treadctl, tmp_path: Path) -> None:
    database(tmp_path / "state", walk()[:3]).close()
    assert treadctl("forget", "guest").code == 0


def know(folder: Path, *walkers: Person) -> None:
    """These came and have not walked yet."""
    db = database(folder / "state")
    for walker in walkers:
        keep(db, walker)
    db.close()


def test_who_came_and_never_walked_is_forgotten_by_their_name(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    know(tmp_path, Person("w-1", "Anna", "cat"), Person("w-2", "Otto", "sun"))
    assert treadctl("forget", "anna").out == "0 walks were deleted.\n"
    db = database(tmp_path / "state")
    assert [one.name for one in people(db)] == ["Otto"]
    db.close()


def test_a_name_that_two_have_is_asked_about(treadctl: Treadctl, tmp_path: Path) -> None:
    know(tmp_path, Person("w-1", "Anna", "cat"), Person("w-2", "Anna", "sun"))
    ended = treadctl("forget", "Anna")
    assert ended.code == 2
    assert "w-1 (the cat), w-2 (the sun)" in ended.complaint
    assert treadctl("forget", "w-2").code == 0
