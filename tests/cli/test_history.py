from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.edges.exports.walked import measured
from tests.edges.recorder.news import database, walk
from treadctl.cli.history import sparkline


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
