"""What every outbox promises: the one in memory, and the recorder's on the disk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio

from tests.edges.mqtt_rig import Room, until
from treadctl.edges.memory_outbox import MemoryOutbox
from treadctl.edges.mqtt import wall_time
from treadctl.edges.outbox import Entry, Kind, Outbox
from treadctl.edges.recorder.recorder import Recorder

pytestmark = pytest.mark.realtime

Told = tuple[Room, Outbox, list[Entry]]


@pytest_asyncio.fixture(params=["memory", "disk"])
async def told(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Told]:
    """A room, an outbox that hears it, and what its followers heard."""
    room, heard = Room(), list[Entry]()
    if request.param == "memory":
        memory = MemoryOutbox(wall_time)
        with room.window.watched(memory.hear), memory.followed(heard.append):
            yield room, memory, heard
        return
    recorder = Recorder(tmp_path / "history.sqlite", publishes=True)
    recording = asyncio.create_task(recorder.record(room.window))
    await asyncio.sleep(0)  # it listens
    with recorder.followed(heard.append):
        yield room, recorder, heard
    recording.cancel()
    with suppress(asyncio.CancelledError):
        await recording
    recorder.close()


def names(entries: list[Entry]) -> list[str]:
    return [entry.data["event"] for entry in entries]


async def test_what_was_stored_is_handed_out_in_order_until_it_is_sent(told: Told) -> None:
    room, outbox, heard = told
    for number in range(5):
        room.say(f"e{number}")
    await until(lambda: len(heard) == 5)
    first = await outbox.pending(Kind.EVENT, 3)
    assert names(first) == ["e0", "e1", "e2"]
    assert await outbox.pending(Kind.EVENT, 3) == first
    await outbox.sent({entry.number for entry in first})
    assert names(await outbox.pending(Kind.EVENT, 3)) == ["e3", "e4"]
    assert (await outbox.waiting()).events == 2


async def test_whoever_follows_hears_what_is_handed_out(told: Told) -> None:
    room, outbox, heard = told
    room.show(speed_kmh=2.5, age_s=0.0)
    room.say("slowing", speed_kmh=2.0)
    await until(lambda: len(heard) == 2)
    samples = await outbox.pending(Kind.SAMPLE, 9)
    events = await outbox.pending(Kind.EVENT, 9)
    assert sorted([*samples, *events], key=lambda one: one.number) == heard
    assert samples[0].data["speed_kmh"] == 2.5
    assert events[0].data == {"event": "slowing", "speed_kmh": 2.0}


async def test_only_those_before_a_number_are_asked_for(told: Told) -> None:
    room, outbox, heard = told
    for number in range(5):
        room.say(f"e{number}")
    await until(lambda: len(heard) == 5)
    found = await outbox.pending(Kind.EVENT, 9, before=heard[2].number)
    assert names(found) == ["e0", "e1"]


async def test_ids_and_numbers_are_new_each_time_and_grow(told: Told) -> None:
    room, _, heard = told
    for _ in range(20):
        room.say("slowing")
    await until(lambda: len(heard) == 20)
    numbers, ids = [one.number for one in heard], [one.entry_id for one in heard]
    assert numbers == sorted(set(numbers))
    assert ids == sorted(set(ids))
