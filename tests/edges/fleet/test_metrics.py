import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.edges.fleet.machines import WALK, alarm, event, state, telemetry
from treadctl.edges.fleet.metrics import METRICS, line, standing_facts, topics
from treadctl.edges.mqtt_asyncapi import CHANNELS
from treadctl.edges.mqtt_payloads import Health, Telemetry
from treadctl.model import BeltState, StopCause

WHO = "treadctl,site=gym-1,machine=tm-1"
NOON_NS = 1795348800000000000


def told(name: str, payload: bytes) -> str | None:
    return line(f"treadctl/v1/gym-1/tm-1/{name}", payload)


def values(found: str | None) -> dict[str, float]:
    assert found is not None
    pairs = (one.split("=") for one in found.split(" ")[1].split(","))
    return {key: float(value) for key, value in pairs}


def test_a_sample_is_one_line_with_the_instant_it_was_measured() -> None:
    found = told("telemetry", telemetry(speed_kmh=2.5, distance_m=40))
    assert found == f"{WHO} speed_kmh=2.5,distance_m=40,age_s=0.25 {NOON_NS}"


def test_a_late_sample_has_its_own_instant_and_no_age() -> None:
    assert (
        told("backfill", telemetry(1.5, speed_kmh=2.5))
        == f"{WHO} speed_kmh=2.5 {NOON_NS + 1500000000}"
    )


def test_what_is_about_a_person_is_not_stored() -> None:
    found = told("telemetry", telemetry(heart_rate_bpm=99, session_id="s", elapsed_s=10.0))
    assert found == f"{WHO} age_s=0.25 {NOON_NS}"
    assert "gentle" not in str(told("state", state(walk=WALK)))


@pytest.mark.parametrize(
    ("belt", "moving", "standing"),
    [
        (BeltState.STANDING, 0, 1),
        (BeltState.MOVING, 1, 0),
        (BeltState.STOPPING, 1, 0),
    ],
)
def test_a_belt_moves_or_stands(belt: BeltState, moving: int, standing: int) -> None:
    found = values(told("state", state(belt)))
    assert (found["moving"], found["standing"]) == (moving, standing)


def test_of_a_belt_nobody_knows_neither_is_said() -> None:
    found = values(told("state", state(BeltState.UNKNOWN, linked=False)))
    assert not {"moving", "standing"} & found.keys()
    assert found["linked"] == 0


def test_a_machine_without_a_pain_button_is_told() -> None:
    assert values(told("state", state(pain_button="none")))["pain_button"] == 0
    assert values(told("state", state()))["pain_button"] == 1


def test_a_stop_is_told_with_its_cause() -> None:
    found = told("event/stop_requested", event(0.0, StopCause.PAIN))
    assert found == f"{WHO},cause=pain stop=1 {NOON_NS}"


def test_an_alarm_is_there_until_it_is_emptied() -> None:
    assert values(told("alarm", alarm())) == {"alarm": 1}
    assert told("alarm", b"") == f"{WHO} alarm=0"


def test_whether_a_machine_is_there_is_told_again_and_again() -> None:
    assert told("availability", b"offline") == f"{WHO} online=0"
    facts = standing_facts({("gym-1", "tm-1"): True, ("gym-1", "tm-2"): False})
    assert facts == [f"{WHO} online=1", "treadctl,site=gym-1,machine=tm-2 online=0"]


def test_every_number_of_the_health_payload_is_stored() -> None:
    numbers = {
        key for key in Health.model_fields if key not in ("v", "ts", "simulated", "id", "refused")
    }
    assert {f"treadctl_{key}" for key in numbers} <= METRICS


def test_of_a_sample_only_what_belongs_to_a_person_is_left_out() -> None:
    left = {key for key in Telemetry.model_fields if f"treadctl_{key}" not in METRICS}
    assert left == {
        *("v", "ts", "simulated", "id", "session_id"),
        *("heart_rate_bpm", "elapsed_s", "remaining_s"),
    }


def test_all_that_is_asked_for_exists() -> None:
    there = {one.topic for one in CHANNELS.values()} | {"event/stop_requested"}
    assert {topic.split("/", 4)[4] for topic, _ in topics()} <= there


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"null",
        b'{"ts":1}',
        b'{"speed_kmh":2.0}',
        b'{"ts":"2026-11-22T12:00:00.000Z","speed_kmh":"2 3,x=1"}',
        b'{"ts":"2026-11-22T12:00:00.000Z","speed_kmh":NaN}',
        b'{"ts":"2026-11-22T12:00:00.000Z","speed_kmh":true}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_sample_is_no_line(payload: bytes) -> None:
    assert told("telemetry", payload) is None


@given(st.binary(max_size=64), st.sampled_from(["telemetry", "state", "health", "alarm"]))
def test_any_bytes_are_taken_without_a_complaint(payload: bytes, name: str) -> None:
    found = told(name, payload)
    assert found is None or "\n" not in found
