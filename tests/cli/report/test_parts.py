"""The parts of a bundle, each by itself."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commissioned import FILE
from tests.edges.recorder.news import database, walk
from treadctl import __version__
from treadctl.cli.report.parts import journal, machines, stops, told, versions
from treadctl.drivers.machine_file import FOLDER, save
from treadctl.errors import BadInput


def rows(*events: tuple[int, str, Mapping[str, object]]) -> list[tuple[int, int, str]]:
    return [(at, at, json.dumps({"event": name, **data})) for at, name, data in events]


def test_versions_are_ours_and_those_of_all_packages() -> None:
    found = json.loads(versions())
    assert found["treadctl"] == __version__
    assert "click" in found["packages"]


def test_the_last_stops_have_their_cause_and_how_soon_each_thing_was(tmp_path: Path) -> None:
    database(tmp_path, walk(10.0), walk(100.0)).close()
    found = json.loads(stops(tmp_path / "history.sqlite"))
    assert [(one["cause"], one["written_ms"], one["standing_s"]) for one in found] == [
        ("pain", 0, 1.0),
        ("pain", 0, 1.0),
    ]
    assert found[0]["when"] == "2026-03-01T12:00:15.000+00:00"
    assert found[0].keys() == {"when", "cause", "written_ms", "standing_s"}


def test_what_was_not_seen_of_a_stop_is_absent_and_an_alarm_is_said() -> None:
    asked, again = (
        (10, "stop_requested", {"cause": "pain", "speed_kmh": 2.0}),
        (90, "stop_requested", {"cause": "not_stopping"}),
    )
    first, second = told(rows(asked, (12, "stop_written", {}), again, (95, "alarm", {})))
    assert (first["written_ms"], "standing_s" in first, "alarm" in first) == (2, False, False)
    assert (second["cause"], second["alarm"], "written_ms" in second) == (
        "not_stopping",
        True,
        False,
    )


def test_a_belt_that_stands_without_a_stop_is_none() -> None:
    assert list(told(rows((10, "standing", {}), (11, "alarm", {})))) == []


def test_without_a_history_there_are_no_stops(tmp_path: Path) -> None:
    assert stops(tmp_path / "history.sqlite") == "[]"


def test_the_machine_files_are_told(tmp_path: Path) -> None:
    save(FILE, tmp_path / FOLDER)
    (found,) = json.loads(machines(tmp_path))
    assert (found["name"], found["stop_s"]) == (FILE.name, FILE.stop_s)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder where programs are found."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    return tmp_path


@pytest.mark.realtime
def test_the_journal_is_asked_for_the_units_of_the_service(path: Path) -> None:
    (path / "journalctl").write_text('#!/bin/sh\necho "$@"\n', "ascii")
    (path / "journalctl").chmod(0o755)
    assert "--unit=treadctl --unit=treadctl-edges" in journal()


def test_without_a_journal_the_next_step_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(path))
    with pytest.raises(BadInput, match="try again with sudo"):
        journal()
