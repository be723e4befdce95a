"""Who is it? A card's number that is typed, over a real belt room in virtual time."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from tests.edges.people.rig import GUEST, PAGE, TODAY, Screens, screens
from tests.edges.people.test_looking_back import kept, walked
from treadctl.edges.before import QUESTION_S
from treadctl.edges.people.card import NEW, TAKEN
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep
from treadctl.edges.recorder.store import Store
from treadctl.errors import Refused
from treadctl.session.person.diary import Answers

CARD, OTHERS_CARD = "0012345642", "7777"


async def test_a_typed_number_signs_its_holder_in(tmp_path: Path) -> None:
    store = Store(tmp_path / "history.sqlite")
    await store.run(partial(keep, person=Person("w-1", "Otto", "sun", card=CARD)))
    store.close()
    async with screens(tmp_path) as at:
        assert at.shows()["cards"]
        await at.say("type_card")
        assert (at.shows()["key"], at.shows()["kind"]) == ("card", "card")
        with pytest.raises(Refused, match=NEW):
            await at.say("card", number="9999")
        assert at.shows()["key"] == "card"
        await at.say("card", number=CARD)
        assert at.shows()["who"]["walker"] == "w-1"


async def test_a_typed_number_takes_the_place_of_a_name(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        assert not at.shows()["cards"]
        await at.say("join")
        await at.answer(picture="cat")
        await at.say("type_card")
        await at.say("back")
        assert at.shows()["key"] == "name"
        await at.say("type_card")
        await at.say("card", number=CARD)
        await at.answer(**GUEST)
        await at.say("leave")
        assert at.people is not None
        (person,) = at.people.known
        assert (person.name, person.picture, person.card) == ("\u202642", "cat", CARD)


async def adds(at: Screens, number: str) -> None:
    """Anna looks back at her walks and gives a card."""
    await at.say("trend")
    await at.say("type_card")
    assert at.shows()["who"]["name"] == "Anna"
    await at.say("card", number=number)


async def test_who_is_known_by_name_adds_a_card_and_comes_with_it_from_then_on(
    tmp_path: Path,
) -> None:
    async with kept(tmp_path) as at:
        await walked(at)
        await adds(at, CARD)
        assert (at.shows()["shows"], at.shows()["trend"]["card"]) == ("trend", "\u202642")
        await at.say("leave")
        await at.say("card", number=CARD)
        assert at.shows()["who"] == {"walker": "w-7", "name": "Anna", "picture": "cat"}
        assert at.people is not None
        assert at.people.known[0].age == 70  # all else is as it was


async def test_a_card_held_to_the_reader_is_added_too_but_only_where_it_is_asked_for(
    tmp_path: Path,
) -> None:
    async with kept(tmp_path) as at:
        await walked(at)
        await at.say("trend")
        with at.before.watched(PAGE, lambda _news: None):
            await at.before.card(CARD)
            assert "card" not in at.shows()["trend"]
            await at.say("type_card")
            await at.before.card(CARD)
        assert at.shows()["trend"]["card"] == "\u202642"


async def test_somebody_else_s_card_is_not_added(tmp_path: Path) -> None:
    otto = Person("w-8", "Otto", "sun", 45, Answers(TODAY), card=OTHERS_CARD)
    store = Store(tmp_path / "history.sqlite")
    await store.run(partial(keep, person=otto))
    store.close()
    async with kept(tmp_path) as at:
        await walked(at)
        with pytest.raises(Refused, match=TAKEN):
            await adds(at, OTHERS_CARD)
        assert at.people is not None
        assert {one.name: one.card for one in at.people.known} == {
            "Otto": OTHERS_CARD,
            "Anna": None,
        }


async def test_no_number_is_typed_where_nobody_is_kept_or_a_question_waits(tmp_path: Path) -> None:
    async with screens(tmp_path, known=False) as at:
        with pytest.raises(Refused):
            await at.say("type_card")
        await at.say("guest")
        with pytest.raises(Refused):
            await at.say("type_card")


async def test_a_number_that_nobody_types_on_is_left_after_a_while(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("type_card")
        await asyncio.sleep(QUESTION_S + 1.0)
        assert at.shows()["shows"] == "who"
