import asyncio
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from treadctl.edges.people.people import GONE, NO_DISK, PATIENCE_S, RETRY_S, People
from treadctl.edges.people.person import Person
from treadctl.edges.recorder.store import Store
from treadctl.errors import Refused
from treadctl.session.person.diary import Answers

T = TypeVar("T")
TODAY = date(2026, 3, 2)
ANNA = Person("w-7", "Anna", "cat", 70, Answers(TODAY))


class Disk:
    """A history whose disk can be slow or full."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "history.sqlite")
        self.full = False
        self.takes_s = 0.0

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        await asyncio.sleep(self.takes_s)
        if self.full:
            raise sqlite3.OperationalError("database or disk is full")
        return await self.store.run(work)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


async def test_who_was_kept_is_known_and_found_with_their_diary(disk: Disk) -> None:
    people = People(disk)
    await people.keep(ANNA)
    assert people.known == (ANNA,)
    again = People(disk)
    await again.read()
    assert again.known == (ANNA,)
    person, diary = await again.find("w-7", TODAY)
    assert (person, diary.age, diary.answers) == (ANNA, 70, ANNA.answers)


async def test_a_walker_that_is_not_there_is_refused_in_words(disk: Disk) -> None:
    with pytest.raises(Refused, match=GONE):
        await People(disk).find("w-7", TODAY)


@pytest.mark.parametrize(("full", "takes_s"), [(True, 0.0), (False, PATIENCE_S * 2)])
async def test_a_disk_in_trouble_costs_a_sentence(disk: Disk, full: bool, takes_s: float) -> None:
    people = People(disk)
    disk.full, disk.takes_s = full, takes_s
    with pytest.raises(Refused, match=NO_DISK):
        await people.keep(ANNA)
    with pytest.raises(Refused, match=NO_DISK):
        await people.find("w-7", TODAY)


async def test_a_disk_that_gets_better_is_read_then(disk: Disk) -> None:
    await People(disk).keep(ANNA)
    disk.full = True
    people = People(disk)
    reading = asyncio.create_task(people.read())
    await asyncio.sleep(RETRY_S * 2)
    before = people.known
    disk.full = False
    await reading
    assert (before, people.known) == ((), (ANNA,))
