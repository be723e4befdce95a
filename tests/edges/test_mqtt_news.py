import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from treadctl.board.snapshot import Snapshot, as_json
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_commands import Refusal
from treadctl.edges.mqtt_news import (
    FRESH_S,
    HEALTH_EVERY_S,
    HEALTH_PAUSE_S,
    MOST_ACKS,
    STATE_EVERY_S,
    News,
)
from treadctl.edges.outbox import Waiting
from treadctl.model import PULL_THE_KEY, BeltState, StopCause

DISCOVERY = "homeassistant/device/treadctl-tm-1/config"
OF_US = {"info", "health", DISCOVERY}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def wall_time(at: float) -> datetime:
    return NOON + timedelta(seconds=at)


def look(at: float, **changes: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "seq": 1,
        "at": at,
        "belt": BeltState.MOVING,
        "linked": True,
        "machine": "Model 3",
        "simulated": False,
        "pain_button": "wired",
    }
    return {"snapshot": as_json(Snapshot(**shown | changes))}


def new_news(site: str = "main-st") -> News:
    return News(wall_time, BrokerConfig("h", 1883, site, "tm-1"))


def delivered(news: News, now: float) -> list[str]:
    """Send all there is; return the topics, but for those that say what we are and how it goes."""
    return [topic for topic in all_delivered(news, now) if topic not in OF_US]


def all_delivered(news: News, now: float) -> list[str]:
    """Send all there is; return the topics."""
    return [message.topic for message in iter(lambda: news.next(now), None)]


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


ALARM: dict[str, Any] = {
    "belt": BeltState.STOPPING,
    "stop_cause": StopCause.PAIN,
    "latched": True,
    "alarm": PULL_THE_KEY,
    "alarmed": True,
}
AFTER_ALARM = ALARM | {"belt": BeltState.STANDING, "alarm": None}
LATCHED = AFTER_ALARM | {"alarmed": False}
CONFIRMED = LATCHED | {"latched": False, "stop_cause": None}


def alarms(news: News, now: float) -> list[Any]:
    """Send all there is; return what the alarm's messages say, None for one that clears it."""
    found = []
    while (message := news.next(now)) is not None:
        if message.topic == "alarm":
            found.append(json.loads(message.payload) if message.payload else None)
    return found


def test_an_alarm_goes_first() -> None:
    news = new_news()
    news.answer("stop", None, 10.0)
    news.hear(look(10.1, **ALARM))
    assert delivered(news, 10.1) == ["alarm", "ack/stop", "state"]


def test_an_alarm_is_said_once_and_again_when_the_belt_stands_with_the_time_it_was_raised() -> None:
    news = new_news()
    for at in (10.0, 10.25):
        news.hear(look(at, **ALARM))
        raised = alarms(news, at)
        assert len(raised) == (1 if at == 10.0 else 0)
    news.hear(look(15.0, **AFTER_ALARM))
    (stood,) = alarms(news, 15.0)
    assert (stood["ts"], stood["stands"]) == ("2026-03-01T12:00:10.000Z", True)


def test_an_alarm_is_cleared_once_a_person_confirmed_the_stop() -> None:
    news = new_news()
    news.hear(look(10.0, **ALARM))
    alarms(news, 10.0)
    news.hear(look(20.0, **CONFIRMED))
    assert alarms(news, 20.0) == [None]
    news.hear(look(20.25, **CONFIRMED))
    assert alarms(news, 20.25) == []


def test_the_next_alarm_has_a_time_of_its_own() -> None:
    news = new_news()
    said = []
    for at, seen in ((10.0, ALARM), (20.0, CONFIRMED), (30.0, ALARM)):
        news.hear(look(at, **seen))
        said += alarms(news, at)
    assert said[-1]["ts"] == "2026-03-01T12:00:30.000Z"


def test_an_alarm_is_said_to_a_broker_that_comes_back_later_however_old_it_is() -> None:
    news = new_news()
    news.hear(look(10.0, **ALARM))
    news.begin_anew()
    (said,) = alarms(news, 500.0)
    assert said["ts"] == "2026-03-01T12:00:10.000Z"


def test_an_alarm_of_another_life_is_cleared_if_nothing_is_latched_any_more() -> None:
    news = new_news()
    news.begin_anew()
    news.hear(look(10.0))
    assert alarms(news, 10.0) == [None]


def test_an_alarm_of_another_life_stays_while_a_stop_waits_for_a_person() -> None:
    news = new_news()
    news.begin_anew()
    news.hear(look(10.0, **LATCHED))
    assert alarms(news, 10.0) == []
    news.hear(look(11.0, **CONFIRMED))
    assert alarms(news, 11.0) == [None]


def test_nothing_is_cleared_by_a_look_of_long_ago() -> None:
    news = new_news()
    news.begin_anew()
    news.hear(look(10.0))
    assert alarms(news, 10.1 + FRESH_S) == []
