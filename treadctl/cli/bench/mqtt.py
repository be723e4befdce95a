"""`treadctl bench mqtt`: the way to a subscriber, a backlog, and what the edges process costs.

A sample takes the whole way of a service: board, socket, SQLite, MQTT, Mosquitto, subscriber. The
floor is a bare paho publish of as many bytes between two threads, taking turns with ours. For the
backlog it is bare paho too, half of it before ours and half after.
"""

import asyncio
import json
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from treadctl.cli.bench.figures import Figures, percentile, show

if TYPE_CHECKING:
    from paho.mqtt.client import Client

    from treadctl.board.board import Board
    from treadctl.edges.recorder.recorder import Recorder

PAUSE_S = 0.02
LOOK_S, FEW = 0.05, 10_000  # to count what waits takes as long as to send some of it
ARRIVAL_LIMIT_S = 120.0
SPOOLED_IN_A_TURN, AHEAD = 100, 2000
PAYLOAD_BYTES = 220  # as a sample of a walk has


@click.command()
@click.option("-n", "n", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--spooled", type=click.IntRange(min=1), default=200_000, show_default=True)
@click.option("--seconds", type=click.FloatRange(min=1.0), default=60.0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def mqtt(n: int, spooled: int, seconds: float, as_json: bool) -> None:
    """Measure the way of N samples, then of a backlog, beside bare paho, on a real Mosquitto.

    Then what the edges process costs, for so many seconds of a walk.
    """
    figures = asyncio.run(measure(n, spooled, seconds))
    floors = {
        "p99_ms": f"floor {figures['floor_p99_ms']}",
        "drained_per_s": f"bare paho {figures['bare_per_s']}",
    }
    show(figures, floors, as_json=as_json)


class Arrivals:
    """What came in, of ours and of the bare ones, by number; filled by a subscriber's thread."""

    def __init__(self) -> None:
        self.ours: dict[int, list[int]] = {}
        self.bare: dict[int, int] = {}

    def heard(self, topic: str, payload: bytes, at_ns: int) -> None:
        """Note one message."""
        if topic == "bare/sample":
            self.bare[int(payload[:8])] = at_ns
        elif topic.endswith(("/telemetry", "/backfill")):
            number = json.loads(payload).get("distance_m")
            self.ours.setdefault(number, []).append(at_ns)


async def measure(n: int, spooled: int, seconds: float) -> Figures:
    """The figures of `n` samples one by one, of `spooled` ones that waited, and of a walk."""
    from treadctl.cli.bench.bare_mqtt import mosquitto
    from treadctl.cli.bench.edges_load import edges_load

    late = tempfile.TemporaryDirectory(prefix="treadctl-bench-", ignore_cleanup_errors=True)
    with mosquitto() as port, late as folder:  # threads let go of their files a little later
        one_by_one = await _one_by_one(port, Path(folder), n)
        backlog = await _backlog(port, Path(folder), spooled)
        return one_by_one | backlog | await edges_load(port, Path(folder), seconds)


async def _one_by_one(port: int, folder: Path, n: int) -> dict[str, float | int]:
    from treadctl.board.board import Board
    from treadctl.board.socket import board_socket, far_window
    from treadctl.cli.bench.bare_mqtt import client, reading
    from treadctl.cli.bench.mqtt_scene import post, published, recorded

    arrivals, board, path = Arrivals(), Board(), folder / "belt.sock"
    with reading(port, "#", arrivals.heard), client(port) as publisher:
        async with board_socket(path, board, _nothing), far_window(path) as window:
            running = asyncio.create_task(window.run(), name="window")
            async with recorded(window, folder / "one-by-one.sqlite") as recorder:
                async with published(window, port, recorder):
                    await _until(lambda: 0 in arrivals.ours, lambda: post(board, 0))
                    began = await _in_turns(board, publisher, n)
                    await _until(lambda: began.arrived(arrivals))
            running.cancel()
            await asyncio.wait([running])
    return began.figures(arrivals)


@dataclass(frozen=True, slots=True)
class Began:
    """When each message set out, in nanoseconds, by number."""

    ours: dict[int, int]
    bare: dict[int, int]

    def arrived(self, arrivals: Arrivals) -> bool:
        """Whether every number is there."""
        ours, bare = (
            self.ours.keys() <= arrivals.ours.keys(),
            self.bare.keys() <= arrivals.bare.keys(),
        )
        return ours and bare

    def figures(self, arrivals: Arrivals) -> dict[str, float | int]:
        """What the bench prints of the way of one sample."""
        there = {number: arrivals.ours[number] for number in self.ours if number in arrivals.ours}
        took = [times[0] - self.ours[number] for number, times in there.items()]
        floor = [arrivals.bare[number] - at for number, at in self.bare.items()]
        return {
            "sent": len(self.ours),
            "lost": len(self.ours) - len(there),
            "duplicates": sum(len(times) - 1 for times in there.values()),
            "p50_ms": _ms(percentile(took, 50)),
            "p99_ms": _ms(percentile(took, 99)),
            "floor_p50_ms": _ms(percentile(floor, 50)),
            "floor_p99_ms": _ms(percentile(floor, 99)),
        }


async def _in_turns(board: "Board", publisher: "Client", n: int) -> Began:
    from treadctl.cli.bench.mqtt_scene import post

    began, chance = Began({}, {}), random.Random(0)  # noqa: S311 - pauses, not secrets
    for number in range(1, n + 1):
        await asyncio.sleep(chance.uniform(PAUSE_S / 2, PAUSE_S))
        began.ours[number] = time.perf_counter_ns()
        post(board, number)
        await asyncio.sleep(chance.uniform(PAUSE_S / 2, PAUSE_S))
        began.bare[number] = time.perf_counter_ns()
        publisher.publish("bare/sample", b"%08d" % number + bytes(PAYLOAD_BYTES - 8), 0)
    return began


async def _backlog(port: int, folder: Path, spooled: int) -> dict[str, float | int]:
    from treadctl.board.board import Board
    from treadctl.board.window import NearWindow
    from treadctl.cli.bench.bare_mqtt import published_per_s
    from treadctl.cli.bench.mqtt_scene import post, published, recorded

    board, loop = Board(), asyncio.get_running_loop()
    window = NearWindow(board, _nothing)
    async with recorded(window, folder / "backlog.sqlite") as recorder:
        for number in range(spooled):
            post(board, number, ahead_s=number * 0.01)
            if number % SPOOLED_IN_A_TURN == 0:
                await asyncio.sleep(0)
                await _stored(recorder, number)
        await _stored(recorder, spooled, ahead=0)
        payload, half = bytes(PAYLOAD_BYTES), max(1, spooled // 2)
        before_per_s = await asyncio.to_thread(published_per_s, port, payload, half)
        began = loop.time()
        async with published(window, port, recorder):
            while left := (await recorder.waiting()).samples:  # noqa: ASYNC110 - there is no event
                await asyncio.sleep(LOOK_S if left < FEW else 10 * LOOK_S)
        drained_per_s = spooled / (loop.time() - began)
    after_per_s = await asyncio.to_thread(published_per_s, port, payload, half)
    bare_per_s = 2 / (1 / before_per_s + 1 / after_per_s)
    return {
        "spooled": spooled,
        "drained_per_s": round(drained_per_s),
        "bare_per_s": round(bare_per_s),
        "drain_ratio": round(drained_per_s / bare_per_s, 2),
    }


async def _stored(recorder: "Recorder", number: int, ahead: int = AHEAD) -> None:
    """Wait until no more than `ahead` of what was posted is still on its way to the disk."""
    while number - (await recorder.waiting()).samples > ahead:  # noqa: ASYNC110 - no event
        await asyncio.sleep(0.01)


async def _until(true: Callable[[], bool], again: Callable[[], None] = lambda: None) -> None:
    """Wait for what has no event, doing something meanwhile; not for ever."""
    with suppress(TimeoutError):
        async with asyncio.timeout(ARRIVAL_LIMIT_S):
            while not true():
                again()
                await asyncio.sleep(0.02)


def _nothing(_request: object) -> None:
    """Nobody asks for anything here."""


def _ms(nanoseconds: float) -> float:
    return round(nanoseconds / 1e6, 2)
