"""Agreements behind a code, over a real database, in virtual time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from treadctl.edges.people.people import GONE, People
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep
from treadctl.edges.professional import acts, pin
from treadctl.edges.professional.lock import LOCKED_S, MOST_TRIES
from treadctl.edges.professional.office import KEY_S, NO_CODE, NOT_OPEN, Office
from treadctl.edges.recorder.store import Store
from treadctl.errors import Refused
from treadctl.session.person.agreed import Agreed

TODAY = date(2026, 3, 2)
CODE = "314159"
ANNA = {"walker": "w-7", "name": "Anna", "picture": "cat"}
SPOKEN_OF = {"max_speed_kmh": 2.5, "max_minutes": 15.0, "usual_pain": 3}


class Desk:
    """An office, and what is asked there."""

    def __init__(self, office: Office, people: People) -> None:
        self.office, self.people = office, people

    async def ask(self, act: str, **more: object) -> dict[str, Any]:
        return await self.office.do(acts.parse(json.dumps({"act": act, **more}).encode()))

    async def key(self) -> str:
        opened = await self.ask("open", pin=CODE)
        return str(opened["key"])


@asynccontextmanager
async def office(folder: Path, *, code: bool = True) -> AsyncIterator[Desk]:
    """An office at a machine that knows Anna."""
    if code:
        pin.write(folder / "code", CODE)
    store = Store(folder / "history.sqlite")
    await store.run(partial(keep, person=Person("w-7", "Anna", "cat")))
    people = People(store)
    yield Desk(Office(people, folder / "code", lambda: TODAY), people)
    store.close()


async def test_who_knows_the_code_sees_who_walks_here(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        assert await desk.ask("people", key=await desk.key()) == {"people": [ANNA]}


async def test_what_is_agreed_is_dated_and_initialled_and_belongs_to_the_walker(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as desk:
        key = await desk.key()
        told = await desk.ask("agree", key=key, walker="w-7", initials="NN", **SPOKEN_OF)
        assert told["people"] == [{**ANNA, "agreed": {"by": "NN", "on": "2026-03-02", **SPOKEN_OF}}]
        known, diary = await desk.people.find("w-7", TODAY)
        assert known.agreed == diary.agreed
        assert diary.agreed == Agreed(
            "NN", TODAY, max_speed_kmh=2.5, max_minutes=15.0, usual_pain=3
        )


async def test_a_wrong_code_opens_nothing_and_ten_of_them_lock_the_page(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        for _ in range(MOST_TRIES):
            with pytest.raises(Refused, match="That code is wrong"):
                await desk.ask("open", pin="000001")
        with pytest.raises(Refused, match="Too many wrong codes"):
            await desk.key()
        await asyncio.sleep(LOCKED_S + 1)
        assert await desk.key()


async def test_many_tries_at_once_are_counted_one_by_one(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        tries = [desk.ask("open", pin=f"{n:06}") for n in range(MOST_TRIES + 5)]
        told = await asyncio.gather(*tries, return_exceptions=True)
        assert sum("Too many" in str(one) for one in told) == 5


async def test_the_right_code_forgets_the_wrong_ones(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        for _ in range(2):
            for _ in range(MOST_TRIES - 1):
                with pytest.raises(Refused):
                    await desk.ask("open", pin="000001")
            assert await desk.key()


async def test_a_key_is_good_for_five_minutes_after_its_last_use(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        key = await desk.key()
        for _ in range(2):
            await asyncio.sleep(KEY_S - 1)
            await desk.ask("people", key=key)
        await asyncio.sleep(KEY_S + 1)
        with pytest.raises(Refused, match=NOT_OPEN):
            await desk.ask("people", key=key)


@pytest.mark.parametrize("act", ["people", "agree", "close"])
async def test_without_the_key_nothing_is_told_or_changed(tmp_path: Path, act: str) -> None:
    more = {"walker": "w-7", "initials": "NN"} if act == "agree" else {}
    async with office(tmp_path) as desk:
        for _ in range(2):
            with pytest.raises(Refused, match=NOT_OPEN):
                await desk.ask(act, key="0" * 32, **more)
            await desk.key()
        await desk.people.read_now()
        assert desk.people.known[0].agreed is None


async def test_who_goes_takes_the_key_along(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        key = await desk.key()
        await desk.ask("close", key=key)
        with pytest.raises(Refused, match=NOT_OPEN):
            await desk.ask("people", key=key)


async def test_walks_that_do_not_exist_and_walkers_who_are_gone_are_refused(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as desk:
        key = await desk.key()
        asked = {"key": key, "initials": "NN"}
        with pytest.raises(Refused, match="no such walk"):
            await desk.ask("agree", walker="w-7", profiles=["marathon"], **asked)
        with pytest.raises(Refused, match=GONE):
            await desk.ask("agree", walker="w-8", **asked)


async def test_without_a_code_there_is_no_page(tmp_path: Path) -> None:
    async with office(tmp_path, code=False) as desk:
        assert not await desk.office.has_code()
        with pytest.raises(Refused, match=NO_CODE):
            await desk.key()
