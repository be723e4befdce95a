"""The alarm on a real broker: from its beginning until a person confirmed the stop."""

import asyncio
import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from simulators.memory_gatt import MemoryRig
from tests.edges.mqtt_rig import BASE, Room, config, online, published, said, until
from tests.mosquitto import Mosquitto, reader
from treadctl.app import belt_room
from treadctl.board.board import Board
from treadctl.board.requests import Acknowledge
from treadctl.board.window import NearWindow
from treadctl.drivers.ftms import FtmsDriver
from treadctl.edges.mqtt import publish
from treadctl.model import PULL_THE_KEY, BeltState, StopCause
from treadctl.safety.latch import Latch

pytestmark = pytest.mark.realtime

TOPIC = f"{BASE}/alarm"
ALARM: dict[str, Any] = {
    "belt": BeltState.UNKNOWN,
    "stop_cause": StopCause.PAIN,
    "latched": True,
    "alarm": PULL_THE_KEY,
    "alarmed": True,
}
AFTER_ALARM: dict[str, Any] = {"belt": BeltState.STANDING, "alarm": None}
CONFIRMED: dict[str, Any] = {"latched": False, "alarmed": False, "stop_cause": None}


def raised(message: aiomqtt.Message) -> bool:
    return bool(message.payload)


def stands(message: aiomqtt.Message) -> bool:
    return raised(message) and said(message)["stands"] is True


def cleared(message: aiomqtt.Message) -> bool:
    return not raised(message)


def when(message: aiomqtt.Message) -> float:
    return datetime.fromisoformat(said(message)["ts"]).timestamp()


async def kept(mosquitto: Mosquitto) -> aiomqtt.Message | None:
    """What the broker gives to whoever asks for the alarm now; None if there is none."""
    async with reader(mosquitto.port, f"{BASE}/+") as late:
        await late.first(f"{BASE}/availability")  # retained messages come together
        await asyncio.sleep(0.1)
        return next(iter(late.of(TOPIC)), None)


async def test_an_alarm_is_kept_for_whoever_comes_later_until_a_person_confirmed_the_stop(
    mosquitto: Mosquitto,
) -> None:
    async with online(mosquitto) as (room, outside):
        room.show(**ALARM)
        await outside.first(TOPIC, raised)
        found = await kept(mosquitto)
        assert found is not None and found.retain and found.qos == 1
        assert not hasattr(found.properties, "MessageExpiryInterval")
        assert (said(found)["cause"], said(found)["words"]) == ("pain", PULL_THE_KEY)

        room.show(**AFTER_ALARM)
        stood = await outside.first(TOPIC, stands)
        assert said(stood)["words"] != PULL_THE_KEY
        assert when(stood) == pytest.approx(when(found), abs=0.1)

        seen = len(outside.of(TOPIC))
        room.show(**CONFIRMED)
        await until(lambda: len(outside.of(TOPIC)) > seen)
        assert outside.of(TOPIC)[-1].payload == b""
        assert await kept(mosquitto) is None


async def test_a_broker_that_starts_again_in_the_alarm_is_told_again(mosquitto: Mosquitto) -> None:
    room = Room()
    async with published(room, config(mosquitto.port)):
        async with reader(mosquitto.port) as outside:
            room.show(**ALARM)
            first = await outside.first(TOPIC, raised)
        room.show(**AFTER_ALARM)
        mosquitto.stop()
        mosquitto.start()
        async with reader(mosquitto.port) as outside:
            again = await outside.first(TOPIC, raised)
    assert stands(again)
    assert when(again) == pytest.approx(when(first), abs=0.1)


async def test_a_broker_that_was_away_at_the_alarm_hears_of_it(mosquitto: Mosquitto) -> None:
    room = Room()
    async with published(room, config(mosquitto.port)):
        async with reader(mosquitto.port) as outside:
            await outside.first(f"{BASE}/state")
        mosquitto.stop()
        room.show(**ALARM)
        await asyncio.sleep(0.3)
        mosquitto.start()
        async with reader(mosquitto.port) as outside:
            told = await outside.first(TOPIC, raised)
    assert said(told)["words"] == PULL_THE_KEY


KILLED_LATER = """
import asyncio, sys
from tests.edges.mqtt_rig import Room, config, published
from tests.edges.test_mqtt_alarm import ALARM
async def main():
    room = Room()
    room.show(**ALARM)
    async with published(room, config(int(sys.argv[1]))):
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_an_alarm_outlives_the_killed_process_that_told_it_and_the_next_one_ends_it(
    mosquitto: Mosquitto,
) -> None:
    command = [sys.executable, "-c", KILLED_LATER, str(mosquitto.port)]
    async with reader(mosquitto.port) as outside:
        process = await asyncio.create_subprocess_exec(*command, cwd=Path(__file__).parents[2])
        await outside.first(TOPIC, raised)
        process.kill()
        await process.wait()
        assert await kept(mosquitto) is not None

    room = Room()
    room.show(**ALARM | AFTER_ALARM)
    async with reader(mosquitto.port) as outside, published(room, config(mosquitto.port)):
        await outside.first(TOPIC, stands)
        room.show(**CONFIRMED)
        await outside.first(TOPIC, cleared)
        assert await kept(mosquitto) is None


async def test_a_stale_alarm_is_taken_off_by_whoever_finds_nothing_latched(
    mosquitto: Mosquitto,
) -> None:
    async with reader(mosquitto.port) as outside:
        await outside.client.publish(TOPIC, b"{}", qos=1, retain=True)
    async with online(mosquitto) as (_, outside):
        await outside.first(TOPIC, cleared)
        assert await kept(mosquitto) is None


async def test_a_belt_that_did_not_stop_is_an_alarm_still_when_the_service_starts_again(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    rig, latch = MemoryRig(), Latch(tmp_path / "latch")
    latch.latched(StopCause.NOT_STOPPING)
    async with (
        reader(mosquitto.port) as outside,
        belt_room(Board(), partial(FtmsDriver, rig.open_client), latch, "C") as room,
    ):
        window = NearWindow(room.board, room.desk.ask)
        edge = asyncio.create_task(publish(window, config(mosquitto.port)))
        told = await outside.first(TOPIC, raised)
        assert (said(told)["cause"], said(told)["stands"]) == ("not_stopping", False)
        await outside.first(TOPIC, stands)

        await asyncio.sleep(3.5)  # nobody may confirm it sooner
        token = (window.latest or {})["acknowledge_token"]
        room.desk.ask(Acknowledge(request="acknowledge", token=token))
        await outside.first(TOPIC, cleared)
        assert await kept(mosquitto) is None
        edge.cancel()
        await asyncio.wait([edge])
