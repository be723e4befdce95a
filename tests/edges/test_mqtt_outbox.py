import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from treadctl.board.snapshot import Snapshot, as_json
from treadctl.board.window import message as as_news
from treadctl.edges.mqtt_outbox import FRESH_S, MOST_ACKS, MOST_EVENTS, STATE_EVERY_S, Outbox
from treadctl.model import PULL_THE_KEY, BeltState, Event, StopCause

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


def happened(at: float, name: str = "slowing", **data: object) -> dict[str, Any]:
    return as_news(Event(at, name, data))


def new_outbox() -> Outbox:
    return Outbox(wall_time)


def delivered(outbox: Outbox, now: float) -> list[str]:
    """Send all there is; return the topics."""
    topics = []
    while (message := outbox.next(now)) is not None:
        topics.append(message.topic)
        outbox.sent()
    return topics


def test_a_first_look_gives_the_state_and_the_sample() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0, speed_kmh=2.0, age_s=0.2))
    assert delivered(outbox, 10.0) == ["state", "telemetry"]


def test_without_a_measurement_there_is_no_telemetry() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0))
    assert delivered(outbox, 10.0) == ["state"]


def test_a_sample_that_is_only_older_is_not_said_again() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0, age_s=0.2))
    delivered(outbox, 10.0)
    outbox.hear(look(10.25, age_s=0.451))
    assert delivered(outbox, 10.25) == []


def test_a_new_sample_with_the_same_speed_is_said() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0, speed_kmh=2.0, age_s=0.2))
    delivered(outbox, 10.0)
    outbox.hear(look(11.0, speed_kmh=2.0, age_s=0.1))
    assert delivered(outbox, 11.0) == ["telemetry"]


def test_telemetry_is_stamped_with_the_time_of_the_measurement() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0, age_s=0.75))
    outbox.next(10.0)
    sample = outbox.next(10.0)
    assert sample is not None
    assert json.loads(sample.payload)["ts"] == "2026-03-01T12:00:09.250Z"


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
    outbox = new_outbox()
    outbox.hear(look(10.0))
    delivered(outbox, 10.0)
    outbox.hear(look(10.25, **change))
    assert delivered(outbox, 10.25) == ["state"]


def test_the_state_is_said_again_before_it_expires() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0))
    delivered(outbox, 10.0)
    outbox.hear(look(9.9 + STATE_EVERY_S))
    assert delivered(outbox, 9.9 + STATE_EVERY_S) == []
    outbox.hear(look(10.0 + STATE_EVERY_S))
    assert delivered(outbox, 10.0 + STATE_EVERY_S) == ["state"]


def test_a_look_of_long_ago_is_not_passed_off_as_the_present() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0, age_s=0.1))
    assert delivered(outbox, 10.1 + FRESH_S) == []


def test_only_the_newest_look_counts() -> None:
    outbox = new_outbox()
    for n in range(100):
        outbox.hear(look(10.0 + n, target_speed_kmh=float(n), age_s=0.0))
    (state, telemetry) = (outbox.next(109.0), outbox.next(109.0))
    assert state is not None and telemetry is not None
    assert json.loads(state.payload)["target_speed_kmh"] == 99.0
    assert outbox.next(109.0) is None


def test_events_come_in_order_and_before_the_state() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0))
    outbox.hear(happened(10.1, "stop_requested"))
    outbox.hear(happened(10.2, "standing"))
    assert delivered(outbox, 10.2) == ["event/stop_requested", "event/standing", "state"]


def test_an_event_that_did_not_arrive_comes_again_with_the_same_id() -> None:
    outbox = new_outbox()
    outbox.hear(happened(10.0))
    first = outbox.next(10.0)
    outbox.begin_anew()
    assert outbox.next(20.0) == first
    outbox.sent()
    assert outbox.next(20.0) is None


def test_the_countdown_stays_inside() -> None:
    outbox = new_outbox()
    outbox.hear(happened(10.0, "countdown", words="3"))
    assert delivered(outbox, 10.0) == []


def test_the_oldest_events_make_room_and_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    outbox = new_outbox()
    for n in range(MOST_EVENTS + 5):
        outbox.hear(happened(float(n), "target", speed_kmh=n))
    first = outbox.next(2000.0)
    assert first is not None
    assert json.loads(first.payload)["speed_kmh"] == 5
    with caplog.at_level(logging.WARNING):
        outbox.begin_anew()
    assert [record.getMessage() for record in caplog.records] == [
        "MQTT: 5 events were lost meanwhile"
    ]


def test_an_event_pushed_out_while_it_was_sent_takes_no_other_with_it() -> None:
    outbox = new_outbox()
    for n in range(MOST_EVENTS):
        outbox.hear(happened(float(n)))
    outbox.next(2000.0)
    outbox.hear(happened(2000.0))
    outbox.sent()
    assert len(delivered(outbox, 2000.0)) == MOST_EVENTS


def test_a_broker_that_came_back_is_told_the_state() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0))
    delivered(outbox, 10.0)
    outbox.begin_anew()
    assert delivered(outbox, 10.5) == ["alarm", "state"]


def test_what_a_simulated_machine_says_is_marked() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0, simulated=True, age_s=0.1))
    outbox.hear(happened(10.1))
    while (message := outbox.next(10.1)) is not None:
        assert json.loads(message.payload)["simulated"] is True
        outbox.sent()


def test_a_simulated_site_is_marked_before_its_machine_is_known() -> None:
    outbox = Outbox(wall_time, simulated=True)
    outbox.hear(look(10.0, machine=None, linked=False))
    message = outbox.next(10.0)
    assert message is not None
    assert json.loads(message.payload)["simulated"] is True


def test_nothing_is_claimed_of_a_machine_that_is_not_known_yet() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0, machine=None, linked=False))
    message = outbox.next(10.0)
    assert message is not None
    assert "simulated" not in json.loads(message.payload)


def test_a_flood_of_commands_gets_few_answers_and_the_stop_is_still_cleared() -> None:
    outbox = new_outbox()
    for n in range(1000):
        outbox.answer(f"c{n}", "No.", 10.0)
    outbox.clear_stop()
    topics = delivered(outbox, 10.0)
    assert len(topics) == MOST_ACKS + 1
    assert "cmd/stop" in topics


def test_news_wake_whoever_sends() -> None:
    outbox = new_outbox()
    assert not outbox.news.is_set()
    outbox.hear(look(10.0))
    assert outbox.news.is_set()


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


def alarms(outbox: Outbox, now: float) -> list[Any]:
    """Send all there is; return what the alarm's messages say, None for one that clears it."""
    found = []
    while (message := outbox.next(now)) is not None:
        if message.topic == "alarm":
            found.append(json.loads(message.payload) if message.payload else None)
        outbox.sent()
    return found


def test_an_alarm_goes_first() -> None:
    outbox = new_outbox()
    outbox.hear(happened(10.0, "stop_requested"))
    outbox.answer("stop", None, 10.0)
    outbox.hear(look(10.1, **ALARM))
    topics = ["alarm", "ack/stop", "event/stop_requested", "state"]
    assert delivered(outbox, 10.1) == topics


def test_an_alarm_is_said_once_and_again_when_the_belt_stands_with_the_time_it_was_raised() -> None:
    outbox = new_outbox()
    for at in (10.0, 10.25):
        outbox.hear(look(at, **ALARM))
        raised = alarms(outbox, at)
        assert len(raised) == (1 if at == 10.0 else 0)
    outbox.hear(look(15.0, **AFTER_ALARM))
    (stood,) = alarms(outbox, 15.0)
    assert (stood["ts"], stood["stands"]) == ("2026-03-01T12:00:10.000Z", True)


def test_an_alarm_is_cleared_once_a_person_confirmed_the_stop() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0, **ALARM))
    alarms(outbox, 10.0)
    outbox.hear(look(20.0, **CONFIRMED))
    assert alarms(outbox, 20.0) == [None]
    outbox.hear(look(20.25, **CONFIRMED))
    assert alarms(outbox, 20.25) == []


def test_the_next_alarm_has_a_time_of_its_own() -> None:
    outbox = new_outbox()
    said = []
    for at, seen in ((10.0, ALARM), (20.0, CONFIRMED), (30.0, ALARM)):
        outbox.hear(look(at, **seen))
        said += alarms(outbox, at)
    assert said[-1]["ts"] == "2026-03-01T12:00:30.000Z"


def test_an_alarm_is_said_to_a_broker_that_comes_back_later_however_old_it_is() -> None:
    outbox = new_outbox()
    outbox.hear(look(10.0, **ALARM))
    outbox.begin_anew()
    (said,) = alarms(outbox, 500.0)
    assert said["ts"] == "2026-03-01T12:00:10.000Z"


def test_an_alarm_of_another_life_is_cleared_if_nothing_is_latched_any_more() -> None:
    outbox = new_outbox()
    outbox.begin_anew()
    outbox.hear(look(10.0))
    assert alarms(outbox, 10.0) == [None]


def test_an_alarm_of_another_life_stays_while_a_stop_waits_for_a_person() -> None:
    outbox = new_outbox()
    outbox.begin_anew()
    outbox.hear(look(10.0, **LATCHED))
    assert alarms(outbox, 10.0) == []
    outbox.hear(look(11.0, **CONFIRMED))
    assert alarms(outbox, 11.0) == [None]


def test_nothing_is_cleared_by_a_look_of_long_ago() -> None:
    outbox = new_outbox()
    outbox.begin_anew()
    outbox.hear(look(10.0))
    assert alarms(outbox, 10.1 + FRESH_S) == []
