"""What MQTT is told of a machine: its state, its alarm, how it goes and what it is."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from treadctl.board.snapshot import Snapshot, WalkView, as_json
from treadctl.commissioned import ALARM_WORDS, PowerCut
from treadctl.edges import mqtt_messages as messages
from treadctl.edges.mqtt_messages import Stamp
from treadctl.edges.outbox import Entry, Kind, Waiting
from treadctl.model import PULL_THE_KEY, BeltState, StopCause

NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
ID = "01ARYZ6S41TSV4RRFFQ69G5FAV"

WALKING = as_json(
    Snapshot(
        seq=7,
        at=100.0,
        belt=BeltState.MOVING,
        linked=True,
        machine="Model 3",
        simulated=False,
        pain_button="wired",
        speed_kmh=2.5,
        age_s=0.4,
        target_speed_kmh=3.0,
        inclination_percent=1.5,
        target_inclination_percent=2.0,
        distance_m=120,
        heart_rate_bpm=101,
        walk=WalkView("gentle", "Gentle", "main", "walk", 61.0, 540.0, prompt="Go on?"),
    )
) | {"start_token": "a-token", "acknowledge_token": "another-token"}
UNKNOWN = as_json(
    Snapshot(
        seq=1,
        at=1.0,
        belt=BeltState.UNKNOWN,
        linked=False,
        machine=None,
        simulated=False,
        pain_button="none",
    )
)


def said(message: messages.Message) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(message.payload)
    return found


def state_payload(snapshot: messages.Json, simulated: bool | None = False) -> dict[str, Any]:
    found = messages.state_of(snapshot)
    return said(messages.state(found, Stamp(NOON, simulated), snapshot.get("age_s")))


def test_the_state_says_what_is_so_until_something_happens() -> None:
    assert state_payload(WALKING) == {
        "v": 1,
        "ts": "2026-03-01T12:00:00.250Z",
        "simulated": False,
        "belt": "moving",
        "linked": True,
        "machine": "Model 3",
        "pain_button": "wired",
        "target_speed_kmh": 3.0,
        "target_inclination_percent": 2.0,
        "latched": False,
        "alarmed": False,
        "console": False,
        "age_s": 0.4,
        "walk": {"profile": "gentle", "title": "Gentle", "stage": "main", "segment": "walk"},
    }


def test_a_latched_stop_is_in_the_state_with_its_cause_and_words() -> None:
    stopped = {**UNKNOWN, "latched": True, "stop_cause": StopCause.PAIN, "words": "Hold on."}
    found = state_payload(stopped)
    assert (found["latched"], found["stop_cause"], found["words"]) == (True, "pain", "Hold on.")


def test_the_state_is_retained_but_not_for_ever() -> None:
    message = messages.state(messages.state_of(WALKING), Stamp(NOON))
    assert (message.topic, message.qos, message.retain, message.expiry_s) == ("state", 1, True, 90)


ALARM = {
    **UNKNOWN,
    "latched": True,
    "alarmed": True,
    "stop_cause": StopCause.PAIN,
    "alarm": PULL_THE_KEY,
}
AFTER_ALARM = {key: value for key, value in ALARM.items() if key != "alarm"}


def test_the_alarm_says_why_and_what_to_do_and_is_kept_until_somebody_clears_it() -> None:
    found = messages.alarm_of(ALARM)
    assert found is not None
    message = messages.alarm(found, Stamp(NOON, False))
    kept = (message.topic, message.qos, message.retain, message.expiry_s)
    assert kept == ("alarm", 1, True, None)
    assert said(message) == {
        "v": 1,
        "ts": "2026-03-01T12:00:00.250Z",
        "simulated": False,
        "cause": "pain",
        "words": "PULL THE SAFETY KEY. The belt may still be moving.",
        "stands": False,
    }


def test_the_alarm_names_what_cuts_the_power_where_there_is_no_key() -> None:
    found = messages.alarm_of({**ALARM, "power_cut": "mains_switch"})
    assert found is not None and found["words"] == ALARM_WORDS[PowerCut.MAINS_SWITCH]


@pytest.mark.parametrize(
    ("belt", "stands"),
    [
        (BeltState.STANDING, True),
        (BeltState.UNKNOWN, False),
        (BeltState.STOPPING, False),
        (BeltState.MOVING, False),
    ],
)
def test_a_belt_stands_after_an_alarm_only_if_that_was_measured(
    belt: BeltState, stands: bool
) -> None:
    found = messages.alarm_of({**AFTER_ALARM, "belt": belt})
    assert found is not None
    assert found["stands"] is stands
    assert (found["words"] == PULL_THE_KEY) is not stands


@pytest.mark.parametrize("latched", [True, False])
def test_a_stop_without_an_alarm_is_none(latched: bool) -> None:
    assert messages.alarm_of({**UNKNOWN, "latched": latched}) is None


def test_an_alarm_is_cleared_by_nothing_kept_in_its_place() -> None:
    cleared = messages.CLEARED_ALARM
    assert (cleared.topic, cleared.payload, cleared.qos, cleared.retain) == ("alarm", b"", 1, True)


def test_what_is_not_known_is_absent() -> None:
    nothing = Entry(7, Kind.SAMPLE, ID, NOON, {}, "a-session")
    assert set(said(messages.live(nothing, NOON))) == {"v", "ts", "id", "session_id", "age_s"}
    assert set(state_payload(UNKNOWN, None)) == {
        "v",
        "ts",
        "belt",
        "linked",
        "pain_button",
        "latched",
        "alarmed",
        "console",
    }


def test_tokens_and_prompts_stay_inside() -> None:
    state = messages.state(messages.state_of(WALKING), Stamp(NOON))
    for secret in (b"token", b"Go on?"):
        assert secret not in state.payload


def test_how_it_goes_is_kept_for_a_minute_and_has_an_id() -> None:
    counts = {"connections": 1, "stops_taken": 0, "refused": {"not_json": 2}, "uptime_s": 5.0}
    message = messages.health(counts, Waiting(3, 4), ID, Stamp(NOON))
    assert (message.topic, message.retain, message.expiry_s) == ("health", True, 60)
    assert said(message)["id"] == ID
    assert (said(message)["events_waiting"], said(message)["refused"]) == (3, {"not_json": 2})


def test_what_we_are_is_kept() -> None:
    message = messages.info(WALKING, Stamp(NOON), pain=False)
    assert (message.topic, message.retain, message.expiry_s) == ("info", True, None)
    assert said(message)["machine"] == "Model 3"
    assert said(message)["pain_published"] is False


def test_availability_is_text_and_retained() -> None:
    assert (messages.ONLINE.payload, messages.OFFLINE.payload) == (b"online", b"offline")
    for message in (messages.ONLINE, messages.OFFLINE):
        assert (message.topic, message.qos, message.retain) == ("availability", 1, True)


def test_a_refusal_says_why() -> None:
    message = messages.ack("start", "Not from here.", Stamp(NOON))
    assert message.topic == "ack/start"
    assert (said(message)["accepted"], said(message)["reason"]) == (False, "Not from here.")


def test_an_acceptance_has_no_reason() -> None:
    found = said(messages.ack("stop", None, Stamp(NOON)))
    assert found["accepted"] is True
    assert "reason" not in found
