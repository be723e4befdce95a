from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.edges.recorder.news import database, walk


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history of one walk, and a folder of our own to write to."""
    database(tmp_path / "state", walk()).close()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.mark.realtime
def test_a_walk_is_written_in_each_format_asked_for(treadctl: Treadctl, tmp_path: Path) -> None:
    ended = treadctl("export", "last", "--format", "csv,tcx,fit")
    written = [Path(name) for name in ended.out.split()]
    assert [path.suffix for path in written] == [".csv", ".tcx", ".fit"]
    contents = [(tmp_path / "here" / path).read_bytes() for path in written]
    assert contents[0].startswith(b"utc,t_s,speed_kmh")
    assert b"<TrainingCenterDatabase" in contents[1]
    assert contents[2][8:12] == b".FIT"


def test_an_unknown_format_is_a_wrong_call_and_writes_nothing(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    ended = treadctl("export", "last", "--format", "csv,gpx")
    assert ended.code == 2
    assert "There is no format 'gpx'" in ended.complaint
    assert list((tmp_path / "here").iterdir()) == []


def test_an_unknown_walk_is_a_wrong_call(treadctl: Treadctl) -> None:
    ended = treadctl("export", "nothing")
    assert (ended.code, "There is no walk 'nothing'" in ended.complaint) == (2, True)


def test_a_walk_whose_measurements_are_gone_says_so(treadctl: Treadctl, tmp_path: Path) -> None:
    db = database(tmp_path / "state")
    db.execute("DELETE FROM samples")
    db.close()
    ended = treadctl("export", "last")
    assert ended.code == 2
    assert "no measurements are kept" in ended.complaint
