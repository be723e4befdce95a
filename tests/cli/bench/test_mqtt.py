"""`treadctl bench mqtt`: that it measures, never how fast this machine is."""

import json

import pytest
from click.testing import CliRunner

from treadctl.cli.bench.mqtt import mqtt


@pytest.mark.realtime
def test_a_few_samples_a_backlog_and_a_second_of_a_walk_are_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("treadctl.cli.bench.edges_load.SETTLE_S", 0.5)
    ended = CliRunner().invoke(mqtt, ["-n", "20", "--spooled", "300", "--seconds", "1", "--json"])
    assert ended.exit_code == 0, ended.output
    found = json.loads(ended.stdout)
    assert (found["sent"], found["lost"], found["spooled"]) == (20, 0, 300)
    assert found["duplicates"] >= 0
    assert 0 < found["p50_ms"] <= found["p99_ms"]
    assert 0 < found["floor_p50_ms"] <= found["floor_p99_ms"]
    assert found["drained_per_s"] > 0 and found["bare_per_s"] > 0
    assert found["drain_ratio"] == pytest.approx(
        found["drained_per_s"] / found["bare_per_s"], abs=0.02
    )
    assert 0 <= found["edges_cpu_percent"] < 200
