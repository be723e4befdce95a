"""A walk in the terminal whose belt room is opened, and whose keys are pressed, by a test."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from rich.console import Console

from treadctl.app import belt_room
from treadctl.board.board import Board
from treadctl.cli.beginning import connected
from treadctl.cli.display import Display
from treadctl.cli.keys import GONE
from treadctl.cli.terminal import Terminal
from treadctl.edges.people.people import Database
from treadctl.model import BeltState, StopCause
from treadctl.safety.latch import Latch
from treadctl.session.profile import find
from treadctl.treadmills import simulated


class Hand(Terminal):
    """A terminal whose belt room is opened by the test, and its keys pressed by it."""

    console = Console(file=io.StringIO())

    @asynccontextmanager
    async def at_the_belt(self, folder: Path) -> AsyncIterator[None]:
        board = Board()
        room = belt_room(
            board, self._open_driver, Latch(folder / "latch"), "A", pain_button="keyboard"
        )
        self._display = Display(self.console)
        with board.followed(self._hear):
            async with room as self._room:
                yield

    @contextmanager
    def draws(self) -> Iterator[None]:
        """Show on the console what a person would see, line by line."""
        with self._display.shown():
            yield

    async def walks(self) -> None:
        await self._walk()

    async def goes(self, history: Database) -> bool:
        """From the first walk to the end of the last one; False for whoever leaves before."""
        return await self._to_the_end(history)

    @property
    def profile(self) -> str:
        return self._profile.name

    @property
    def latched(self) -> bool:
        return self._room.guard.supervisor.latched is not None

    @property
    def walking(self) -> bool:
        return self._room.desk.walk is not None

    async def asks(self, history: Database) -> bool:
        """Ask how it was, if that is asked."""
        if self._is_asked:
            await self._ask(history)
        return self._after is not None

    async def press(self, key: str) -> None:
        self._on_key(key.encode())
        await asyncio.sleep(0)

    async def loses_its_keyboard(self) -> None:
        self._on_key(GONE)
        await asyncio.sleep(0)

    async def until_asked(self, question: str) -> None:
        while (walk := self._room.desk.walk) is None or walk.question != question:  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    async def begin(self) -> None:
        """Connect and begin to walk."""
        while not connected(self._room, self._told):  # noqa: ASYNC110 - time here is free
            await asyncio.sleep(0.1)
        self._room.desk.begin(self._profile)

    @property
    def stopped_for(self) -> StopCause | None:
        return self._room.guard.supervisor.stopping.cause

    @property
    def belt(self) -> BeltState:
        return self._room.guard.supervisor.belt(asyncio.get_running_loop().time())

    @property
    def refusal(self) -> str:
        return self._refusal


@asynccontextmanager
async def just_asked(folder: Path) -> AsyncIterator[Hand]:
    """At a belt that stands, with the walker just asked whether they stepped on."""
    terminal = Hand(find("gentle-start"), simulated(None), simulated=True)
    async with terminal.at_the_belt(folder):
        await terminal.begin()
        await terminal.until_asked("on")
        yield terminal
