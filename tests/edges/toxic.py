"""A bad network and a broker that is killed: `python -m tests.edges.toxic`, ten minutes.

The recorder keeps what happens in SQLite and the MQTT edge tells it, through a network that is
late, stutters and leaves connections half-open, to a real Mosquitto that is killed (SIGKILL) every
few seconds and knows nothing afterwards. A reader beside the broker counts ids. Nothing may be
missing in the end, what comes first of each event has to be in order, and nothing may come twice
by one connection.
"""

import argparse
import asyncio
import json
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from tests.edges.mqtt_rig import BASE, Room, config, published
from tests.edges.toxic_line import Toxic, toxic_line
from tests.mosquitto import PATIENCE_S, Mosquitto
from treadctl.edges.outbox import Kind
from treadctl.edges.recorder.recorder import Recorder
from treadctl.model import BeltState

DRAIN_LIMIT_S = 120.0
EVENT_EVERY_S = 0.2
# What a broker has acknowledged and not delivered dies with it. To a reader that acknowledges
# nothing it delivers at once, and what it has delivered is read to the end.
READ_QOS = 0
WRONG = ("events_lost", "samples_lost", "out_of_order", "needless_duplicates")


class Counted:
    """What came in: the ids of each kind, as often as they came."""

    def __init__(self, toxic: Toxic) -> None:
        self.events: list[tuple[str, int]] = []
        self.samples: list[str] = []
        self.needless = 0
        self._toxic = toxic
        self._came_by: dict[str, int] = {}

    def take(self, message: paho.MQTTMessage) -> None:
        """Count one message."""
        topic = message.topic.removeprefix(f"{BASE}/")
        if topic in ("telemetry", "backfill"):
            self.samples.append(json.loads(message.payload)["id"])
            self._note(self.samples[-1])
        elif topic == "event/prompt":
            said = json.loads(message.payload)
            self.events.append((said["id"], int(said["words"])))
            self._note(said["id"])

    def _note(self, told: str) -> None:
        """A repeat is in order only after another connection was made: its answer was lost."""
        self.needless += self._came_by.get(told) == self._toxic.lines
        self._came_by[told] = self._toxic.lines

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
            "needless_duplicates": self.needless,
            "half_open": self._toxic.deafened,
            "connections": self._toxic.lines,
        }


async def count(mosquitto: Mosquitto, toxic: Toxic, counted: Counted) -> None:
    """Read along for ever; while nobody does, nobody gets through to the broker."""
    while True:
        with suppress(OSError):
            await _read_along(mosquitto.port, toxic, counted)
        await asyncio.sleep(0.02)


async def _read_along(port: int, toxic: Toxic, counted: Counted) -> None:
    """Count what comes by one connection, in a thread of its own, until it is lost."""
    loop, gone, heard = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    client = paho.Client(CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
    client.on_message = lambda *told: counted.take(told[-1])
    client.on_subscribe = lambda *_: heard.set()
    client.on_disconnect = lambda *_: _tell(loop, gone)
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        client.subscribe(f"{BASE}/#", qos=READ_QOS)
        if await asyncio.to_thread(heard.wait, PATIENCE_S):
            toxic.open.set()
            await gone.wait()
    finally:
        toxic.open.clear()
        client.disconnect()
        client.loop_stop()


def _tell(loop: asyncio.AbstractEventLoop, gone: asyncio.Event) -> None:
    loop.call_soon_threadsafe(gone.set)


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
    mosquitto.stop()
    while toxic.open.is_set():  # noqa: ASYNC110 - somebody still reads what was said last
        await asyncio.sleep(0.01)
    await asyncio.to_thread(mosquitto.start)
    return 1


async def campaign(seconds: float, every_s: float) -> dict[str, Any]:
    """The verdict of so many seconds with the broker killed so often."""
    loop, kills = asyncio.get_running_loop(), 0
    with tempfile.TemporaryDirectory(prefix="treadctl-toxic-") as folder:
        mosquitto = Mosquitto(Path(folder))
        mosquitto.start()
        try:
            async with toxic_line(mosquitto.port) as toxic:
                counted = Counted(toxic)
                toxic.open.clear()
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
    if any(found[key] for key in WRONG):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
