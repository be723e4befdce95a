"""`treadctl bench session`: the walk that it times is whole."""

import json

import pytest
from click.testing import CliRunner

from treadctl.cli.bench.session import CountingLoop, session


@pytest.mark.realtime
def test_a_noisy_walk_is_told_to_its_end() -> None:
    ended = CliRunner().invoke(session, ["--profile", "gentle-start", "--json"])
    found = json.loads(ended.stdout)
    assert found.keys() >= {"virtual_s", "wall_s", "telemetry_hz", "wakeups", "outcome"}
    assert found["outcome"] == "finished"
    assert found["virtual_s"] > 480 and found["telemetry_hz"] == 4.0
    assert found["samples"] == pytest.approx(found["virtual_s"] * 4, rel=0.05)
    assert found["wakeups"] > found["samples"]


def test_the_counting_loop_counts_its_turns() -> None:
    loop = CountingLoop()
    for n in (1, 2):
        loop.call_soon(loop.stop)
        loop.run_forever()
        assert loop.wakeups == n
    loop.close()
