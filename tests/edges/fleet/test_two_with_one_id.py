"""Two machines that were given one name, on a real broker, seen from the gym."""

import asyncio
import gc

import pytest

from tests.edges.mqtt_rig import Room, config, published, until
from tests.mosquitto import Mosquitto
from treadctl.edges import mqtt
from treadctl.edges.fleet.gym import Gym, topics
from treadctl.edges.fleet.listening import listen
from treadctl.edges.mqtt import wall_time

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning"
    ),  # paho leaves it to the collector
]


async def test_they_are_named_as_two(mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt, "BACK_OFF_S", (0.2,))
    loop, gym, own = asyncio.get_running_loop(), Gym(wall_time), config(mosquitto.port)
    hearing = asyncio.create_task(
        listen(
            own,
            topics(),
            lambda topic, payload: gym.hear(topic, payload, loop.time()),
            lambda why: gym.linked(why, loop.time()),
        )
    )

    def alarms() -> str:
        return " ".join(alarm for row in gym.rows(loop.time()) for alarm in row.alarms)

    async with published(Room(), own):
        await until(lambda: gym.rows(loop.time()))
        assert "Two machines" not in alarms()
        async with published(Room(), own):
            await until(lambda: "Two machines call themselves main-st/tm-1" in alarms())
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    gc.collect()
