"""A slice of the exploration, and what it can see."""

from dataclasses import replace
from typing import Any

import pytest

from tests.proof import events
from tests.proof.abstraction import TABLE
from tests.proof.beginnings import beginnings
from tests.proof.broken_rules import BROKEN
from tests.proof.copies import attributes
from tests.proof.explore import Explorer, Found
from tests.proof.promises import PROMISES, Judge
from tests.proof.worlds import WORLDS, Topic, World
from treadctl.model import StopCause
from treadctl.safety.phase import Phase
from treadctl.safety.supervisor import Supervisor

SLICE, SEEN_WITHIN = 12, 400
NAMES = {promise.__name__ for promises in PROMISES.values() for promise in promises}


@pytest.fixture(scope="module")
def slices() -> dict[str, Found]:
    return {name: Explorer(world).run(SLICE) for name, world in WORLDS.items()}


@pytest.mark.parametrize("name", WORLDS)
def test_every_promise_is_kept_at_the_turns_of_an_ordinary_walk(
    name: str, slices: dict[str, Found]
) -> None:
    assert slices[name].broken == {}
    assert slices[name].states > SLICE


def test_every_promise_is_looked_at(slices: dict[str, Found]) -> None:
    looked_at = {name for found in slices.values() for name, times in found.checks.items() if times}
    assert looked_at == NAMES


def test_every_kind_of_happening_is_in_a_world_that_is_explored_to_its_end() -> None:
    closing = [world for world in WORLDS.values() if world.most_events is None]
    assert set().union(*(world.topics for world in closing)) == set(Topic)
    acts = set().union(*(events.always(world) for world in closing))
    assert acts >= set(events.always(WORLDS["everything"]))


def test_each_cause_there_is_is_tried_in_each_moment(slices: dict[str, Found]) -> None:
    assert set(events.stops()) == {f"stop {cause}" for cause in StopCause}
    for found in slices.values():
        tried = found.checks["a_stop_is_never_refused"]
        assert tried >= found.expanded * len(StopCause)


@pytest.mark.parametrize(("rules", "world", "promise"), BROKEN)
def test_a_rule_that_is_broken_is_seen(rules: type[Supervisor], world: str, promise: str) -> None:
    explorer = Explorer(WORLDS[world], rules)
    found = explorer.run(SEEN_WITHIN, until=promise)
    assert promise in found.broken, sorted(found.broken)


SMALL = World("small", frozenset(), highest_kmh=0.8)


def test_an_exploration_closes_when_nothing_new_turns_up() -> None:
    found = Explorer(SMALL).run()
    assert found.closed and found.states == found.expanded and not found.broken


def test_an_exploration_ends_behind_the_last_event_of_its_world() -> None:
    found = Explorer(replace(SMALL, most_events=1)).run()
    assert not found.closed and found.events == 1 and found.expanded == 6


def test_an_ordinary_walk_comes_to_all_its_turns() -> None:
    came_to = dict(beginnings(WORLDS["everything"], Supervisor, Judge()))
    walking = came_to["a belt that is due to rise"].rules.targets
    fastest = came_to["a belt at its limit"].rules.targets
    assert walking is not None and walking.speed_kmh == 1.5 and walking.speed.goal == 220
    assert fastest is not None and fastest.speed_kmh == 2.2
    assert came_to["a belt that is stopped"].rules.phase is Phase.STOPPING
    assert came_to["a belt that does not stop"].rules.stopping.alarm is not None
    assert came_to["a belt that stood for a while"].rules.phase is Phase.IDLE


def test_nothing_is_merged_unseen() -> None:
    """Each attribute of the rules is in the table, and nothing else is."""
    seen: dict[type, set[str]] = {}
    for _, scene in beginnings(WORLDS["everything"], Supervisor, Judge()):
        _collect(scene.rules, seen)
    assert seen == {kind: set(table) for kind, table in TABLE.items()}


def _collect(part: Any, seen: dict[type, set[str]]) -> None:
    kind = next((one for one in type(part).__mro__ if one in TABLE), None)
    if kind is None:
        return
    seen[kind] = set(attributes(part))
    for name in seen[kind]:
        _collect(getattr(part, name), seen)


def test_every_promise_has_a_rule_that_is_broken_for_it() -> None:
    assert {promise for _, _, promise in BROKEN} == NAMES
