"""Rules that are switched off, and come back."""

import pytest

from treadctl.cli.bench.faults.scenes import SCENES
from treadctl.cli.bench.faults.without import HELD_BACK, check, switched_off
from treadctl.errors import BadInput
from treadctl.model import StopCause
from treadctl.safety.guard import Guard


def test_every_rule_is_a_cause_or_holds_something_back() -> None:
    assert set(SCENES) == {cause.value for cause in StopCause} | set(HELD_BACK)


@pytest.mark.parametrize("rule", HELD_BACK)
def test_a_rule_is_away_for_the_block_and_back_behind_it(rule: str) -> None:
    patches = HELD_BACK[rule]
    before = [vars(where)[name] for where, name, _ in patches]
    with switched_off(rule):
        assert [vars(where)[name] for where, name, _ in patches] != before
    assert [vars(where)[name] for where, name, _ in patches] == before


def test_a_rule_is_back_when_something_fails() -> None:
    stop = Guard.stop
    with pytest.raises(ZeroDivisionError), switched_off("pain"):
        _ = 1 / 0
    assert Guard.stop is stop


def test_without_a_rule_nothing_is_switched_off() -> None:
    stop = Guard.stop
    with switched_off(None):
        assert Guard.stop is stop


def test_a_rule_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(BadInput, match="no rule 'gravity'; the rules are pain, user"):
        check("gravity")
