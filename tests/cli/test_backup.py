import sqlite3
from pathlib import Path

from tests.cli.command import Treadctl
from tests.edges.recorder.news import database, walk


def test_a_copy_holds_what_the_history_holds(treadctl: Treadctl, tmp_path: Path) -> None:
    db = database(tmp_path / "state", walk())  # stays open, as in a service
    target = tmp_path / "copy.sqlite"
    assert treadctl("backup", target).out == f"{target}\n"
    copy = sqlite3.connect(target)
    assert copy.execute("SELECT count(*) FROM samples").fetchone() == (6,)
    copy.close()
    db.close()


def test_a_file_that_is_there_is_not_written_over(treadctl: Treadctl, tmp_path: Path) -> None:
    database(tmp_path / "state", walk()).close()
    ended = treadctl("backup", tmp_path / "state" / "history.sqlite")
    assert ended.code == 2
    assert "is there already" in ended.complaint
