"""The scene of the MQTT bench: a board whose samples are recorded and published as they are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from treadctl.board.board import Board
from treadctl.board.snapshot import Snapshot
from treadctl.board.window import Window
from treadctl.edges.mqtt import publish
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.recorder.recorder import Recorder
from treadctl.model import BeltState

SITE, MACHINE = "sim", "bench"
BASE = f"treadctl/v1/{SITE}/{MACHINE}"


@asynccontextmanager
async def recorded(window: Window, path: Path) -> AsyncIterator[Recorder]:
    """What `window` shows, kept in the database at `path`."""
    recorder = Recorder(path, publishes=True)
    recording = asyncio.create_task(recorder.record(window), name="recorder")
    await asyncio.sleep(0)
    try:
        yield recorder
    finally:
        recording.cancel()
        await asyncio.wait([recording])
        recorder.close()


@asynccontextmanager
async def published(window: Window, port: int, recorder: Recorder) -> AsyncIterator[None]:
    """What waits in `recorder`, told to the broker on `port`."""
    config = BrokerConfig("127.0.0.1", port, SITE, MACHINE)
    publishing = asyncio.create_task(publish(window, config, recorder), name="mqtt")
    try:
        yield
    finally:
        publishing.cancel()
        await asyncio.wait([publishing])


def post(board: Board, number: int, ahead_s: float = 0.0) -> None:
    """Show a belt with a new sample; its distance is its number."""
    board.post(look(number, ahead_s))


def look(number: int, ahead_s: float = 0.0) -> Snapshot:
    """What is shown of it: now, or so much later."""
    return Snapshot(
        seq=number,
        at=asyncio.get_running_loop().time(),
        belt=BeltState.MOVING,
        linked=True,
        machine="Bench",
        simulated=True,
        pain_button="none",
        speed_kmh=2.0,
        age_s=-ahead_s,
        target_speed_kmh=2.0,
        distance_m=number,
    )
