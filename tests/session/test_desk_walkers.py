"""Who walks, with how much pain, and how gently."""

import asyncio
from pathlib import Path

import pytest

from tests.rooms import WILLING, story
from tests.session.asking import refused
from treadctl.session.plan import plan
from treadctl.session.profile import find
from treadctl.session.segments import Tier
from treadctl.session.session import Stage


@pytest.mark.parametrize(
    ("own", "asked", "kept"),
    [
        ("A", None, "A"),
        ("A", "C", "A"),
        ("B", "A", "A"),
        ("B", "C", "B"),
        ("C", None, "C"),
        ("C", "A", "A"),
        ("C", "B", "B"),
    ],
)
async def test_a_start_is_walked_in_the_tightest_tier(
    tmp_path: Path, own: Tier, asked: Tier | None, kept: Tier
) -> None:
    async with story(tmp_path, own) as told:
        await told.ready()
        start = told.start_request("power-intervals").model_copy(update={"tier": asked})
        told.desk.ask(start)
        assert told.walk.session.plan.limits == plan(find("power-intervals"), kept).limits


async def test_who_starts_in_tier_a_confirms_each_rise_in_a_service_of_tier_c(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, taps={"on": True}) as told:
        await told.ready()
        start = told.start_request("back-ease-20").model_copy(update={"tier": "A"})
        told.desk.ask(start)
        await told.until(lambda: told.walk.question == "rise", 300.0)


async def test_the_pain_at_the_start_is_what_later_answers_are_held_against(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, taps={**WILLING, "pain": 5}) as told:
        await told.ready()
        start = told.start_request("back-ease-20").model_copy(update={"pain": 2})
        told.desk.ask(start)
        await told.until(lambda: told.said("cool_down"), 1200.0)


async def test_only_a_start_tells_who_walks_and_with_how_much_pain(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        known = {"walker": "w-7", "pain": 0}
        told.desk.ask(told.start_request().model_copy(update=known))
        await told.over()
        (started,) = told.said("started")
        assert started.data == {"profile": "first-steps"} | known
        assert "w-7" not in repr([one for one in told.events if one is not started])


async def test_a_guest_without_a_number_is_told_of_by_neither(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        assert told.said("started")[0].data == {"profile": "first-steps"}


async def test_a_belt_that_brakes_hard_is_not_offered_to_tier_a(tmp_path: Path) -> None:
    async with story(tmp_path, brakes_hard=True) as told:
        await told.ready()
        gentle = told.start_request().model_copy(update={"tier": "A"})
        assert "stops too hard" in refused(told, gentle)
        assert told.desk.walk is None
        await asyncio.sleep(0.5)
        told.desk.ask(told.start_request().model_copy(update={"tier": "B"}))
        assert told.desk.walk is not None
