"""`treadctl bench faults`: the campaign sees every rule that is missing, and nothing else."""

import json
from itertools import chain

import pytest
from click.testing import CliRunner

from treadctl.cli.bench.faults import faults, one_session
from treadctl.cli.bench.faults.draw import draw
from treadctl.cli.bench.faults.judge import judge
from treadctl.cli.bench.faults.scenes import SCENES
from treadctl.cli.bench.faults.told import record
from treadctl.errors import BadInput

ENOUGH_SESSIONS = 30


@pytest.mark.parametrize("rule", SCENES)
def test_the_campaign_sees_that_a_rule_is_missing(rule: str) -> None:
    sessions = (one_session(seed, without=rule) for seed in range(ENOUGH_SESSIONS))
    assert next(chain.from_iterable(sessions), None) is not None


def test_the_same_scenes_keep_every_promise_with_every_rule_in_place() -> None:
    for rule in SCENES:
        assert judge(record(draw(1, rule))) == [], rule


def test_a_rule_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(BadInput, match="no rule 'gravity'; the rules are pain, user"):
        CliRunner().invoke(faults, ["--without", "gravity"], catch_exceptions=False)


def test_a_sound_campaign_prints_one_document_and_ends_well() -> None:
    ended = CliRunner().invoke(
        faults, ["--sessions", "2", "--seed", "7", "--json"], standalone_mode=False
    )
    found = json.loads(ended.stdout)
    assert found.keys() == {"sessions", "violations", "seed", "wall_s"}
    assert (found["sessions"], found["seed"], found["violations"]) == (2, 7, [])
    assert ended.return_value == 0


def test_a_campaign_without_a_rule_says_when_it_saw_that() -> None:
    ended = CliRunner().invoke(
        faults, ["--sessions", "2", "--without", "repeat", "--json"], standalone_mode=False
    )
    found = json.loads(ended.stdout)
    assert found["first_violation"] in (1, 2) and found["without"] == "repeat"
    assert found["violations"][0].keys() == {"seed", "invariant", "t"}
    assert ended.return_value == 0


def test_a_campaign_that_sees_nothing_without_a_rule_is_blind() -> None:
    unseen = next(seed for seed in range(20) if not one_session(seed, without="ramp"))
    ended = CliRunner().invoke(
        faults,
        ["--sessions", "1", "--seed", str(unseen), "--without", "ramp"],
        standalone_mode=False,
    )
    assert ended.return_value == 1 and "violations=0" in ended.stdout


def test_a_failing_seed_replays_alone() -> None:
    once, again = (one_session(3, without="repeat") for _ in range(2))
    assert once == again != []
    listed = CliRunner().invoke(
        faults, ["--sessions", "1", "--seed", "3", "--without", "repeat"], standalone_mode=False
    )
    assert all(one.invariant in listed.stdout for one in once)


@pytest.mark.realtime
def test_every_processor_takes_its_share() -> None:
    ended = CliRunner().invoke(
        faults, ["--sessions", "11", "--seed", "100", "--json"], standalone_mode=False
    )
    assert json.loads(ended.stdout)["violations"] == []
