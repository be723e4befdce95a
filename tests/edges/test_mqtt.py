import asyncio
from functools import partial
from pathlib import Path

import aiomqtt
import pytest

from simulators.memory_gatt import MemoryRig
from tests.edges.mqtt_rig import BASE, config, online, said, until
from tests.mosquitto import Mosquitto, reader
from treadctl.app import belt_room
from treadctl.board.board import Board
from treadctl.board.requests import Stop
from treadctl.board.window import NearWindow
from treadctl.drivers.ftms import FtmsDriver
from treadctl.edges.mqtt import publish
from treadctl.model import BeltState
from treadctl.safety.latch import Latch

pytestmark = pytest.mark.realtime


def expiry_s(message: aiomqtt.Message) -> int | None:
    return getattr(message.properties, "MessageExpiryInterval", None)


async def test_state_and_availability_are_kept_for_whoever_comes_later(
    mosquitto: Mosquitto,
) -> None:
    async with online(mosquitto), reader(mosquitto.port) as late:
        state = await late.first(f"{BASE}/state")
        availability = await late.first(f"{BASE}/availability")
    assert (state.retain, state.qos) == (True, 1)
    assert 85 <= (expiry_s(state) or 0) <= 90
    assert said(state)["belt"] == "standing"
    assert said(state)["simulated"] is True
    assert (availability.retain, availability.qos) == (True, 1)
    assert (availability.payload, expiry_s(availability)) == (b"online", None)


async def test_each_measured_sample_is_published_once_and_not_kept(mosquitto: Mosquitto) -> None:
    async with online(mosquitto) as (room, outside):
        for speed_kmh in (1.0, 1.5, 1.5):
            room.show(speed_kmh=speed_kmh, age_s=0.0)
            await asyncio.sleep(0.03)
        await until(lambda: len(outside.of(f"{BASE}/telemetry")) >= 3)
        samples = outside.of(f"{BASE}/telemetry")[:3]
        async with reader(mosquitto.port) as late:
            await late.first(f"{BASE}/state")
            assert late.of(f"{BASE}/telemetry") == []
    assert [said(sample)["speed_kmh"] for sample in samples] == [1.0, 1.5, 1.5]
    assert {(sample.qos, sample.retain, expiry_s(sample)) for sample in samples} == {(0, False, 10)}


async def test_a_speed_that_nobody_knows_is_absent(mosquitto: Mosquitto) -> None:
    async with online(mosquitto) as (room, outside):
        room.show(belt=BeltState.UNKNOWN, speed_kmh=None, age_s=0.0)
        telemetry = await outside.first(f"{BASE}/telemetry")
        state = await outside.first(f"{BASE}/state", lambda m: said(m)["belt"] == "unknown")
    assert "speed_kmh" not in said(telemetry)
    assert "speed_kmh" not in said(state)


async def test_a_change_is_published_at_once(mosquitto: Mosquitto) -> None:
    async with online(mosquitto) as (room, outside):
        room.show(belt=BeltState.MOVING)
        async with asyncio.timeout(0.2):
            await outside.first(f"{BASE}/state", lambda m: said(m)["belt"] == "moving")


async def test_events_arrive_in_order_each_with_its_id(mosquitto: Mosquitto) -> None:
    names = ["stop_requested", "stop_written", "slowing", "standing", "latched"]
    async with online(mosquitto) as (room, outside):
        for name in names:
            room.say(name, cause="pain")
        await until(lambda: len(outside.of(f"{BASE}/event/#")) == len(names))
        events = outside.of(f"{BASE}/event/#")
    assert [event.topic.value.split("/")[-1] for event in events] == names
    assert {(event.qos, event.retain) for event in events} == {(1, False)}
    ids = [said(event)["id"] for event in events]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "payload",
    [b"", b"PRESS", b'{"request":"start"}', b"\xff\xfe\x00", bytes(range(256)) * 4096],
    ids=["empty", "word", "start", "no-text", "a-megabyte"],
)
async def test_whatever_is_in_a_stop_it_stops(mosquitto: Mosquitto, payload: bytes) -> None:
    async with online(mosquitto) as (room, outside):
        await outside.client.publish(f"{BASE}/cmd/stop", payload, qos=1)
        await until(lambda: room.asked)
        assert room.asked == [Stop()]
        assert said(await outside.first(f"{BASE}/ack/stop"))["accepted"] is True


@pytest.mark.parametrize("qos", [0, 1, 2])
async def test_a_stop_of_any_quality_of_service_stops(mosquitto: Mosquitto, qos: int) -> None:
    async with online(mosquitto) as (room, outside):
        await outside.client.publish(f"{BASE}/cmd/stop", b"x", qos=qos)
        await until(lambda: room.asked)


async def test_a_stop_from_the_broker_reaches_the_treadmill(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    rig = MemoryRig()
    open_driver = partial(FtmsDriver, rig.open_client)
    async with (
        reader(mosquitto.port) as outside,
        belt_room(Board(), open_driver, Latch(tmp_path / "latch"), "C") as room,
    ):
        window = NearWindow(room.board, room.desk.ask)
        edge = asyncio.create_task(publish(window, config(mosquitto.port)))
        await outside.first(f"{BASE}/state", lambda m: said(m)["linked"])
        await outside.client.publish(f"{BASE}/cmd/stop", b"now", qos=1)
        requested = await outside.first(f"{BASE}/event/stop_requested")
        await outside.first(f"{BASE}/event/stop_written")
        edge.cancel()
        await asyncio.wait([edge])
    assert said(requested)["cause"] == "user"


async def test_a_retained_stop_stops_once_and_is_taken_off_the_broker(
    mosquitto: Mosquitto,
) -> None:
    async with reader(mosquitto.port) as outside:
        await outside.client.publish(f"{BASE}/cmd/stop", b"x", qos=1, retain=True)
    async with online(mosquitto) as (room, outside):
        await outside.first(f"{BASE}/cmd/stop", lambda m: m.payload == b"")
        await asyncio.sleep(0.3)
        assert room.asked == [Stop()]
    async with online(mosquitto) as (room, _):
        await asyncio.sleep(0.3)
        assert room.asked == []


async def test_a_stop_retained_while_connected_is_taken_off_too(mosquitto: Mosquitto) -> None:
    async with online(mosquitto) as (room, outside):
        await outside.client.publish(f"{BASE}/cmd/stop", b"x", qos=1, retain=True)
        await outside.first(f"{BASE}/cmd/stop", lambda m: m.payload == b"")
        assert room.asked == [Stop()]
    async with reader(mosquitto.port, f"{BASE}/cmd/#") as late:
        await asyncio.sleep(0.2)
        assert late.seen == []


@pytest.mark.parametrize("command", ["start", "set_speed", "offer", "Stop", "stopp"])
async def test_every_other_command_is_refused_with_the_reason(
    mosquitto: Mosquitto, command: str
) -> None:
    async with online(mosquitto) as (room, outside):
        await outside.client.publish(f"{BASE}/cmd/{command}", b'{"request":"stop"}', qos=1)
        refusal = await outside.first(f"{BASE}/ack/{command}")
        assert room.asked == []
    assert said(refusal)["accepted"] is False
    assert "person at the machine" in said(refusal)["reason"]


async def test_a_stop_overtakes_a_flood_of_other_commands(mosquitto: Mosquitto) -> None:
    async with online(mosquitto) as (room, outside):
        for n in range(3000):
            await outside.client.publish(f"{BASE}/cmd/c{n}", b"x" * 100)
        await outside.client.publish(f"{BASE}/cmd/stop")
        await until(lambda: room.asked, within_s=5.0)
