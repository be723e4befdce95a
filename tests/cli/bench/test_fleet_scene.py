import json

import pytest

from tests.edges.fleet.machines import telemetry
from treadctl.cli.bench.fleet_scene import Heard, Leg, until
from treadctl.errors import TreadctlError

BASE = "treadctl/v1/sim/tm-1"


def test_what_is_heard_twice_counts_once() -> None:
    heard = Heard()
    for _ in range(2):
        heard.take(f"{BASE}/event/standing", b'{"id": "a"}', 0)
        heard.take(f"{BASE}/session/summary", b'{"id": "b"}', 0)
    heard.take(f"{BASE}/telemetry", telemetry(), 0)
    heard.take(f"{BASE}/backfill", telemetry(), 0)
    assert (heard.events, len(heard.samples)) == ({"a", "b"}, 1)


def test_a_machine_is_online_once_it_says_so() -> None:
    heard = Heard()
    heard.take(f"{BASE}/availability", b"online", 0)
    heard.take("treadctl/v1/sim/tm-2/availability", b"offline", 0)
    assert heard.online == {f"{BASE}/availability"}


def test_a_sample_was_under_way_from_when_its_message_was_made() -> None:
    heard = Heard()
    wall, began_ns = heard._began
    said = {
        "id": "a",
        "ts": wall.isoformat(timespec="milliseconds")[:-6] + "Z",
        "age_s": 0.25,
    }
    heard.take(f"{BASE}/telemetry", json.dumps(said).encode(), began_ns + 300_000_000)
    (ms,) = heard.under_way_ms
    assert ms == pytest.approx(50.0, abs=1.1)  # the instant is given to the millisecond


def test_the_machines_own_processors_are_not_in_the_cost_of_one() -> None:
    cpu_s = {"broker": 1.0, "ingest": 2.0, "store": 1.0, "machines": 99.0}
    assert Leg(10, "sink", 0.0, 0, 0, 0, 0, 0.0, cpu_s, []).cpu_s_per_machine == 0.4


def test_what_does_not_come_is_said() -> None:
    with pytest.raises(TreadctlError, match="in vain for rain"):
        until(lambda: False, 0.0, "rain")
