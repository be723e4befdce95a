"""Which language a screen speaks: what was tapped, else the walker's own, else the machine's."""

from pathlib import Path

import pytest

from tests.edges.people.rig import OTHER, TODAY, WELL, Screens, screens
from treadctl.edges.people.language import spoken
from treadctl.edges.people.person import Person
from treadctl.edges.people.visit import Asked, Nobody
from treadctl.errors import Refused
from treadctl.session.person.diary import Diary
from treadctl.session.person.intake import Intake


async def joined(at: Screens, name: str = "Anna") -> str:
    """Somebody new, asked all about their health; returns their pseudonym."""
    await at.say("join")
    await at.answer(picture="cat", name=name, age=70, **WELL)
    assert at.people is not None
    return at.people.known[-1].walker


async def test_what_is_tapped_on_the_first_screen_lasts_until_the_walker_leaves(
    tmp_path: Path,
) -> None:
    async with screens(tmp_path) as at:
        assert at.shows()["language"] == "en"
        await at.say("speak", language="de")
        assert at.shows()["language"] == "de"
        assert at.shows(OTHER)["language"] == "en"
        await at.say("guest")
        assert at.shows()["language"] == "de"
        await at.say("leave")
        assert at.shows()["language"] == "en"


async def test_a_walker_who_is_known_is_spoken_to_in_their_language(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("speak", language="de")
        walker = await joined(at)
        await at.say("leave")
        await at.say("known", walker=walker)
        assert at.shows()["language"] == "de"
        await at.say("leave")
        assert at.shows()["language"] == "en"


async def test_another_language_that_is_tapped_becomes_theirs(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        walker = await joined(at)
        await at.say("leave")
        await at.say("speak", language="de")
        await at.say("known", walker=walker)
        assert at.people is not None
        assert at.people.known[-1].language == "de"


@pytest.mark.parametrize("code", ["xx", "fr"])
async def test_a_language_without_words_is_refused(tmp_path: Path, code: str) -> None:
    async with screens(tmp_path) as at:
        with pytest.raises(Refused, match="Choose one of the languages on the screen"):
            await at.say("speak", language=code)
        assert at.shows()["language"] == "en"


async def test_it_is_chosen_before_anything_else_is_asked(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        with pytest.raises(Refused, match="no longer on the screen"):
            await at.say("speak", language="de")


def test_the_machine_s_language_is_the_last_resort() -> None:
    anna = Asked(Person("w-7", "Anna", "cat", language="en"), Intake(Diary(), TODAY))
    assert spoken(Nobody(), None, "de") == "de"
    assert spoken(anna, None, "de") == "en"
    assert spoken(anna, "de", "en") == "de"
