"""All that is said on a real broker, held against the description that we publish."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.edges.mqtt_rig import BASE, Room, config, measure, published, said, stored
from tests.mosquitto import Mosquitto, reader
from treadctl.edges.mqtt_asyncapi import CHANNELS, schema

pytestmark = pytest.mark.realtime


def channel_of(topic: str) -> str | None:
    """The channel of the description that a topic belongs to."""
    tail = topic.removeprefix(f"{BASE}/")
    for key, channel in CHANNELS.items():
        if channel.topic == tail or channel.topic.split("{")[0] == tail.rsplit("/", 1)[0] + "/":
            return key
    return None


def check(key: str, message: Any) -> None:
    """The message is what the description of this channel says."""
    channel = CHANNELS[key]
    assert message.qos == min(1, channel.qos), key
    expiry_s = getattr(message.properties, "MessageExpiryInterval", None)
    assert expiry_s == channel.expiry_s, key
    if channel.said is not None and message.payload:
        Draft202012Validator(schema(channel.said)).validate(said(message))


async def test_everything_that_is_said_is_as_described(mosquitto: Mosquitto) -> None:
    room = Room()
    async with stored(room) as outbox, reader(mosquitto.port) as outside:
        await measure(room, 1.0)
        async with published(room, config(mosquitto.port), outbox):
            await outside.first(f"{BASE}/backfill")
            await measure(room, 2.0)
            room.say("stop_requested", cause="pain", speed_kmh=2.0)
            room.show(latched=True, alarmed=True, stop_cause="pain", alarm="!", words="!")
            await outside.client.publish(f"{BASE}/cmd/stop", b"")
            for topic in ("ack/stop", "event/stop_requested", "telemetry", "health", "alarm"):
                await outside.first(f"{BASE}/{topic}")
    seen: set[str] = set()
    for message in outside.seen:
        key = channel_of(message.topic.value)
        if key is None:
            assert message.topic.value == f"{BASE}/cmd/stop"
            continue
        seen.add(key)
        check(key, message)
    assert seen == CHANNELS.keys() - {"session_started", "session_summary"}
