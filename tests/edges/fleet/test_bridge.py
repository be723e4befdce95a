"""Two real brokers, a gym's and a hub's, joined by the configuration that is shipped."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

import pytest

from tests.edges.mqtt_rig import Room, config, published, until
from tests.mosquitto import Mosquitto, Reader, reader
from treadctl.board.requests import Stop
from treadctl.edges.fleet.stopping import stop
from treadctl.model import BeltState

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning"
    ),  # paho leaves it to the collector
]

CONF = files("treadctl.edges") / "mqtt_kit" / "bridge.conf"
SITE, MACHINE = "main-st", "tm-1"
BASE = f"treadctl/v1/{SITE}/{MACHINE}"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Mosquitto]:
    yield from _run(Mosquitto(_folder(tmp_path / "hub")))


@pytest.fixture
def gym(tmp_path: Path, hub: Mosquitto) -> Iterator[Mosquitto]:
    """A gym's broker with what `treadctl mqtt show bridge` prints; here without TLS."""
    broker = Mosquitto(_folder(tmp_path / "gym"))
    lines = [line for line in CONF.read_text("utf-8").splitlines() if "bridge_c" not in line]
    text = "\n".join(line for line in lines if "bridge_key" not in line)
    text = text.replace("hub.example:8883", f"127.0.0.1:{hub.port}").replace("gym-1", SITE)
    broker.join(text.replace("restart_timeout 5 60", "restart_timeout 1"))
    yield from _run(broker)


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _run(broker: Mosquitto) -> Iterator[Mosquitto]:
    broker.start()
    yield broker
    broker.stop()
    gc.collect()


class Walking(Room):
    """A belt that moves until it is asked to stop."""

    def show(self, **changes: object) -> None:
        changes["belt"] = BeltState.STANDING if self.asked else BeltState.MOVING
        super().show(**changes)


@asynccontextmanager
async def joined(hub: Mosquitto, gym: Mosquitto) -> AsyncIterator[tuple[Room, Reader]]:
    """A machine in the gym, and somebody at the hub who has heard of it."""
    room = Walking()
    async with reader(hub.port, "#") as headquarters, published(room, config(gym.port)):
        await headquarters.first(f"{BASE}/state")
        yield room, headquarters


async def test_what_a_machine_says_goes_out_to_the_hub(hub: Mosquitto, gym: Mosquitto) -> None:
    async with joined(hub, gym) as (room, headquarters):
        room.show(speed_kmh=2.0, age_s=0.0)
        room.say("slowing")
        for name in ("availability", "info", "telemetry", "event/slowing", "health"):
            await headquarters.first(f"{BASE}/{name}")


async def test_no_command_comes_down_and_none_goes_up(hub: Mosquitto, gym: Mosquitto) -> None:
    async with joined(hub, gym) as (room, headquarters), reader(gym.port) as desk:
        await headquarters.client.publish(f"{BASE}/cmd/stop", b"", qos=1)
        await headquarters.client.publish(f"{BASE}/cmd/stop", b"x", qos=1, retain=True)
        await headquarters.client.publish(f"{BASE}/event/made_up", b"{}", qos=1)
        room.say("slowing")  # goes the whole way after those
        await headquarters.first(f"{BASE}/event/slowing")
        assert room.asked == []
        assert desk.of(f"{BASE}/cmd/#") == desk.of(f"{BASE}/event/made_up") == []
        await desk.client.publish(f"{BASE}/cmd/stop", b"", qos=1)
        await until(lambda: room.asked)
        room.say("standing")
        await headquarters.first(f"{BASE}/event/standing")
        stops = headquarters.of(f"{BASE}/cmd/stop")
        assert len(stops) == 2  # its own two


async def test_a_stop_works_without_the_hub_and_what_happened_is_told_later(
    hub: Mosquitto, gym: Mosquitto
) -> None:
    async with joined(hub, gym) as (room, _):
        hub.stop()
        assert await stop(config(gym.port), SITE, MACHINE)
        assert {type(one) for one in room.asked} == {Stop}
        async with reader(gym.port) as desk:
            room.say("standing")
            await desk.first(f"{BASE}/event/standing")
        hub.start()
        async with reader(hub.port, "#") as headquarters:
            await headquarters.first(f"{BASE}/event/standing")
