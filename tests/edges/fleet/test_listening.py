import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from tests.edges.mqtt_rig import BASE, Room, config, published, until
from tests.mosquitto import V311, Mosquitto, free_port, reader
from treadctl.edges.fleet.listening import (
    _after_properties,
    _heed_cancellation,
    a_suffix,
    listen,
)

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning"
    ),  # paho leaves it to the collector
]


class Ear:
    """What was heard, and what was said of the broker."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.links: list[str | None] = []

    def topics(self) -> set[str]:
        return {topic for topic, _ in self.heard}


@asynccontextmanager
async def listening(port: int) -> AsyncIterator[Ear]:
    ear = Ear()
    topics = [("treadctl/v1/+/+/state", 1), ("treadctl/v1/+/+/telemetry", 0)]
    work = listen(config(port), topics, lambda *one: ear.heard.append(one), ear.links.append)
    task = asyncio.create_task(work)
    try:
        yield ear
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        gc.collect()


async def test_what_was_said_before_and_what_is_said_now_is_heard(mosquitto: Mosquitto) -> None:
    room = Room()
    async with published(room, config(mosquitto.port)):
        await until(lambda: room.board.latest is not None)
        async with listening(mosquitto.port) as ear:
            await until(lambda: f"{BASE}/state" in ear.topics())
            room.show(speed_kmh=2.0, age_s=0.0)
            await until(lambda: f"{BASE}/telemetry" in ear.topics())
            assert ear.topics() == {f"{BASE}/state", f"{BASE}/telemetry"}


async def test_two_who_listen_and_the_machine_itself_leave_each_other_alone(
    mosquitto: Mosquitto,
) -> None:
    async with (
        published(Room(), config(mosquitto.port)),
        listening(mosquitto.port) as one,
        listening(mosquitto.port) as other,
    ):
        await until(lambda: one.heard and other.heard)
        await asyncio.sleep(0.2)
        assert one.links == other.links == [None]


async def test_a_broker_that_speaks_an_older_mqtt_is_understood() -> None:
    port = free_port()
    command = ("-m", "simulators.broker", "--port", str(port))
    old = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert old.stdout is not None
        assert await old.stdout.readline() == b"ready\n"
        async with listening(port) as ear, reader(port, version=V311) as outside:
            await until(lambda: ear.links == [None])
            await outside.client.publish(f"{BASE}/telemetry", b"a sample", qos=0)
            await until(lambda: ear.heard == [(f"{BASE}/telemetry", b"a sample")])
    finally:
        old.terminate()
        await old.wait()


async def test_a_broker_that_is_away_is_said_so_and_tried_again(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treadctl.edges.fleet.listening.TRY_AGAIN_S", 0.05)
    async with listening(mosquitto.port) as ear:
        await until(lambda: ear.links == [None])
        mosquitto.stop()
        await until(lambda: len(ear.links) > 1)
        assert ear.links[1] is not None
        mosquitto.start()
        await until(lambda: ear.links[-1] is None)


def test_no_two_suffixes_are_the_same() -> None:
    assert a_suffix("fleet") != a_suffix("fleet")


@pytest.mark.parametrize(
    ("properties", "length"),
    [(b"\x00", 1), (b"\x05\x02\x00\x00\x00\x0a", 6), (b"\x80\x01" + bytes(128), 130)],
)
def test_the_payload_begins_after_the_properties(properties: bytes, length: int) -> None:
    assert _after_properties(b"ab" + properties + b"payload", 2) == 2 + length


@pytest.mark.parametrize("properties", [b"", b"\x80", b"\xff\xff\xff\xff", b"\x09ab"])
def test_properties_that_end_early_are_no_properties(properties: bytes) -> None:
    with pytest.raises(IndexError):
        _after_properties(properties, 0)


async def test_a_cancellation_that_was_forgotten_is_heeded() -> None:
    async def forgetful() -> None:
        with suppress(asyncio.CancelledError):  # as asyncio.wait_for of Python 3.11 may
            await asyncio.sleep(60.0)
        _heed_cancellation()

    task = asyncio.create_task(forgetful())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
