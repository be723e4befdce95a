"""`treadctl bench lines`: that it measures, never how fast this machine is."""

import asyncio
import json

import pytest
from click.testing import CliRunner

from treadctl.cli.bench.lines import LINES, lines, measure, measure_virtually

KEYS = {"n", "waited_max_ms", "p50_ms", "p99_ms", "max_ms", "own_ms", "virtual_max_ms"}


@pytest.mark.realtime
@pytest.mark.parametrize(("kind", "own_ms"), [("trackmaster", 2.08), ("lifespan", 16.67)])
def test_a_few_stops_are_timed_to_their_last_byte(kind: str, own_ms: float) -> None:
    ended = CliRunner().invoke(lines, ["--line", kind, "-n", "3", "--json"])
    assert ended.exit_code == 0, ended.output
    found = json.loads(ended.stdout)
    assert found.keys() == {kind} and found[kind].keys() == KEYS
    row = found[kind]
    assert row["n"] == 3 and row["own_ms"] == own_ms
    assert row["own_ms"] <= row["p50_ms"] + 0.01 and row["p50_ms"] <= row["p99_ms"]
    assert row["waited_max_ms"] >= 0


@pytest.mark.realtime
@pytest.mark.parametrize("kind", sorted(set(LINES) - {"trackmaster", "lifespan"}))
def test_every_line_can_be_measured(kind: str) -> None:
    assert asyncio.run(measure(kind, 1))["n"] == 1


@pytest.mark.realtime
def test_without_json_there_is_a_row_for_a_line() -> None:
    ended = CliRunner().invoke(lines, ["--line", "woodway", "-n", "1"])
    assert ended.stdout.startswith("woodway ") and "max_ms" in ended.stdout


@pytest.mark.parametrize("kind", LINES)
async def test_behind_the_transaction_in_flight_a_stop_takes_5_ms_at_most_or_its_own_bytes(
    kind: str,
) -> None:
    own_ms = 16.67 if kind == "lifespan" else 0.0  # eight bytes at 4800 baud
    assert await measure_virtually(kind, 100) <= max(own_ms, 5.0)
