"""How long a visit lasts, and who sees it. In virtual time."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.edges.people.rig import GUEST, OTHER, PAGE, Screens, screens
from treadctl.edges.before import DONE_S, MOST_PAGES, QUESTION_S
from treadctl.errors import Refused


async def walked(at: Screens) -> None:
    """A guest's walk on the first page, to its end."""
    await at.say("guest")
    await at.answer(**GUEST)
    await at.start()
    await at.told.over()
    await at.told.until(lambda: at.shows()["shows"] == "question")
    await at.answer(end_pain=2, effort=3)


async def test_a_walker_is_signed_off_a_minute_after_the_belt_stands(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await walked(at)
        await asyncio.sleep(DONE_S - 5.0)
        assert at.shows()["shows"] == "done"
        await asyncio.sleep(6.0)
        assert at.shows()["shows"] == "who"


async def test_during_a_walk_nobody_is_signed_off(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(**GUEST)
        await at.start()
        await asyncio.sleep(QUESTION_S + DONE_S + 10.0)
        assert at.told.desk.walk is not None
        assert at.shows()["shows"] == "walking"


@pytest.mark.parametrize("act", ["guest", "join"])
async def test_who_leaves_a_question_alone_is_signed_off(tmp_path: Path, act: str) -> None:
    async with screens(tmp_path) as at:
        await at.say(act)
        await asyncio.sleep(QUESTION_S - 5.0)
        assert at.shows()["shows"] == "question"
        await asyncio.sleep(6.0)
        assert at.shows()["shows"] == "who"


async def test_each_answer_gives_the_next_question_its_whole_time(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await asyncio.sleep(QUESTION_S - 5.0)
        await at.answer(age=70)
        await asyncio.sleep(QUESTION_S - 5.0)
        assert at.shows()["key"] == "numb_seat"


async def test_who_does_not_answer_after_a_walk_is_signed_off_too(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(**GUEST)
        await at.start()
        await at.told.over()
        await at.told.until(lambda: at.shows()["shows"] == "question")
        await asyncio.sleep(QUESTION_S + 1.0)
        assert at.shows()["shows"] == "who"


async def test_a_walk_that_was_over_at_once_is_not_asked_about(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(**GUEST)
        await at.start()
        await asyncio.sleep(10.0)
        at.told.stop()
        await at.told.until(lambda: at.shows()["shows"] == "done")


async def test_a_walk_that_was_stopped_for_pain_is_spoken_of_once_it_stands(
    tmp_path: Path,
) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(**GUEST)
        await at.start()
        await at.told.until(lambda: at.told.machine.belt.speed_kmh > 0)
        at.told.stop(pain=True)
        await at.told.until(lambda: at.shows()["shows"] == "question")
        assert (at.shows()["key"], at.shows()["after"]) == ("quality", "stop")
        assert at.told.machine.belt.standing


async def test_each_page_has_its_own_visit_and_hears_only_of_that(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        mine: list[dict[str, Any]] = []
        with at.before.watched(PAGE, mine.append):
            await at.say("guest")
            await at.say("join", OTHER)
        assert [one["before"]["shows"] for one in mine] == ["who", "question"]
        assert (at.shows()["key"], at.shows(OTHER)["key"]) == ("age", "picture")


async def test_a_page_that_comes_back_sees_where_it_was_at_once(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(age=70, numb_seat=False)
        seen: list[dict[str, Any]] = []
        with at.before.watched(PAGE, seen.append):
            assert seen[0]["before"]["key"] == "both_legs"


async def test_two_pages_that_start_at_once_make_one_walk(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        for page in (PAGE, OTHER):
            await at.say("guest", page)
            await at.answer(page, **GUEST)
        token = at.told.snapshot.start_token
        both = (at.say("start", page, token=token) for page in (PAGE, OTHER))
        results = await asyncio.gather(*both, return_exceptions=True)
        assert [type(one) for one in results].count(Refused) == 1
        await at.told.over()
        assert at.told.starts == 1


async def test_two_answers_to_one_question_are_one(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        twice = (at.answer(age=age) for age in (70, 30))
        results = await asyncio.gather(*twice, return_exceptions=True)
        assert [type(one) for one in results].count(Refused) == 1
        assert at.shows()["key"] == "numb_seat"


async def test_somebody_new_is_on_every_first_screen_at_once(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        seen: list[dict[str, Any]] = []
        with at.before.watched(OTHER, seen.append):
            await at.say("join")
            await at.answer(picture="sun", name="Otto", **GUEST)
        assert [one["name"] for one in seen[-1]["before"]["people"]] == ["Otto"]


async def test_pages_without_end_push_out_the_oldest_that_nobody_watches(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        with at.before.watched(OTHER, lambda _news: None):
            await at.say("guest", OTHER)
            for number in range(MOST_PAGES):
                await asyncio.sleep(0.01)
                await at.say("guest", f"page-extra-{number}")
            assert at.shows(OTHER)["shows"] == "question"
        assert at.shows()["shows"] == "who"
