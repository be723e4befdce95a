from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.edges.exports.walked import measured
from tests.edges.recorder.news import database, happened, walk
from treadctl.cli.history import sparkline
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep


@pytest.fixture
def kept(tmp_path: Path) -> None:
    database(tmp_path / "state", walk(10.0), walk(100.0)[:-1]).close()


@pytest.mark.usefixtures("kept")
def test_the_table_shows_each_walk_with_how_it_ended(treadctl: Treadctl) -> None:
    shown = treadctl("history").out
    assert shown.count("gentle-start") == 2
    assert "stopped: pain" in shown and "under way" in shown
    assert "█" in shown


@pytest.mark.usefixtures("kept")
def test_as_json_it_is_one_array_with_the_keys_of_the_session_summary(treadctl: Treadctl) -> None:
    first, second = treadctl("history", "--json").json
    assert first.pop("session_id") < second["session_id"]
    assert first == {
        "started": "2026-03-01T12:00:10.000Z",
        "walker": "guest",
        "profile": "gentle-start",
        "outcome": "stopped",
        "stopped_by": "pain",
        "latched": True,
        "duration_s": 6.1,
        "distance_m": 4,
        "peak_speed_kmh": 1.4,
        "samples": 6,
    }
    assert "outcome" not in second


def test_before_the_first_walk_there_is_none(treadctl: Treadctl) -> None:
    ended = treadctl("history")
    assert ended.code == 2
    assert "it begins with the first walk" in ended.complaint


@pytest.mark.parametrize(
    ("speeds_kmh", "line"),
    [
        ([1.0, 2.0, 3.0, 4.0], "▃▅▇█"),
        ([0.0, 2.0, 2.0, 0.0], "▁██▁"),
        ([2.0], "█   "),
        ([0.0, 0.0], ""),
        ([], ""),
    ],
)
def test_a_sparkline_rises_with_the_speed(speeds_kmh: list[float], line: str) -> None:
    told = [measured(float(n), {"speed_kmh": speed}) for n, speed in enumerate(speeds_kmh)]
    assert sparkline(told, 4) == line


def test_where_no_speed_was_told_the_sparkline_has_a_gap() -> None:
    told = [measured(t_s, {"speed_kmh": 1.0}) for t_s in (0.0, 1.0, 4.0)]
    assert sparkline([*told, measured(2.5, {})], 4) == "██ █"


def test_of_one_walker_it_shows_the_pain_that_they_told_of(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    mine = [happened(10.0, "started", profile="first-steps", pain=3, walker="w-1"), *walk()[1:]]
    db = database(tmp_path / "state", mine, walk(100.0))
    keep(db, Person("w-1", "Anna", "cat"))
    db.close()
    shown = treadctl("history", "anna").out
    assert shown.splitlines()[1].split() == ["2026-03-01", "first-steps", "0", "3", "-", "-"]
    assert "gentle-start" not in shown
    (only,) = treadctl("history", "w-1", "--json").json
    assert only["walker"] == "w-1"


@pytest.mark.usefixtures("kept")
def test_of_somebody_unknown_there_is_nothing_to_show(treadctl: Treadctl) -> None:
    ended = treadctl("history", "nobody")
    assert ended.code == 2
    assert "Nothing is kept of 'nobody'" in ended.complaint
