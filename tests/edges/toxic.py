"""A bad network and a broker that is killed: `python -m tests.edges.toxic`, ten minutes.

The recorder keeps what happens in SQLite and the MQTT edge tells it, through a network that delays,
stutters and goes deaf, to a real Mosquitto that is killed (SIGKILL) every few seconds and knows
nothing afterwards. A reader beside the broker counts ids. Nothing may be missing in the end, and
what comes first of each event has to be in order.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiomqtt

from tests.edges.mqtt_rig import BASE, Room, config, published
from tests.edges.toxic_line import Toxic, toxic_line
from tests.mosquitto import Mosquitto, reader
from treadctl.edges.outbox import Kind
from treadctl.edges.recorder.recorder import Recorder
from treadctl.model import BeltState

DRAIN_LIMIT_S = 120.0
EVENT_EVERY_S = 0.2


class Counted:
    """What came in: the ids of each kind, as often as they came."""

    def __init__(self) -> None:
        self.events: list[tuple[str, int]] = []
        self.samples: list[str] = []

    def take(self, message: aiomqtt.Message) -> None:
        """Count one message."""
        topic = message.topic.value.removeprefix(f"{BASE}/")
        if topic in ("telemetry", "backfill"):
            self.samples.append(json.loads(message.payload)["id"])
        elif topic == "event/prompt":
            said = json.loads(message.payload)
            self.events.append((said["id"], int(said["words"])))

    def verdict(self, events: int, samples: int) -> dict[str, Any]:
        """What is missing of so many, and what came twice or too early."""
        firsts = list(dict.fromkeys(number for _, number in self.events))
        kinds = (self.samples, [event_id for event_id, _ in self.events])
        return {
            "events": events,
            "events_lost": events - len(set(firsts)),
            "samples": samples,
            "samples_lost": samples - len(set(self.samples)),
            "out_of_order": sum(a > b for a, b in pairwise(firsts)),
            "duplicates": sum(len(kind) - len(set(kind)) for kind in kinds),
        }


async def count(mosquitto: Mosquitto, toxic: Toxic, counted: Counted) -> None:
    """Read along for ever; while nobody does, nobody gets through to the broker."""
    while True:
        with suppress(aiomqtt.MqttError):
            async with reader(mosquitto.port, f"{BASE}/#") as outside:
                taken = 0
                toxic.open.set()
                while not outside.lost:
                    for message in outside.seen[taken:]:
                        counted.take(message)
                    taken = len(outside.seen)
                    await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)


async def happen(room: Room) -> None:
    """Something happens, again and again, until cancelled; then nothing is measured any more."""
    number = 0
    try:
        while True:
            room.say("prompt", words=str(number))
            room.show(belt=BeltState.MOVING, speed_kmh=2.0, age_s=0.0)
            number += 1
            await asyncio.sleep(EVENT_EVERY_S)
    finally:
        room.show(age_s=None)


async def kill(mosquitto: Mosquitto, toxic: Toxic, every_s: float) -> int:
    """Kill the broker and start it again, once."""
    await asyncio.sleep(every_s)
    toxic.open.clear()
    mosquitto.stop()
    await asyncio.to_thread(mosquitto.start)
    return 1


async def campaign(seconds: float, every_s: float) -> dict[str, Any]:
    """The verdict of so many seconds with the broker killed so often."""
    loop, kills, counted = asyncio.get_running_loop(), 0, Counted()
    with tempfile.TemporaryDirectory(prefix="treadctl-toxic-") as folder:
        mosquitto = Mosquitto(Path(folder))
        mosquitto.start()
        try:
            async with toxic_line(mosquitto.port) as toxic:
                counting = asyncio.create_task(count(mosquitto, toxic, counted))
                async with told(Path(folder), toxic) as (room, recorder, stored):
                    toxic.late_s, toxic.stutter, toxic.deaf = 0.02, 0.01, 0.002
                    happening = asyncio.create_task(happen(room))
                    ends_at = loop.time() + seconds
                    while loop.time() < ends_at:
                        kills += await kill(mosquitto, toxic, every_s)
                    happening.cancel()
                    toxic.late_s = toxic.stutter = toxic.deaf = 0.0
                    await drained(recorder)
                counting.cancel()
                await asyncio.wait([counting])
        finally:
            mosquitto.stop()
    events, samples = (len(stored[kind]) for kind in Kind)
    return {"seconds": seconds, "kills": kills} | counted.verdict(events, samples)


@asynccontextmanager
async def told(
    folder: Path, toxic: Toxic
) -> AsyncIterator[tuple[Room, Recorder, dict[Kind, set[str]]]]:
    """A room, its recorder and its edge; and the ids that were stored, of each kind."""
    room, recorder = Room(), Recorder(folder / "history.sqlite", publishes=True)
    stored: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    with recorder.followed(lambda entry: stored[entry.kind].add(entry.entry_id)):
        recording = asyncio.create_task(recorder.record(room.window))
        try:
            async with published(room, config(toxic.port), recorder):
                yield room, recorder, stored
        finally:
            recording.cancel()
            await asyncio.wait([recording])
            recorder.close()


async def drained(recorder: Recorder) -> None:
    """Wait until the broker has taken everything, and give the reader a moment."""
    async with asyncio.timeout(DRAIN_LIMIT_S):
        while (left := await recorder.waiting()).events or left.samples:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--every", type=float, default=5.0)
    given = parser.parse_args()
    began = time.perf_counter()
    found = asyncio.run(campaign(given.seconds, given.every))
    found["wall_s"] = round(time.perf_counter() - began, 1)
    print(json.dumps(found))  # noqa: T201
    if found["events_lost"] or found["samples_lost"] or found["out_of_order"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
