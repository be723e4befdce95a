"""A belt room of which only the board is there, and its MQTT edge."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiomqtt

from tests.mosquitto import Mosquitto, Reader, reader
from treadctl.board.board import Board
from treadctl.board.requests import Request
from treadctl.board.snapshot import Snapshot
from treadctl.board.window import NearWindow
from treadctl.edges.memory_outbox import MemoryOutbox
from treadctl.edges.mqtt import publish, wall_time
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.outbox import Outbox
from treadctl.model import BeltState, Event

BASE = "treadctl/v1/main-st/tm-1"


def config(port: int, **others: Any) -> BrokerConfig:
    """The broker on `port`, for the machine of `BASE`."""
    return BrokerConfig("127.0.0.1", port, "main-st", "tm-1", **others)


class Room:
    """Posts what a test says, four times a second, and writes down what was asked."""

    def __init__(self) -> None:
        self.board = Board()
        self.asked: list[Request] = []
        self.window = NearWindow(self.board, self.asked.append)
        self._loop = asyncio.get_running_loop()
        self._shown: dict[str, Any] = {"belt": BeltState.STANDING}

    def show(self, **changes: Any) -> None:
        """From now on this is how the belt looks."""
        self._shown |= changes
        self.board.post(
            Snapshot(
                seq=1,
                at=self._loop.time(),
                linked=True,
                machine="Model 3",
                simulated=True,
                pain_button="wired",
                **self._shown,
            )
        )

    def say(self, event: str, **data: object) -> None:
        self.board.post(Event(self._loop.time(), event, data))

    async def post(self) -> None:
        """Show the belt again and again, for ever."""
        while True:
            self.show()
            await asyncio.sleep(0.25)


@asynccontextmanager
async def published(
    room: Room, broker: BrokerConfig, outbox: Outbox | None = None
) -> AsyncIterator[None]:
    """The room with its edge; leaving ends the edge as a service does, by cancelling it."""
    tasks = [
        asyncio.create_task(room.post(), name="posting"),
        asyncio.create_task(publish(room.window, broker, outbox), name="edge"),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert [one for one in ended if not isinstance(one, asyncio.CancelledError)] == []


@asynccontextmanager
async def online(mosquitto: Mosquitto) -> AsyncIterator[tuple[Room, Reader]]:
    """A room whose edge is connected, and somebody who reads along."""
    room = Room()
    async with reader(mosquitto.port) as outside, published(room, config(mosquitto.port)):
        await outside.first(f"{BASE}/state")
        yield room, outside


@asynccontextmanager
async def stored(room: Room) -> AsyncIterator[MemoryOutbox]:
    """An outbox that hears the room from now on, whether somebody publishes or not."""
    outbox = MemoryOutbox(wall_time)
    with room.window.watched(outbox.hear):
        yield outbox


async def measure(room: Room, *speeds_kmh: float) -> None:
    """A sample of each speed."""
    for speed_kmh in speeds_kmh:
        room.show(belt=BeltState.MOVING, speed_kmh=speed_kmh, age_s=0.0)
        await asyncio.sleep(0.02)
    room.show(age_s=None)


def said(message: aiomqtt.Message) -> dict[str, Any]:
    """What is in a payload."""
    found: dict[str, Any] = json.loads(message.payload)
    return found


async def until(true: Callable[[], object], within_s: float = 15.0) -> None:
    """Wait for what has no event. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.01)
