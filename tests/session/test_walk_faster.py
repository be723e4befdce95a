"""A little faster, because the walker asks: over the real guard, driver and simulated machine."""

import asyncio
from pathlib import Path

import pytest

from tests.rooms import Story, story
from tests.session.asking import refused
from treadctl.board.requests import Faster, Reply, Slower
from treadctl.session.session import Stage

PLAN_KMH, LOWER_KMH = 2.0, 1.5  # of first-steps from 5:00 on, and once the walker tapped Slower


async def lowered(told: Story) -> Faster:
    """A walk at its fastest, in which the walker tapped Slower; what the screen offers then."""
    await told.walk_to(Stage.WALKING)
    await told.until(lambda: told.target_kmh == PLAN_KMH, 600.0)
    told.desk.ask(Slower(request="slower"))
    await told.until(lambda: told.target_kmh == LOWER_KMH)
    return await offered(told)


async def offered(told: Story) -> Faster:
    await told.until(lambda: told.snapshot.walk and told.snapshot.walk.faster_id)
    shown = told.snapshot.walk
    assert shown is not None and shown.faster_id is not None
    return Faster(request="faster", faster_id=shown.faster_id)


def shown_id(told: Story) -> int | None:
    return told.snapshot.walk.faster_id if told.snapshot.walk else None


async def test_it_is_announced_five_seconds_ahead_and_a_step_of_the_tier(tmp_path: Path) -> None:
    async with story(tmp_path, "A") as told:
        faster = await lowered(told)
        told.desk.ask(faster)
        asked = told.now
        assert told.said("rise_announced")[-1].at == asked
        await told.until(lambda: told.target_kmh > LOWER_KMH)
        assert told.now - asked >= 5.0
        await asyncio.sleep(10.0)
        assert told.target_kmh == pytest.approx(LOWER_KMH + 0.1)


async def test_asked_again_and_again_it_never_passes_the_plan(tmp_path: Path) -> None:
    async with story(tmp_path, "A") as told:
        faster = await lowered(told)
        for _ in range(5):
            told.desk.ask(faster)
            await told.until(lambda: shown_id(told) is None)
            await asyncio.sleep(8.0)
            if shown_id(told) is None:
                break
            faster = await offered(told)
        assert told.machine.belt.peak_speed_kmh <= PLAN_KMH + 1e-6
        assert told.target_kmh <= PLAN_KMH


async def test_whoever_repeats_one_tap_gets_one_step(tmp_path: Path) -> None:
    async with story(tmp_path, "A") as told:
        stuck = await lowered(told)
        told.desk.ask(stuck)
        for _ in range(60):
            assert refused(told, stuck)
            await asyncio.sleep(1.0)
        assert told.target_kmh == pytest.approx(LOWER_KMH + 0.1)


async def test_it_is_not_offered_at_the_plan_s_own_speed_nor_while_something_is_asked(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, "A", taps={"on": True, "rise": True}) as told:
        await told.walk_to(Stage.WALKING)
        assert shown_id(told) is None
        await told.until(lambda: told.walk.question == "pain", 300.0)
        assert shown_id(told) is None
        assert "Not faster now" in refused(told, Faster(request="faster", faster_id=7))


async def test_after_more_pain_it_is_not_offered_again(tmp_path: Path) -> None:
    async with story(tmp_path, "A", taps={"on": True, "rise": True}) as told:
        await told.walk_to(Stage.WALKING)
        await told.until(lambda: told.walk.question == "pain", 300.0)
        number = told.walk.question_id or 0
        more = {"request": "reply", "question": "pain", "question_id": number, "more": True}
        told.desk.ask(Reply.model_validate(more))
        told.desk.ask(Slower(request="slower"))
        for _ in range(100):
            assert shown_id(told) is None
            await asyncio.sleep(1.0)


async def test_in_doubt_it_is_not_offered(tmp_path: Path) -> None:
    async with story(tmp_path, "A") as told:
        faster = await lowered(told)
        told.fault("telemetry-silence")
        await asyncio.sleep(1.5)
        assert shown_id(told) is None
        assert "Not faster now" in refused(told, faster)


async def test_slower_takes_a_step_back_that_has_not_come_yet(tmp_path: Path) -> None:
    async with story(tmp_path, "A") as told:
        told.desk.ask(await lowered(told))
        await asyncio.sleep(2.0)
        told.desk.ask(Slower(request="slower"))
        await asyncio.sleep(20.0)
        assert told.target_kmh < LOWER_KMH


# -- the other words of a walk ------------------------------------------------------------------


async def test_who_cannot_talk_easily_gets_no_faster(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING, "back-ease-20")
        await told.until(lambda: told.walk.question == "talk", 1200.0)
        told.reply("talk", False)
        assert told.said("talk_answered")[0].data == {"yes": False}
        assert told.said("held")
        assert told.walk.question is None
        assert shown_id(told) is None


async def test_who_says_nothing_about_talking_walks_on(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING, "back-ease-20")
        await told.until(lambda: told.walk.question == "talk", 1200.0)
        await told.over(1800.0)
        assert told.causes == ["finished"]


async def test_an_announced_rise_is_not_announced_for_ever(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        assert told.walk.prompt == "A little faster in five."
        await asyncio.sleep(11.0)
        assert told.walk.prompt is None


@pytest.mark.parametrize("answered", [True, False])
async def test_the_words_of_a_question_go_with_it(tmp_path: Path, answered: bool) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING, "back-ease-20")
        await told.until(lambda: told.walk.question == "talk", 1200.0)
        assert told.walk.prompt == "Can you talk easily?"
        if answered:
            told.reply("talk", True)
        await told.until(lambda: told.walk.question is None)
        await asyncio.sleep(0.5)
        assert told.walk.prompt is None


async def test_in_a_calm_walk_nobody_is_offered_to_go_faster(tmp_path: Path) -> None:
    """Sheet, row 8.3.6."""
    async with story(tmp_path, "A") as told:
        await told.walk_to(Stage.WALKING, "evening-unwind")
        await told.until(lambda: told.target_kmh > PLAN_KMH, 600.0)
        told.desk.ask(Slower(request="slower"))
        for _ in range(60):
            await asyncio.sleep(1.0)
            assert shown_id(told) is None
