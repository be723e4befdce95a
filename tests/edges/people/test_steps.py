import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.edges.people.rig import GUEST, PAGE, TODAY, WELL, Screens, screens
from tests.session.person.walkers import practised, walked
from treadctl.edges.people import acts
from treadctl.edges.people.people import GONE, People
from treadctl.edges.people.person import Person
from treadctl.edges.people.steps import Steps
from treadctl.edges.people.visit import NOT_NOW, Asked, Walking
from treadctl.errors import Refused
from treadctl.session.person.agreed import Agreed
from treadctl.session.person.intake import Intake

EASY = "back-ease-20"
SUN, NAME = {"picture": "sun"}, {"name": "Otto"}


async def joined(at: Screens) -> None:
    """Otto comes for the first time and answers until he may start."""
    await at.say("join")
    await at.answer(**SUN, **NAME, **GUEST)


async def test_a_guest_starts_a_walk_in_tier_a_and_nothing_is_kept(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(**GUEST)
        ready = {"shows": "ready", "profile": "first-steps", "tier": "A"}
        assert ready.items() <= at.shows().items()
        await at.start()
        assert at.told.walk.session.plan.limits.max_speed_kmh <= 3.5
        await at.told.until(lambda: at.told.said("started"))
        assert at.told.said("started")[0].data == {"profile": "first-steps", "pain": 2}
        assert at.people is not None and at.people.known == ()


async def test_somebody_new_is_known_once_all_of_their_health_was_asked(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        assert at.people is not None
        await at.say("join")
        await at.answer(**SUN, **NAME, age=70)
        before = at.people.known
        await at.answer(**WELL)
        assert len(before) == 0
        otto = at.people.known[0]
        assert (otto.name, otto.picture, otto.age) == ("Otto", "sun", 70)
        assert otto.answers is not None and not otto.answers.red_flag


async def test_the_next_time_a_tap_on_the_picture_is_enough_to_be_known(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await joined(at)
        await at.say("leave")
        (card,) = at.shows()["people"]
        assert (card["name"], card["picture"]) == ("Otto", "sun")
        await at.say("known", walker=card["walker"])
        assert at.shows()["key"] == "new_signs"
        await at.answer(new_signs=False, pain=1, walk="first-steps", key=True)
        await at.start()
        await at.told.until(lambda: at.told.said("started"))
        assert at.told.said("started")[0].data["walker"] == card["walker"]


async def test_a_new_sign_is_remembered_until_everything_was_asked_again(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await joined(at)
        await at.say("leave")
        walker = at.shows()["people"][0]["walker"]
        await at.say("known", walker=walker)
        await at.answer(new_signs=True)
        assert at.shows()["help"] == "help_now"
        await at.say("leave")
        await at.say("known", walker=walker)
        assert at.shows()["key"] == "seen"
        await at.answer(seen=False)
        assert at.shows()["help"] == "help_today"
        await at.say("back")
        await at.answer(seen=True)
        assert at.shows()["key"] == "age"
        await at.answer(age=70, **WELL)
        assert at.people is not None
        answers = at.people.known[0].answers
        assert answers is not None and not answers.red_flag


async def test_who_was_forgotten_meanwhile_cannot_sign_in(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        with pytest.raises(Refused, match=GONE):
            await at.say("known", walker="w-7")
        assert at.shows()["shows"] == "who"


async def test_without_a_history_everybody_is_a_guest(tmp_path: Path) -> None:
    async with screens(tmp_path, known=False) as at:
        assert {"shows": "who", "people": [], "keeps": False}.items() <= at.shows().items()
        for act, more in (("join", {}), ("known", {"walker": "w-7"})):
            with pytest.raises(Refused):
                await at.say(act, **more)
        await at.say("guest")
        await at.answer(**GUEST)
        assert at.shows()["shows"] == "ready"


@pytest.mark.parametrize(
    ("act", "more"),
    [
        ("back", {}),
        ("again", {}),
        ("answer", {"key": "pain", "value": 2}),
        ("start", {"token": "0123456789abcdef"}),
    ],
)
async def test_what_is_not_on_the_screen_is_refused_and_changes_nothing(
    tmp_path: Path, act: str, more: dict[str, object]
) -> None:
    async with screens(tmp_path) as at:
        with pytest.raises(Refused, match=NOT_NOW):
            await at.say(act, **more)
        assert at.shows()["shows"] == "who"
        await at.say("guest")
        with pytest.raises(Refused, match=r"on the screen|no longer"):
            await at.say(act if act != "back" else "again", **more)
        assert at.shows()["key"] == "age"


@pytest.mark.parametrize(
    ("until", "wrong"),
    [("age", 7), ("age", True), ("chest", 1), ("pain", 11), ("pain", "2"), ("walk", "running")],
)
async def test_an_impossible_answer_is_refused_and_the_question_stays(
    tmp_path: Path, until: str, wrong: object
) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        for key, value in GUEST.items():
            if key == until:
                break
            await at.answer(**{key: value})
        with pytest.raises(Refused):
            await at.answer(**{until: wrong})
        assert at.shows()["key"] == until


@pytest.mark.parametrize("wrong", [{"picture": "dragon"}, {"picture": 1}, {"name": "Otto"}])
async def test_only_a_picture_of_ours_is_a_picture(
    tmp_path: Path, wrong: dict[str, object]
) -> None:
    async with screens(tmp_path) as at:
        await at.say("join")
        with pytest.raises(Refused):
            await at.answer(**wrong)
        assert at.shows()["key"] == "picture"


async def test_back_leads_to_the_question_before_and_from_the_first_to_the_first_screen(
    tmp_path: Path,
) -> None:
    async with screens(tmp_path) as at:
        await at.say("join")
        await at.answer(**SUN, **NAME, age=70)
        for shown in ("age", "who", "who"):
            if at.shows()["shows"] != "who":
                await at.say("back")
            assert shown in at.shows().values()


async def test_a_start_that_the_belt_room_refuses_leaves_the_walker_before_start(
    tmp_path: Path,
) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(**GUEST)
        with pytest.raises(Refused, match="Tap Start again"):
            await at.say("start", token="0" * 16)
        assert at.shows()["shows"] == "ready"
        assert at.told.desk.walk is None


async def test_after_a_walk_the_same_walker_may_walk_again_by_answering_anew(
    tmp_path: Path,
) -> None:
    async with screens(tmp_path) as at:
        await joined(at)
        await at.start(PAGE)
        await at.told.over()
        await at.told.until(lambda: at.shows()["shows"] == "question")
        await at.answer(end_pain=2, effort=3)
        await at.say("again")
        assert at.shows()["key"] == "new_signs"
        assert at.shows()["who"]["name"] == "Otto"


async def test_the_notes_are_read_before_the_belt_is_asked_to_start(tmp_path: Path) -> None:
    walks_seen: list[object] = []

    class Disk:
        async def run(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
            walks_seen.append(at.told.desk.walk)
            raise sqlite3.OperationalError

    async with screens(tmp_path) as at:
        intake = Intake(practised(walked(ago=5), walked(ago=3)), TODAY)
        said = {"new_signs": False, "since_last": "same", "pain": 2, "walk": EASY, "key": True}
        for key, value in said.items():
            assert isinstance(value, str | int)
            intake = intake.answered(key, value)
        steps = Steps(at.window, People(Disk()), lambda: TODAY)
        start = acts.Start(page=PAGE, act="start", token=str(at.told.snapshot.start_token))
        visit = Asked(Person("w-7", "Anna", "cat"), intake)
        assert isinstance(await steps.after(visit, start, at.told.now), Walking)
        assert walks_seen == [None]
        assert at.told.desk.walk is not None


async def test_today_s_walk_is_started_at_its_dose_with_the_caps_that_were_agreed(
    tmp_path: Path,
) -> None:
    async with screens(tmp_path) as at:
        assert at.people is not None
        walks = practised(walked(ago=5, peak_speed_kmh=2.0), walked(ago=3, peak_speed_kmh=2.2))
        held = Agreed("NN", TODAY, max_minutes=9)
        intake = Intake(replace(walks, agreed=held), TODAY)
        said = {"new_signs": False, "since_last": "same", "pain": 2, "walk": EASY, "key": True}
        for key, value in said.items():
            assert isinstance(value, str | int)
            intake = intake.answered(key, value)
        steps = Steps(at.window, at.people, lambda: TODAY)
        token = at.told.snapshot.start_token
        start = acts.Start(page=PAGE, act="start", token=str(token))
        await steps.after(Asked(None, intake), start, at.told.now)
        made = at.told.walk.session.plan
        assert made.duration_s == 9 * 60
        assert made.limits.max_speed_kmh == pytest.approx(3.2)
