"""`treadctl bench bridge`: the firmware tells its longest step."""

import json

import pytest
from click.testing import CliRunner

from treadctl.cli.bench.bridge import bridge


@pytest.mark.realtime
def test_the_longest_step_of_a_walk_is_told() -> None:
    ended = CliRunner().invoke(bridge, ["--seconds", "3", "--json"])
    found = json.loads(ended.stdout)
    assert found.keys() >= {"step_us_max", "collections", "bad_frames", "faults"}
    assert found["reports"] >= 1
    assert found["step_us_max"] > 0
    assert found["bad_frames"] == 0


def test_a_walk_that_is_too_short_to_tell_is_a_wrong_call() -> None:
    assert CliRunner().invoke(bridge, ["--seconds", "1"]).exit_code == 2
