"""What the ingest is measured by; test_fleet.py runs it."""

from tests.edges.fleet.machines import telemetry
from treadctl.cli.bench.fleet_ingest import _values

TOPIC = "treadctl/v1/sim/tm-1/telemetry"


def test_a_payload_is_in_the_database_once_each_of_its_values_is() -> None:
    assert _values(TOPIC, telemetry(speed_kmh=2.0, distance_m=3)) == 3  # and its age


def test_what_is_about_a_person_is_not_waited_for() -> None:
    assert _values(TOPIC, telemetry(heart_rate_bpm=90)) == 1


def test_a_payload_that_nobody_can_read_is_not_waited_for() -> None:
    assert _values(TOPIC, b"\xff") == 0
