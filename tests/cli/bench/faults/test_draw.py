"""What is drawn for a session."""

import pytest

from simulators.faults import EVENTS
from treadctl.cli.bench.faults.draw import ANY, draw
from treadctl.cli.bench.faults.scenes import SCENES


@pytest.mark.parametrize("rule", [None, "pain", "go_on"])
def test_a_seed_draws_the_same_session_each_time(rule: str | None) -> None:
    assert draw(5, rule) == draw(5, rule) != draw(6, rule)


def test_everything_that_can_happen_is_drawn() -> None:
    named = {act.name for act in ANY} | {"link-back"}
    scenes = {act.name for one in SCENES.values() for scene in one for act in scene.acts}
    assert named | scenes >= set(EVENTS)
    drawn = {event.name for seed in range(400) for event in draw(seed).events}
    assert drawn == named | scenes


def test_a_rule_gets_its_own_scene() -> None:
    for seed in range(20):
        assert [event.name for event in draw(seed, "pain").events] == ["pain"]
        lost, back = draw(seed, "go_on").events[0], draw(seed, "go_on").events[-1]
        assert (lost.name, back.name) == ("link-loss", "link-back")
        assert lost.at_s < back.at_s < lost.at_s + 5.0


def test_events_come_in_the_order_of_time() -> None:
    for seed in range(50):
        times = [event.at_s for event in draw(seed).events]
        assert times == sorted(times)
