import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edges.mqtt_rig import BASE, Room, config, published
from tests.mosquitto import V311, free_port, reader
from treadctl.board.requests import Stop

pytestmark = pytest.mark.realtime

ROOT = Path(__file__).parents[2]


def command(port: int) -> list[str]:
    return [sys.executable, "-m", "simulators.broker", "--port", str(port)]


@pytest.fixture
def port() -> Iterator[int]:
    """Where a demo broker listens."""
    found = free_port()
    with subprocess.Popen(command(found), cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield found
        process.terminate()
        assert process.wait(10) == 0


async def test_a_belt_is_shown_on_the_demo_broker_and_stopped_from_there(port: int) -> None:
    room = Room()
    async with reader(port, version=V311) as outside:
        async with published(room, config(port)):
            await outside.first(f"{BASE}/availability", lambda m: m.payload == b"online")
            await outside.first(f"{BASE}/state")
            room.show(speed_kmh=1.0, age_s=0.0)
            await outside.first(f"{BASE}/telemetry")
            await outside.client.publish(f"{BASE}/cmd/stop", b"\xff", qos=1)
            await outside.first(f"{BASE}/ack/stop")
            assert room.asked == [Stop()]
        await outside.first(f"{BASE}/availability", lambda m: m.payload == b"offline")


def test_a_taken_port_is_one_sentence(port: int) -> None:
    second = subprocess.run(
        command(port), cwd=ROOT, capture_output=True, check=False, text=True, timeout=20
    )
    assert second.returncode == 1
    assert second.stderr.startswith(f"The demo broker cannot listen on 127.0.0.1:{port}")
    assert second.stderr.count("\n") == 1


def test_it_says_nothing_but_ready(port: int) -> None:
    found = free_port()
    with subprocess.Popen(
        command(found), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()
        assert process.communicate(timeout=10) == (b"", b"")
