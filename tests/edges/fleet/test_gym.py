import json

import pytest

from tests.edges.fleet.machines import state, wall_time
from treadctl.edges.fleet import gym as module
from treadctl.edges.fleet.gym import Gym, parts, topics


def heard(*names: str) -> Gym:
    """A gym whose machines stand, on a broker that is there."""
    gym = Gym(wall_time)
    gym.linked(None, 0.0)
    for name in names:
        gym.hear(f"treadctl/v1/{name}/availability", b"online", 0.0)
        gym.hear(f"treadctl/v1/{name}/state", state(), 0.0)
    return gym


def test_there_is_a_row_for_each_machine_in_the_order_of_a_person() -> None:
    gym = heard("b/tm-1", "a/tm-10", "a/tm-2", "a/left")
    names = [f"{row.site}/{row.machine}" for row in gym.rows(0.0)]
    assert names == ["a/left", "a/tm-2", "a/tm-10", "b/tm-1"]


def test_all_there_is_to_show_is_one_json_document() -> None:
    found = json.loads(json.dumps(heard("a/tm-1").view(0.0)))
    assert found["broker"] == {"linked": True}
    assert [one["state"] for one in found["machines"]] == ["standing"]


def test_while_the_broker_is_away_no_machine_stands() -> None:
    gym = heard("a/tm-1")
    gym.linked("it hung up", 30.0)
    gym.linked("refused", 40.0)
    view = gym.view(60.0)
    assert view["broker"] == {
        "linked": False,
        "why": "refused",
        "away_since": "2026-11-22T12:00:30Z",
    }
    assert [one["state"] for one in view["machines"]] == ["unknown"]
    assert "walker" not in view["machines"][0]


def test_before_the_broker_was_reached_nothing_is_claimed() -> None:
    gym = Gym(wall_time)
    assert gym.view(0.0)["broker"]["linked"] is False


@pytest.mark.parametrize(
    "topic",
    [
        "treadctl/v2/a/tm-1/state",
        "treadctl/v1/a/state",
        "treadctl/v1/A B/tm-1/state",
        f"treadctl/v1/a/{'t' * 33}/state",
        "homeassistant/status",
        "",
    ],
)
def test_what_is_no_machine_s_is_ignored(topic: str) -> None:
    gym = heard()
    gym.hear(topic, b"online", 0.0)
    assert (parts(topic), gym.rows(0.0)) == (None, [])


def test_somebody_who_makes_names_up_does_not_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_MACHINES", 2)
    gym = heard("a/tm-1", "a/tm-2", "a/tm-3")
    assert len(gym.rows(0.0)) == 2


def test_no_answers_and_no_samples_are_asked_for() -> None:
    filters = [topic for topic, _ in topics("gym-1")]
    assert all(topic.startswith("treadctl/v1/gym-1/+/") for topic in filters)
    assert not [topic for topic in filters if "#" in topic or "telemetry" in topic]
