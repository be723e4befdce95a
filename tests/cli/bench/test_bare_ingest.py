import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.edges.fleet.machines import telemetry
from treadctl.cli.bench.bare_ingest import line
from treadctl.cli.bench.bare_mqtt import client, mosquitto
from treadctl.cli.bench.fleet_store import store
from treadctl.edges.fleet import metrics

TOPIC = "treadctl/v1/sim/tm-1/telemetry"
PATIENCE_S = 20.0


def test_the_bare_client_makes_the_same_lines_as_ours() -> None:
    payload = telemetry(1.5, speed_kmh=2.0, target_speed_kmh=2.5, distance_m=7, heart_rate_bpm=90)
    assert line(TOPIC, payload) == metrics.line(TOPIC, payload)


@pytest.mark.realtime
def test_it_stores_what_is_said(tmp_path: Path) -> None:
    with mosquitto() as port, store(tmp_path) as database:
        command = [sys.executable, "-m", "treadctl.cli.bench.bare_ingest", str(port), database.url]
        with subprocess.Popen(command) as bare, client(port) as sender:
            ends_at = time.monotonic() + PATIENCE_S
            while database.rows() == 0 and time.monotonic() < ends_at:
                sender.publish(TOPIC, telemetry(speed_kmh=2.0), 0)
                time.sleep(0.1)
            bare.kill()
        assert database.rows() > 0
