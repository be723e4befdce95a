"""Events and samples out of an outbox, on a real broker: told once live, or for sure later."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.edges.mqtt_rig import BASE, Room, config, measure, published, said, stored, until
from tests.mosquitto import Mosquitto, Reader, reader
from treadctl.edges import mqtt_news
from treadctl.edges.memory_outbox import MemoryOutbox
from treadctl.edges.mqtt import wall_time
from treadctl.edges.mqtt_story import MOST_LIVE
from treadctl.edges.outbox import Follower, Kind
from treadctl.model import BeltState

pytestmark = pytest.mark.realtime


def speeds(outside: Reader, topic: str) -> list[float]:
    return [said(message)["speed_kmh"] for message in outside.of(f"{BASE}/{topic}")]


async def test_what_was_stored_before_there_was_a_broker_is_told_in_order(
    mosquitto: Mosquitto,
) -> None:
    room = Room()
    names = [f"e{number}" for number in range(50)]
    async with stored(room) as outbox, reader(mosquitto.port) as outside:
        for name in names:
            room.say(name)
        await measure(room, *range(1, 31))
        async with published(room, config(mosquitto.port), outbox):
            await until(lambda: len(outside.of(f"{BASE}/event/#")) == 50)
            await until(lambda: len(outside.of(f"{BASE}/backfill")) == 30)
            await until(lambda: len(outside.of(f"{BASE}/health")) > 0)
            told = [
                message.topic.value.rsplit("/", 1)[1] for message in outside.of(f"{BASE}/event/#")
            ]
            assert told == names
            assert speeds(outside, "backfill") == list(range(1, 31))
            assert speeds(outside, "telemetry") == []
            assert (await outbox.waiting()).events == 0


async def test_a_sample_that_was_told_live_is_not_told_again_once_the_broker_answered(
    mosquitto: Mosquitto,
) -> None:
    room = Room()
    async with stored(room) as outbox, reader(mosquitto.port) as outside:
        async with published(room, config(mosquitto.port), outbox):
            await outside.first(f"{BASE}/health")
            await measure(room, 1.0, 1.5, 2.0)
            room.show(latched=True)  # a state, which the broker answers
            await until(lambda: len(outside.of(f"{BASE}/telemetry")) == 3)
            async with asyncio.timeout(10.0):
                while (await outbox.waiting()).samples:  # noqa: ASYNC110 - there is no event
                    await asyncio.sleep(0.02)
        async with published(room, config(mosquitto.port), outbox):
            await until(lambda: len(outside.of(f"{BASE}/info")) >= 2)
            await asyncio.sleep(0.2)
    assert speeds(outside, "telemetry") == [1.0, 1.5, 2.0]
    assert speeds(outside, "backfill") == []


class TellsLater(MemoryOutbox):
    """Hands out what is stored before anybody hears of it, as a recorder may: `tell` does that."""

    @contextmanager
    def followed(self, follower: Follower) -> Iterator[None]:
        self.tell = follower
        yield


async def test_a_sample_that_was_read_before_it_was_heard_of_is_told_once(
    mosquitto: Mosquitto,
) -> None:
    room, outbox = Room(), TellsLater(wall_time)
    with room.window.watched(outbox.hear):
        await measure(room, 1.0, 1.5)
        early = await outbox.pending(Kind.SAMPLE, 9)
        broker = config(mosquitto.port)
        async with reader(mosquitto.port) as outside, published(room, broker, outbox):
            await until(lambda: len(outside.of(f"{BASE}/backfill")) == 2)
            await measure(room, 2.0)
            for entry in [*early, *await outbox.pending(Kind.SAMPLE, 9)]:
                outbox.tell(entry)
            await outside.first(
                f"{BASE}/telemetry", lambda message: said(message)["speed_kmh"] == 2
            )
            assert speeds(outside, "backfill") == [1.0, 1.5]
            assert speeds(outside, "telemetry") == [2.0]


async def test_samples_that_a_dead_broker_may_have_swallowed_are_told_again_with_their_ids(
    mosquitto: Mosquitto,
) -> None:
    room = Room()
    async with stored(room) as outbox, published(room, config(mosquitto.port), outbox):
        async with reader(mosquitto.port) as outside:
            await outside.first(f"{BASE}/health")
            mosquitto.freeze()
            await measure(room, 1.0, 1.5)
            mosquitto.stop()
        await measure(room, 2.0)
        waiting = await outbox.pending(Kind.SAMPLE, 10)
        mosquitto.start()
        async with reader(mosquitto.port) as outside:
            await until(lambda: len(outside.of(f"{BASE}/backfill")) == 3)
            late = [said(message) for message in outside.of(f"{BASE}/backfill")]
    assert [one["speed_kmh"] for one in late] == [1.0, 1.5, 2.0]
    assert [one["id"] for one in late] == [entry.entry_id for entry in waiting]
    assert all(one["age_s"] > 0.0 for one in late)


async def test_more_samples_than_a_slow_broker_takes_live_come_later_and_none_is_lost(
    mosquitto: Mosquitto,
) -> None:
    room = Room()
    async with stored(room) as outbox, reader(mosquitto.port) as outside:
        async with published(room, config(mosquitto.port), outbox):
            await outside.first(f"{BASE}/health")
            for number in range(3 * MOST_LIVE):  # all in one turn of the loop
                room.show(belt=BeltState.MOVING, speed_kmh=float(number), age_s=0.01 * -number)
            room.show(age_s=None)
            await until(lambda: len(outside.of(f"{BASE}/telemetry")) == MOST_LIVE)
            room.show(latched=True)  # a state, which the broker answers
            await until(
                lambda: (
                    {*speeds(outside, "telemetry"), *speeds(outside, "backfill")}
                    == {float(number) for number in range(3 * MOST_LIVE)}
                )
            )
    assert len(speeds(outside, "telemetry")) <= MOST_LIVE
    assert len(speeds(outside, "telemetry") + speeds(outside, "backfill")) == 3 * MOST_LIVE


async def test_pain_is_told_only_where_that_was_chosen(mosquitto: Mosquitto) -> None:
    for allowed in (False, True):
        room = Room()
        broker = config(mosquitto.port, publish_health=allowed)
        async with reader(mosquitto.port) as outside, published(room, broker):
            await outside.first(f"{BASE}/state")
            room.say("check_in_answered", pain=7)
            event = await outside.first(f"{BASE}/event/check_in_answered")
            assert ("pain" in said(event)) is allowed


@pytest.mark.parametrize(
    ("topic", "payload", "retain", "why"),
    [
        ("start", b"{}", False, "not_from_afar"),
        ("start", b"{}", True, "retained"),
        ("start", b"\xff{", False, "not_json"),
        ("start", b"7" * 10_000_000, False, "too_long"),
        ("a/b/c", b"{}", False, "unknown_topic"),
    ],
    ids=["start", "retained", "garbage", "ten-megabytes", "no-such-topic"],
)
async def test_what_is_no_stop_is_dropped_counted_and_reported(
    mosquitto: Mosquitto, topic: str, payload: bytes, retain: bool, why: str
) -> None:
    room = Room()
    async with reader(mosquitto.port, f"{BASE}/+") as outside:
        await outside.client.publish(f"{BASE}/cmd/{topic}", payload, qos=1, retain=retain)
        async with published(room, config(mosquitto.port)):
            if not retain:
                await outside.first(f"{BASE}/health")
                await outside.client.publish(f"{BASE}/cmd/{topic}", payload, qos=1)
            await outside.first(f"{BASE}/health", lambda m: why in said(m)["refused"])
            assert room.asked == []


async def test_home_assistant_is_told_again_when_it_starts(mosquitto: Mosquitto) -> None:
    topic = "homeassistant/device/treadctl-tm-1/config"
    async with reader(mosquitto.port, "homeassistant/#") as outside:
        async with published(Room(), config(mosquitto.port)):
            await outside.first(topic)
            await outside.client.publish("homeassistant/status", b"online")
            await until(lambda: len(outside.of(topic)) == 2)
            assert said(outside.of(topic)[-1])["device"]["model"] == "Model 3"


async def test_what_the_broker_refuses_is_counted_as_lost_said_once_and_holds_up_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt_news, "HEALTH_EVERY_S", mqtt_news.HEALTH_PAUSE_S)
    broker, room = Mosquitto(tmp_path), Room()
    broker.refuse(f"{BASE}/event/#")
    broker.start()
    try:
        async with stored(room) as outbox, reader(broker.port) as outside:
            for number in range(50):
                room.say(f"e{number}")
            await measure(room, 1.0, 2.0)
            async with published(room, config(broker.port), outbox):
                lost = {"events_lost": 50, "events_waiting": 0, "samples_lost": 0}
                await outside.first(
                    f"{BASE}/health", lambda message: lost.items() <= said(message).items()
                )
                await until(lambda: speeds(outside, "backfill") == [1.0, 2.0])
                assert outside.of(f"{BASE}/event/#") == []
            assert [one for one in caplog.messages if "does not take all" in one] == [
                "The broker does not take all we tell it (0x87). Check its ACL."
            ]
    finally:
        broker.stop()
