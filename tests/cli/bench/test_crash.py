"""`treadctl bench crash`: that it measures, never how fast this machine is."""

import json

import pytest
from click.testing import CliRunner

from treadctl.cli.bench.crash import crash

PROMISED = {"n", "p50_s", "p99_s", "max_s", "floor_p50_s", "floor_p99_s"}


@pytest.mark.realtime
def test_a_crash_is_timed_beside_its_floor() -> None:
    ended = CliRunner().invoke(crash, ["-n", "1", "--json"])
    found = json.loads(ended.stdout)
    assert found.keys() >= PROMISED
    assert found["n"] == 1
    assert 0 < found["p50_s"] == found["p99_s"] == found["max_s"] <= found["obeyed_p50_s"]
    assert 0 < found["floor_p50_s"]


def test_without_the_demo_extra_the_next_step_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treadctl.cli.bench.crash.find_spec", lambda _name: None)
    ended = CliRunner().invoke(crash, [])
    assert "pip install 'treadctl[demo]'" in str(ended.exception)
