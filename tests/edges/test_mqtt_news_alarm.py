"""When an alarm is said, said again and cleared."""

import json
from typing import Any

from tests.edges.looks import delivered, look, new_news
from treadctl.edges.mqtt_news import FRESH_S, News
from treadctl.model import PULL_THE_KEY, BeltState, StopCause

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
