"""The invitation to try the stop out, over a real belt room in virtual time."""

import asyncio
from pathlib import Path

import pytest

from tests.edges.people.rig import GUEST, Screens, screens
from tests.edges.people.test_after import confirm
from treadctl.edges.people.practising import tries_the_stop
from treadctl.errors import BadInput
from treadctl.session.person.diary import Diary
from treadctl.session.person.practice import FROM_S, TO_S


async def walks(at: Screens) -> None:
    """The walk that is ready begins, and its walker is on the belt."""
    await at.start()
    await at.told.until(lambda: at.told.walk.session.stage == "walking")


async def invited(at: Screens) -> None:
    await at.told.until(lambda: at.shows().get("practise"))


async def test_in_the_first_minute_of_first_steps_the_screen_invites_once(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(**GUEST)
        await walks(at)
        assert not at.shows()["practise"]
        await invited(at)
        elapsed_s = at.told.snapshot.walk.elapsed_s if at.told.snapshot.walk else 0.0
        assert FROM_S <= elapsed_s < FROM_S + 2.0
        assert (at.told.snapshot.speed_kmh or 9.9) <= 1.0
        await at.told.until(lambda: not at.shows()["practise"], within_s=TO_S)
        await asyncio.sleep(120.0)
        assert not at.shows()["practise"]


async def test_the_press_leads_back_by_two_taps_and_the_walk_invites_no_more(
    tmp_path: Path,
) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(**GUEST)
        await walks(at)
        await invited(at)
        at.told.stop(pain=True)
        await at.told.until(lambda: at.shows()["shows"] == "question")
        await at.answer(quality="practice")
        ready = {"shows": "ready", "profile": "first-steps", "tier": "A", "lower": False}
        assert ready.items() <= at.shows().items()
        await asyncio.sleep(3.5)
        await confirm(at)
        await walks(at)
        first = at.told.snapshot.target_speed_kmh
        assert first is not None and first <= 0.8
        for _ in range(90):
            await asyncio.sleep(1.0)
            assert not at.shows()["practise"]


async def test_a_walk_that_does_not_say_so_invites_nobody(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(**{**GUEST, "walk": "gentle-start"})
        await walks(at)
        for _ in range(90):
            await asyncio.sleep(1.0)
            assert not at.shows()["practise"]


async def test_a_walk_that_is_not_there_is_named() -> None:
    with pytest.raises(BadInput, match="no profile 'no-walk'"):
        await tries_the_stop("no-walk", Diary())
