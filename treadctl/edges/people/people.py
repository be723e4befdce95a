"""The walkers of this machine, for the page: a disk that is slow or broken costs a sentence."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Protocol, TypeVar

from treadctl.edges.people import agreements, records, said
from treadctl.edges.people.person import Person, diary
from treadctl.edges.recorder.keeper import DISK_ERRORS
from treadctl.errors import Refused
from treadctl.session.person.agreed import Agreed
from treadctl.session.person.diary import Diary
from treadctl.session.person.question import Answer
from treadctl.session.person.wants import Measure

T = TypeVar("T")

PATIENCE_S = 3.0
RETRY_S = 5.0
NO_DISK = "The notes cannot be read now. Try again, or walk as a guest."
GONE = "This walker is no longer known here. Choose again."


class Database(Protocol):
    """The history, which does one thing after the other in its own thread."""

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work`. Raises one of DISK_ERRORS."""


class People:
    """Who is known here. `known` is what was read last."""

    def __init__(self, database: Database) -> None:
        self.known: tuple[Person, ...] = ()
        self._database = database

    async def read(self) -> None:
        """Read who there is, as often as that takes."""
        while True:
            try:
                self.known = await self._database.run(records.people)
            except DISK_ERRORS:
                await asyncio.sleep(RETRY_S)
            else:
                return

    async def find(self, walker: str, today: date) -> tuple[Person, Diary]:
        """A walker and their diary, as they are now. Raises Refused."""
        self.known = await self._patiently(records.people)
        person = next((one for one in self.known if one.walker == walker), None)
        if person is None:
            raise Refused(GONE)
        walks = await self._patiently(partial(records.walks_of, walker=walker))
        return person, diary(person, walks, today)

    async def keep(self, person: Person) -> None:
        """Write a walker down. Raises Refused."""
        await self._patiently(partial(records.keep, person=person))
        self.known = await self._patiently(records.people)

    async def read_now(self) -> None:
        """Read who there is, once. Raises Refused."""
        self.known = await self._patiently(records.people)

    async def agree(self, walker: str, agreed: Agreed) -> None:
        """Write down what was agreed with a walker. Raises Refused."""
        await self.read_now()
        if all(one.walker != walker for one in self.known):
            raise Refused(GONE)
        await self._patiently(partial(agreements.add, walker=walker, agreed=agreed))
        await self.read_now()

    async def tell(
        self, walker: str, told: Mapping[str, Answer], since_ms: int | None = None
    ) -> None:
        """Keep what a walker said of a walk, as `said.tell` does. Raises Refused."""
        await self._patiently(partial(said.tell, walker=walker, told=told, since_ms=since_ms))

    async def note(self, walker: str, day: date, measures: Mapping[str, int]) -> None:
        """Keep numbers that a walker gave on `day`. Raises Refused."""
        await self._patiently(partial(said.note, walker=walker, day=day, measures=measures))

    async def measures(self, walker: str) -> tuple[Measure, ...]:
        """All numbers that a walker gave, the oldest first. Raises Refused."""
        return await self._patiently(partial(said.measures_of, walker=walker))

    async def _patiently(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._database.run(work)
        except (TimeoutError, *DISK_ERRORS) as error:
            raise Refused(NO_DISK) from error
