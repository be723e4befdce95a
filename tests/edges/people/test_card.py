"""Somebody who comes with a card."""

from pathlib import Path
from typing import Any

import pytest

from tests.edges.people.rig import GUEST, OTHER, PAGE, Screens, screens
from treadctl.edges.people.card import NEW, holder, newcomer
from treadctl.edges.people.person import Person
from treadctl.errors import Refused

CARD = "0012345642"
ANNA, OTTO = Person("w-1", "Anna", "cat", card=CARD), Person("w-2", "Otto", "sun")


def test_a_card_is_its_holder_s_and_nobody_else_s() -> None:
    assert holder(CARD, (OTTO, ANNA)) == ANNA
    assert holder("0012345643", (OTTO, ANNA)) is None


def test_who_gives_a_card_and_no_name_is_called_by_its_end() -> None:
    assert newcomer("w-3", "sun", CARD) == Person("w-3", "\u202642", "sun", card=CARD)


async def known_by_card(at: Screens) -> None:
    """Somebody comes for the first time, with a card in place of a name, and goes."""
    await at.say("join")
    await at.answer(picture="sun")
    with at.before.watched(PAGE, lambda _news: None):
        await at.before.card(CARD)
    await at.answer(**GUEST)
    await at.say("leave")


async def test_a_picture_and_a_card_are_enough_to_be_known_by_the_card(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await known_by_card(at)
        assert at.people is not None
        (person,) = at.people.known
        assert (person.picture, person.name, person.card) == ("sun", "\u202642", CARD)
        with at.before.watched(PAGE, lambda _news: None):
            await at.before.card(CARD)
        assert at.shows()["who"]["walker"] == person.walker
        assert at.shows()["key"] == "new_signs"


async def test_a_card_that_is_known_already_brings_its_holder(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await known_by_card(at)
        await at.say("join")
        await at.answer(picture="cat")
        await at.say("card", number=CARD)
        assert at.people is not None and len(at.people.known) == 1
        assert at.shows()["who"]["picture"] == "sun"


async def test_a_card_that_is_nobody_s_says_what_to_do(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    async with screens(tmp_path) as at:
        with at.before.watched(PAGE, told.append):
            await at.before.card(CARD)
        assert told[-1] == {"reply": {"ok": False, "reason": NEW}}
        assert at.shows()["shows"] == "who"


async def test_a_card_changes_nothing_for_a_walker_who_is_there(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await known_by_card(at)
        await at.say("guest")
        shown = at.shows()
        with at.before.watched(PAGE, lambda _news: None):
            await at.before.card(CARD)
        assert at.shows() == shown
        with pytest.raises(Refused):
            await at.say("card", number=CARD)


async def test_a_card_is_for_the_screen_that_somebody_looks_at(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await known_by_card(at)
        await at.say("leave", OTHER)
        with at.before.watched(PAGE, lambda _news: None):
            await at.before.card(CARD)
        assert (at.shows()["shows"], at.shows(OTHER)["shows"]) == ("question", "who")


async def test_before_a_picture_is_chosen_a_card_is_not_asked_for(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("join")
        with pytest.raises(Refused):
            await at.say("card", number=CARD)


async def test_where_nobody_is_kept_a_card_is_nobody_s(tmp_path: Path) -> None:
    async with screens(tmp_path, known=False) as at:
        with pytest.raises(Refused):
            await at.say("card", number=CARD)
