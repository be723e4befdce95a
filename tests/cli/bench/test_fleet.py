"""`treadctl bench fleet`: that it measures, never how fast this machine is."""

import json

import pytest
from click.testing import CliRunner

from treadctl.cli.bench.fleet import fleet


@pytest.mark.realtime
def test_a_small_gym_is_measured_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treadctl.cli.bench.fleet_scene.SETTLE_S", 0.5)
    monkeypatch.setattr("treadctl.cli.bench.fleet_ingest.STILL_S", 0.4)
    ended = CliRunner().invoke(
        fleet, ["--machines", "2", "--seconds", "2", "--payloads", "100", "--json"]
    )
    assert ended.exit_code == 0, ended.output
    found = json.loads(ended.stdout)
    assert (found["machines"], found["events_lost"], found["telemetry_lost"]) == (2, 0, 0)
    assert found["events_sent"] > 0 and found["telemetry_sent"] > 0
    assert found["cpu_s_per_machine"] == found["cpu_s_per_machine_2"] >= 0
    assert found["p99_ms"] > 0
    assert found["ingest_ratio"] > 0
