"""A screen before a walk, over a real belt room in virtual time and a database of its own."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

from tests.rooms import Story, story
from treadctl.board.window import NearWindow
from treadctl.edges.before import Before
from treadctl.edges.people import acts
from treadctl.edges.people.people import People
from treadctl.edges.recorder.store import Store
from treadctl.session.person.screening import ITEMS

TODAY = date(2026, 3, 2)
PAGE, OTHER = "page-number-1", "page-number-2"
WELL = {item.key: not item.flag for item in ITEMS}
GUEST: dict[str, Any] = {"age": 70, **WELL, "pain": 2, "walk": "first-steps", "key": True}


class Screens:
    """What the pages say, and what each of them shows."""

    def __init__(self, told: Story, people: People | None) -> None:
        self.told = told
        self.window = NearWindow(told.room.board, told.desk.ask)
        self.people = people
        self.before = Before(self.window, people, lambda: TODAY)

    async def say(self, act: str, page: str = PAGE, /, **more: object) -> None:
        """One act of a page. Raises Refused."""
        body = {"page": page, "act": act, **more}
        await self.before.ask(acts.parse(json.dumps(body).encode()))

    async def answer(self, page: str = PAGE, /, **said: object) -> None:
        for key, value in said.items():
            await self.say("answer", page, key=key, value=value)

    async def start(self, page: str = PAGE) -> None:
        await self.told.ready()
        await self.say("start", page, token=self.told.snapshot.start_token)

    def shows(self, page: str = PAGE) -> dict[str, Any]:
        """What that page shows now."""
        seen: list[dict[str, Any]] = []
        with self.before.watched(page, seen.append):
            pass
        shown: dict[str, Any] = seen[0]["before"]
        return shown


@asynccontextmanager
async def screens(folder: Path, *, known: bool = True) -> AsyncIterator[Screens]:
    """Screens at a machine that keeps its walkers, or not."""
    store = Store(folder / "history.sqlite")
    async with story(folder) as told:
        screens = Screens(told, People(store) if known else None)
        running = asyncio.create_task(screens.before.run())
        await told.ready()
        yield screens
        running.cancel()
    store.close()
