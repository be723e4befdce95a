"""A belt room with the simulated treadmill, and its page's server, for the tests of the edges."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from aiohttp.test_utils import TestServer

from simulators.machines import DEFAULT, MachineModel
from simulators.memory_gatt import MemoryRig
from treadctl.app import BeltRoom, belt_room
from treadctl.board.board import Board
from treadctl.board.window import NearWindow
from treadctl.drivers.ftms import FtmsDriver
from treadctl.edges.people.people import People
from treadctl.edges.web import Extra, application
from treadctl.model import Event
from treadctl.safety.latch import Latch

STOP = bytes.fromhex("0801")
CALM = replace(DEFAULT, drive=replace(DEFAULT.drive, countdown_s=0.1, dead_time_s=0.05))
PROMPT = replace(CALM, telemetry_period_s=0.1, answer_s=0.01)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """One belt room and the server of its page.

    `events` are the names of all that happened, `started` what was said with each start.
    """

    room: BeltRoom
    rig: MemoryRig
    window: NearWindow
    server: TestServer
    events: list[str] = field(default_factory=list)
    started: list[Mapping[str, object]] = field(default_factory=list)

    @property
    def stops(self) -> int:
        """How many stops the treadmill received."""
        return sum(data == STOP for _, data in self.rig.machine.writes)

    async def until(self, reached: Callable[[], bool], within_s: float = 10.0) -> None:
        """Wait for `reached`. Raises TimeoutError if it is not."""
        async with asyncio.timeout(within_s):
            while not reached():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.02)

    async def until_ready(self) -> None:
        """Wait until a walk may be started."""
        ready = {"belt": "standing", "linked": True}
        await self.until(lambda: ready.items() <= (self.window.latest or {}).items())
        await self.until(lambda: "start_token" in (self.window.latest or {}))


@asynccontextmanager
async def kiosk(
    folder: Path,
    *,
    pain_button: str = "wired",
    people: People | None = None,
    more: Iterable[Extra] = (),
    machine: MachineModel = PROMPT,
) -> AsyncIterator[Kiosk]:
    """Serve the page over a simulated treadmill that starts without a long count and tells soon."""
    rig = MemoryRig(machine)
    latch = Latch(folder / "latch")
    opened = belt_room(
        Board(),
        lambda listener: FtmsDriver(rig.open_client, listener, simulated=True),
        latch,
        "A",
        pain_button=pain_button,
    )
    async with opened as room:
        window = NearWindow(room.board, room.desk.ask)
        served = Kiosk(room, rig, window, TestServer(application(window, people=people, more=more)))

        def follow(news: object) -> None:
            if isinstance(news, Event):
                served.events.append(news.event)
                if news.event == "started":
                    served.started.append(news.data)

        async with served.server:
            with room.board.followed(follow):
                yield served
