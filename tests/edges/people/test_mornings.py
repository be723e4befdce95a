"""The morning after a walk is remembered as it was first told, also where nobody walks then."""

from pathlib import Path

from tests.edges.people.rig import TODAY, Screens, screens
from tests.edges.recorder.news import database, walk
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep
from treadctl.session.person.diary import Answers


def walked_yesterday(folder: Path) -> None:
    """Anna walked on the day before TODAY, and stopped by mistake."""
    db = database(folder, walk())
    db.execute("UPDATE sessions SET walker = 'w-7'")
    keep(db, Person("w-7", "Anna", "cat", 70, Answers(TODAY)))
    db.close()


async def next_pain(at: Screens, **said: object) -> int | None:
    """What is known of the morning after her walk, once Anna answered this."""
    await at.answer(**said)
    assert at.people is not None
    _, diary = await at.people.find("w-7", TODAY)
    return diary.walks[-1].next_pain


MORNING = {"quality": "mistake", "new_signs": False, "since_last": "worse", "pain": 8}


async def test_a_morning_of_strong_pain_is_kept_though_no_walk_comes_of_it(tmp_path: Path) -> None:
    walked_yesterday(tmp_path)
    async with screens(tmp_path) as at:
        await at.say("known", walker="w-7")
        assert await next_pain(at, **MORNING) == 8
        await at.answer(usual=False)
        assert at.shows()["help"] == "rest"
        await at.say("leave")
        await at.say("known", walker="w-7")
        assert await next_pain(at, new_signs=False, pain=2) == 8


async def test_a_wrong_tap_on_the_pain_can_still_be_taken_back(tmp_path: Path) -> None:
    walked_yesterday(tmp_path)
    async with screens(tmp_path) as at:
        await at.say("known", walker="w-7")
        await at.answer(**MORNING)
        await at.say("back")
        assert await next_pain(at, pain=2) == 2
