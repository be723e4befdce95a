"""`treadctl bench fleet`: that it measures, never how fast this machine is."""

import json

import pytest
from click.testing import CliRunner

from treadctl.cli.bench.fleet import added, fleet
from treadctl.cli.bench.fleet_scene import Leg


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
    assert found["online_s"] >= 0
    assert found["ingest_ratio"] > 0


def test_what_a_gym_takes_that_stands_still_is_not_in_what_a_machine_adds() -> None:
    legs = [
        Leg(n, "sink", 0.0, 0, 0, 0, 0, 0.0, {"broker": 5.0 + 0.1 * n, "machines": 99.0}, [])
        for n in (10, 100, 1000)
    ]
    assert added(legs) == {
        "cpu_s_added_per_machine_100": 0.1,
        "cpu_s_added_per_machine_1000": 0.1,
    }
    assert added(legs[:1]) == {}
