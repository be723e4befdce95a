"""A recorder at work in a room that says what it is told to."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from treadctl.board.board import Board
from treadctl.board.snapshot import Snapshot
from treadctl.board.window import NearWindow
from treadctl.edges.outbox import Entry, Kind
from treadctl.edges.recorder.recorder import Recorder
from treadctl.model import BeltState, Event

NAME = "history.sqlite"


class Room:
    """A board, and a window into it that asks nobody."""

    def __init__(self) -> None:
        self.board = Board()
        self.window = NearWindow(self.board, lambda _request: None)
        self._loop = asyncio.get_running_loop()

    def say(self, event: str, **data: object) -> None:
        self.board.post(Event(self._loop.time(), event, data))

    def show(self, speed_kmh: float) -> None:
        """A look at a belt that moves at this speed, without a walk."""
        self.board.post(
            Snapshot(
                seq=1,
                at=self._loop.time(),
                belt=BeltState.MOVING,
                linked=True,
                machine="Model 3",
                simulated=True,
                pain_button="wired",
                speed_kmh=speed_kmh,
                age_s=0.0,
            )
        )


@asynccontextmanager
async def recording(
    folder: Path, room: Room, *, publishes: bool = True
) -> AsyncIterator[tuple[Recorder, list[Entry]]]:
    """A recorder at work, and all it has told."""
    recorder, told = Recorder(folder / NAME, publishes=publishes), list[Entry]()
    with recorder.followed(told.append):
        task = asyncio.create_task(recorder.record(room.window))
        await asyncio.sleep(0)  # it listens from now on
        try:
            yield recorder, told
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            recorder.close()


def rows(folder: Path, statement: str) -> list[Any]:
    db = sqlite3.connect(folder / NAME)
    found = db.execute(statement).fetchall()
    db.close()
    return found


def names(told: list[Entry]) -> list[str]:
    return [one.data["event"] for one in told if one.kind is Kind.EVENT]
