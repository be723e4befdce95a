import json
from typing import Any

import pytest

from tests.edges.looks import DISCOVERY, all_delivered, delivered, look, new_news
from treadctl.edges.mqtt_commands import Refusal
from treadctl.edges.mqtt_news import (
    FRESH_S,
    HEALTH_EVERY_S,
    HEALTH_PAUSE_S,
    MOST_ACKS,
    STATE_EVERY_S,
)
from treadctl.edges.outbox import Waiting
from treadctl.model import BeltState


def test_a_first_look_gives_the_state_then_what_we_are_and_how_it_goes() -> None:
    news = new_news()
    news.hear(look(10.0, speed_kmh=2.0, age_s=0.2))
    assert all_delivered(news, 10.0) == ["state", "info", DISCOVERY, "health"]


def test_what_we_are_is_said_again_to_whoever_starts_later() -> None:
    news = new_news()
    news.hear(look(10.0))
    all_delivered(news, 10.0)
    news.announce()
    assert all_delivered(news, 10.0) == ["info", DISCOVERY]


def test_what_we_are_is_said_again_once_the_machine_is_known() -> None:
    news = new_news()
    news.hear(look(10.0, machine=None))
    all_delivered(news, 10.0)
    news.hear(look(10.25))
    assert all_delivered(news, 10.25) == ["state", "info", DISCOVERY]
    news.hear(look(10.5))
    assert all_delivered(news, 10.5) == []


def test_how_it_goes_is_said_regularly_with_what_was_counted() -> None:
    news = new_news()
    news.waiting = Waiting(3, 70)
    news.begin_anew()
    news.refuse("start", Refusal.NOT_FROM_AFAR, 10.0)
    news.flooded()
    assert news.health_is_due(10.0)
    health = [message for message in iter(lambda: news.next(10.0), None)][-1]
    found = json.loads(health.payload)
    assert (found["events_waiting"], found["samples_waiting"], found["connections"]) == (3, 70, 1)
    assert found["refused"] == {"flood": 1, "not_from_afar": 1}
    assert not news.health_is_due(9.9 + HEALTH_EVERY_S)
    assert news.health_is_due(10.0 + HEALTH_EVERY_S)


def test_what_was_counted_is_said_soon_and_not_more_often_than_each_second() -> None:
    news = new_news()
    all_delivered(news, 10.0)
    news.flooded()
    assert all_delivered(news, 9.9 + HEALTH_PAUSE_S) == []
    assert all_delivered(news, 10.0 + HEALTH_PAUSE_S) == ["health"]
    assert all_delivered(news, 12.0 + HEALTH_PAUSE_S) == []


def test_the_state_has_the_age_of_the_speed_but_is_not_said_for_that() -> None:
    news = new_news()
    news.hear(look(10.0, age_s=0.2))
    message = news.next(10.0)
    assert message is not None and json.loads(message.payload)["age_s"] == 0.2
    all_delivered(news, 10.0)
    news.hear(look(10.25, age_s=0.45))
    assert all_delivered(news, 10.25) == []


@pytest.mark.parametrize(
    "change",
    [
        {"belt": BeltState.STOPPING},
        {"linked": False},
        {"latched": True},
        {"stop_cause": "pain"},
        {"console": True},
        {"target_speed_kmh": 3.0},
    ],
)
def test_the_state_is_said_when_it_changes(change: dict[str, Any]) -> None:
    news = new_news()
    news.hear(look(10.0))
    delivered(news, 10.0)
    news.hear(look(10.25, **change))
    assert delivered(news, 10.25) == ["state"]


def test_the_state_is_said_again_before_it_expires() -> None:
    news = new_news()
    news.hear(look(10.0))
    delivered(news, 10.0)
    news.hear(look(9.9 + STATE_EVERY_S))
    assert delivered(news, 9.9 + STATE_EVERY_S) == []
    news.hear(look(10.0 + STATE_EVERY_S))
    assert delivered(news, 10.0 + STATE_EVERY_S) == ["state"]


def test_a_look_of_long_ago_is_not_passed_off_as_the_present() -> None:
    news = new_news()
    news.hear(look(10.0, age_s=0.1))
    assert delivered(news, 10.1 + FRESH_S) == []


def test_only_the_newest_look_counts() -> None:
    news = new_news()
    for n in range(100):
        news.hear(look(10.0 + n, target_speed_kmh=float(n), age_s=0.0))
    state = news.next(109.0)
    assert state is not None
    assert json.loads(state.payload)["target_speed_kmh"] == 99.0
    assert delivered(news, 109.0) == []


def test_a_broker_that_came_back_is_told_the_state() -> None:
    news = new_news()
    news.hear(look(10.0))
    delivered(news, 10.0)
    news.begin_anew()
    assert delivered(news, 10.5) == ["alarm", "state"]


def test_what_a_simulated_machine_says_is_marked() -> None:
    news = new_news()
    news.hear(look(10.0, simulated=True, age_s=0.1))
    said = [message for message in iter(lambda: news.next(10.1), None) if not message.foreign]
    assert [json.loads(message.payload)["simulated"] for message in said] == [True] * 3


def test_a_simulated_site_is_marked_before_its_machine_is_known() -> None:
    news = new_news("sim")
    news.hear(look(10.0, machine=None, linked=False))
    message = news.next(10.0)
    assert message is not None
    assert json.loads(message.payload)["simulated"] is True


def test_nothing_is_claimed_of_a_machine_that_is_not_known_yet() -> None:
    news = new_news()
    news.hear(look(10.0, machine=None, linked=False))
    message = news.next(10.0)
    assert message is not None
    assert "simulated" not in json.loads(message.payload)


def test_a_flood_of_commands_gets_few_answers_and_the_stop_is_still_cleared() -> None:
    news = new_news()
    for n in range(1000):
        news.answer(f"c{n}", "No.", 10.0)
    news.clear_stop()
    topics = delivered(news, 10.0)
    assert len(topics) == MOST_ACKS + 1
    assert "cmd/stop" in topics


def test_news_wake_whoever_sends() -> None:
    news = new_news()
    assert not news.news.is_set()
    news.hear(look(10.0))
    assert news.news.is_set()
