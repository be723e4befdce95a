"""What an outbox keeps, as MQTT says it: samples and events."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from treadctl.edges import mqtt_messages as messages
from treadctl.edges.outbox import Entry, Kind

NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
ID = "01ARYZ6S41TSV4RRFFQ69G5FAV"


def said(message: messages.Message) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(message.payload)
    return found


def sample(simulated: bool | None = None, **data: Any) -> Entry:
    return Entry(7, Kind.SAMPLE, ID, NOON, data, "a-session", simulated)


def test_the_telemetry_says_what_was_measured_and_how_long_ago() -> None:
    later = NOON + timedelta(seconds=0.125)
    assert said(messages.live(sample(True, speed_kmh=2.5, distance_m=120), later)) == {
        "v": 1,
        "ts": "2026-03-01T12:00:00.250Z",
        "simulated": True,
        "id": ID,
        "session_id": "a-session",
        "age_s": 0.125,
        "speed_kmh": 2.5,
        "distance_m": 120,
    }


def test_a_clock_that_was_set_back_makes_no_sample_of_the_future() -> None:
    assert said(messages.live(sample(), NOON - timedelta(hours=1)))["age_s"] == 0


def test_the_telemetry_is_for_those_who_listen_now() -> None:
    message = messages.live(sample(), NOON)
    kept = (message.topic, message.qos, message.retain, message.expiry_s)
    assert kept == ("telemetry", 0, False, 10)


def test_a_late_sample_is_the_same_on_a_topic_of_its_own_and_arrives_for_sure() -> None:
    later = NOON + timedelta(hours=2)
    message = messages.late(sample(speed_kmh=2.5), later)
    assert (message.topic, message.qos, message.retain) == ("backfill", 1, False)
    assert said(message)["age_s"] == 7200
    assert said(message)["id"] == ID


def happened(name: str, **data: Any) -> Entry:
    return Entry(8, Kind.EVENT, ID, NOON, {"event": name, **data}, "a-session", True)


def told(name: str, **data: Any) -> messages.Message:
    message = messages.event(happened(name, **data), pain=False)
    assert message is not None
    return message


def test_an_event_has_a_topic_of_its_own_and_an_id() -> None:
    message = told("stop_requested", cause="pain", speed_kmh=2.5)
    assert (message.topic, message.qos, message.retain) == ("event/stop_requested", 1, False)
    assert said(message) == {
        "v": 1,
        "ts": "2026-03-01T12:00:00.250Z",
        "simulated": True,
        "id": ID,
        "session_id": "a-session",
        "cause": "pain",
        "speed_kmh": 2.5,
    }


def test_an_answer_about_pain_is_told_only_where_that_was_chosen() -> None:
    answered = happened("check_in_answered", pain=4)
    for allowed in (True, False):
        message = messages.event(answered, pain=allowed)
        assert message is not None and ("pain" in said(message)) is allowed


def test_the_countdown_stays_inside() -> None:
    assert messages.event(happened("countdown", words="3"), pain=True) is None


def test_a_walk_s_beginning_and_its_summary_have_topics_of_their_own() -> None:
    began = told("session_started", profile="gentle-start")
    ended = told("session_summary", outcome="stopped", stopped_by="pain", walker="Ann", samples=9)
    assert [began.topic, ended.topic] == ["session/started", "session/summary"]
    assert said(began)["profile"] == "gentle-start"
    assert (said(ended)["stopped_by"], said(ended)["samples"]) == ("pain", 9)
    assert "walker" not in said(ended)
