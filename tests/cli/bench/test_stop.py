"""`treadctl bench stop`: that it measures, never how fast this machine is."""

import json

import pytest
from click.testing import CliRunner

from treadctl.cli.bench.neighbour import WAYS
from treadctl.cli.bench.stop import stop

PROMISED = {
    *("n", "p50_us", "p99_us", "max_us", "floor_p50_us", "floor_p99_us"),
    *("overhead_p50_us", "ratio_p99", "aa_ratio_p99", "offered_per_s", "clock_late_max_ms"),
}


@pytest.mark.realtime
@pytest.mark.parametrize("transport", ["memory", "bumble", "pty"])
def test_a_few_stops_are_timed_beside_their_floor(transport: str) -> None:
    ended = CliRunner().invoke(stop, ["-n", "20", "--transport", transport, "--json"])
    found = json.loads(ended.stdout)
    assert found.keys() >= PROMISED
    assert (found["n"], found["edges"], found["transport"]) == (20, "idle", transport)
    assert 0 < found["p50_us"] <= found["p99_us"] <= found["max_us"]
    assert 0 < found["floor_p50_us"] <= found["floor_p99_us"]
    overhead_us = found["p50_us"] - found["floor_p50_us"]
    assert found["overhead_p50_us"] == pytest.approx(overhead_us, abs=0.11)
    assert ("waited_max_ms" in found) is (transport == "pty")
    assert ("arrived_p99_us" in found) is (transport == "bumble")
    if transport == "bumble":
        assert found["p50_us"] < found["arrived_p50_us"] <= found["arrived_p99_us"]
        assert found["arrived_ratio_p99"] > 0


@pytest.mark.realtime
@pytest.mark.parametrize("edges", [way for way in WAYS if way != "idle"])
def test_an_edges_process_that_misbehaves_is_beside_it(edges: str) -> None:
    ended = CliRunner().invoke(stop, ["-n", "20", "--edges", edges, "--json"])
    found = json.loads(ended.stdout)
    assert found["edges"] == edges and found["ratio_p99"] > 0
    assert (found["offered_per_s"] > 0) is (edges in ("flooding", "two-clients", "garbage"))
