import asyncio
import socket
import sys
from pathlib import Path

import pytest

from tests.edges.mqtt_rig import BASE, Room, config, online, published, said, until
from tests.mosquitto import Mosquitto, free_port, reader
from treadctl.model import BeltState

pytestmark = pytest.mark.realtime


async def test_a_clean_end_says_offline(mosquitto: Mosquitto) -> None:
    async with reader(mosquitto.port) as outside:
        async with published(Room(), config(mosquitto.port)):
            await outside.first(f"{BASE}/availability", lambda m: m.payload == b"online")
        await outside.first(f"{BASE}/availability", lambda m: m.payload == b"offline")


KILLED_LATER = """
import asyncio, sys
from tests.edges.mqtt_rig import Room, config, published
async def main():
    async with published(Room(), config(int(sys.argv[1]))):
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_a_killed_process_leaves_its_last_will(mosquitto: Mosquitto) -> None:
    command = [sys.executable, "-c", KILLED_LATER, str(mosquitto.port)]
    async with reader(mosquitto.port) as outside:
        process = await asyncio.create_subprocess_exec(*command, cwd=Path(__file__).parents[2])
        await outside.first(f"{BASE}/availability", lambda m: m.payload == b"online")
        process.kill()
        await process.wait()
        will = await outside.first(f"{BASE}/availability", lambda m: m.payload == b"offline")
        assert will.qos == 1
        async with reader(mosquitto.port) as late:
            kept = await late.first(f"{BASE}/availability")
            assert (kept.payload, kept.retain) == (b"offline", True)


async def test_a_broker_that_starts_again_is_told_everything(
    mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    room = Room()
    async with published(room, config(mosquitto.port)):
        async with reader(mosquitto.port) as outside:
            await outside.first(f"{BASE}/state")
        mosquitto.stop()
        room.say("belt_moves")
        await asyncio.sleep(0.5)
        mosquitto.start()
        async with reader(mosquitto.port) as outside:
            state = await outside.first(f"{BASE}/state")
            await outside.first(f"{BASE}/event/belt_moves")
            await outside.first(f"{BASE}/availability", lambda m: m.payload == b"online")
            await outside.client.publish(f"{BASE}/cmd/stop")
            await until(lambda: room.asked)
    assert said(state)["belt"] == "standing"
    # aiomqtt may trip over the closed socket in one more turn, of which asyncio complains.
    told = [record for record in caplog.records if record.name != "asyncio"]
    lines = [record.getMessage() for record in told]
    assert ["is away" in line for line in lines] == [True, False]
    assert ["is back" in line for line in lines] == [False, True]


async def test_a_broker_that_hung_for_a_while_gets_the_newest_state(mosquitto: Mosquitto) -> None:
    async with online(mosquitto) as (room, outside):
        mosquitto.freeze()
        room.say("belt_moves")
        await asyncio.sleep(3.5)
        room.show(belt=BeltState.MOVING)
        mosquitto.thaw()
        await outside.first(f"{BASE}/state", lambda m: said(m)["belt"] == "moving")
        availability = outside.of(f"{BASE}/availability")
        events = outside.of(f"{BASE}/event/belt_moves")
    assert availability[-1].payload == b"online"
    assert len({said(event)["id"] for event in events}) == 1


async def test_nobody_at_the_address_costs_one_line_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = Room()
    async with published(room, config(free_port())):
        await asyncio.sleep(1.5)
    assert len(caplog.records) == 1
    assert "is away" in caplog.text


async def test_a_broker_that_accepts_and_is_silent_disturbs_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room, loop = Room(), asyncio.get_running_loop()
    latest_s = 0.0
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with published(room, config(silent.getsockname()[1])):
            began = loop.time()
            while (before := loop.time()) - began < 3.5:
                room.say("slowing")
                room.show()
                await asyncio.sleep(0.01)
                latest_s = max(latest_s, loop.time() - before)
            ending = loop.time()
    assert loop.time() - ending < 1.0
    assert latest_s < 0.25
    assert caplog.text.count("is away") == 1
