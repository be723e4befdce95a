"""A broker that is asked for an echo, beside a service that is connected to it."""

import pytest

from tests.edges.mqtt_rig import BASE, config, online, said
from tests.mosquitto import Mosquitto
from treadctl.edges.mqtt_check import echo

pytestmark = pytest.mark.realtime


async def test_the_service_does_not_notice_and_nobody_asks_the_belt_for_anything(
    mosquitto: Mosquitto,
) -> None:
    async with online(mosquitto) as (room, outside):
        found = await echo(config(mosquitto.port))
        assert found.took_s > 0
        room.say("slowing")
        await outside.first(f"{BASE}/event/slowing")
        shown = [message.payload for message in outside.of(f"{BASE}/availability")]
        healthy = [said(message)["connections"] for message in outside.of(f"{BASE}/health")]
    assert shown == [b"online"]
    assert set(healthy) <= {1}
    assert room.asked == []
