"""Looking back at the own walks, over a real belt room in virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.edges.people.rig import GUEST, OTHER, PAGE, TODAY, Screens, screens
from treadctl.edges.before import QUESTION_S
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep
from treadctl.edges.recorder.recorder import Recorder
from treadctl.errors import Refused
from treadctl.session.person.diary import Answers

KNOWN = {"new_signs": False, "pain": 2, "walk": "first-steps", "key": True}


@asynccontextmanager
async def kept(folder: Path) -> AsyncIterator[Screens]:
    """Screens at a machine that keeps its walks, and knows Anna."""
    recorder = Recorder(folder / "history.sqlite", publishes=False)
    await recorder.run(partial(keep, person=Person("w-7", "Anna", "cat", 70, Answers(TODAY))))
    async with screens(folder) as at, asyncio.TaskGroup() as tasks:
        recording = tasks.create_task(recorder.record(at.window))
        yield at
        recording.cancel()
    recorder.close()


async def walked(at: Screens, **then: object) -> None:
    """Anna walks first-steps to its end and answers."""
    await at.say("known", walker="w-7")
    await at.answer(**KNOWN)
    await at.start()
    await at.told.over()
    await at.told.until(lambda: at.shows()["shows"] == "question")
    await at.answer(end_pain=1, effort=3, **then)


async def test_a_walker_sees_their_walks_and_types_a_total(tmp_path: Path) -> None:
    async with kept(tmp_path) as at:
        await walked(at)
        await at.say("trend")
        assert (at.before.looks_back(PAGE), at.before.looks_back(OTHER)) == ("w-7", None)
        (walk,) = at.shows()["trend"]["walks"]
        assert (walk["minutes"], walk["pain_before"], walk["pain_after"]) == (12, 2, 1)
        await at.say("paper")
        assert (at.shows()["key"], at.shows()["kind"]) == ("paper", "age")
        with pytest.raises(Refused, match="0 to 24"):
            await at.answer(paper=25)
        await at.answer(paper=7)
        assert at.shows()["trend"]["sheet"] == 7
        await at.say("back")
        assert at.shows()["shows"] == "done"
        assert at.before.looks_back(PAGE) is None
        await at.say("trend")
        await asyncio.sleep(QUESTION_S + 1.0)  # who leaves it on the screen is signed off
        await at.told.until(lambda: at.shows()["shows"] == "who")


async def test_from_the_second_walk_on_one_activity_is_asked_for_and_kept(
    tmp_path: Path,
) -> None:
    async with kept(tmp_path) as at:
        await walked(at)
        await at.say("leave")
        await walked(at, want="stairs")
        assert (at.shows()["key"], at.shows()["options"]) == ("want_now", ["stairs"])
        await at.answer(want_now=4)
        await at.say("trend")
        trend = at.shows()["trend"]
        assert (trend["want"], trend["want_now"]) == ("stairs", 4)


async def test_a_guest_has_nothing_to_look_back_at(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(**GUEST)
        await at.start()
        await asyncio.sleep(10.0)
        at.told.stop()
        await at.told.until(lambda: at.shows()["shows"] == "done")
        for act in ("trend", "paper"):
            with pytest.raises(Refused):
                await at.say(act)
