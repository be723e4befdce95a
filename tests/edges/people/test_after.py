"""What happens once the belt stands again, over a real belt room in virtual time."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.edges.people.rig import GUEST, OTHER, TODAY, Screens, screens
from treadctl.edges.people.after import ended
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep
from treadctl.edges.people.visit import After, Walking
from treadctl.edges.recorder.recorder import Recorder
from treadctl.errors import Refused
from treadctl.model import StopCause
from treadctl.session.person.afterwards import Again
from treadctl.session.person.diary import Answers, PainQuality

KNOWN = {"new_signs": False, "pain": 2, "walk": "first-steps", "key": True}


async def pressed(at: Screens, *, known: bool = False) -> None:
    """A walk that a press on the pain strip ended; the belt stands and was long confirmable."""
    await at.say(*(("known",) if known else ("guest",)), **({"walker": "w-7"} if known else {}))
    await at.answer(**(KNOWN if known else GUEST))
    await at.start()
    await at.told.until(lambda: at.told.machine.belt.speed_kmh > 0)
    at.told.stop(pain=True)
    await at.told.until(lambda: at.shows()["shows"] == "question")
    await asyncio.sleep(3.5)


async def confirm(at: Screens) -> None:
    at.told.desk.ask(at.told.acknowledge_request())
    await asyncio.sleep(3.5)


async def test_a_dull_pain_leads_to_a_gentle_start_by_two_taps(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await pressed(at)
        await at.answer(quality="dull", end_pain=3)
        shown = at.shows()
        assert (shown["shows"], shown["profile"], shown["tier"]) == ("ready", "gentle-start", "A")
        assert at.told.supervisor.latched is StopCause.PAIN
        await confirm(at)
        await at.start()
        assert at.told.walk.session.plan.profile == "gentle-start"
        assert at.told.starts == 1  # the countdown has just begun


async def test_who_may_walk_more_is_led_one_level_lower_for_what_is_left(tmp_path: Path) -> None:
    """A walker who knows the treadmill: its base walk leads to the one for sore days."""
    recorder = Recorder(tmp_path / "history.sqlite", publishes=False)
    person = Person("w-7", "Anna", "cat", 50, Answers(TODAY, new_to_treadmills=False), ladder="W")
    await recorder.run(partial(keep, person=person))
    async with screens(tmp_path) as at, asyncio.TaskGroup() as tasks:
        recording = tasks.create_task(recorder.record(at.window))
        await at.say("known", walker="w-7")
        await at.answer(**KNOWN)
        await at.start()
        await at.told.over()
        await written(recorder, at, 1)
        await at.answer(end_pain=2, effort=2)
        await at.say("again")
        await at.answer(new_signs=False, pain=2, walk="back-ease-20", key=True)
        await at.start()
        await asyncio.sleep(60.0)
        at.told.stop(pain=True)
        await at.told.until(lambda: at.shows()["shows"] == "question")
        await at.answer(quality="dull", end_pain=3)
        shown = at.shows()
        assert (shown["profile"], shown["tier"], shown["lower"]) == ("morning-loosener", "A", True)
        await asyncio.sleep(3.5)
        await confirm(at)
        await at.start()
        assert at.told.walk.session.plan.profile == "morning-loosener"
        recording.cancel()
    recorder.close()


async def test_without_the_confirmation_no_answer_leads_to_a_walk(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await pressed(at)
        await at.answer(quality="practice")
        for token in (at.told.snapshot.acknowledge_token, "0" * 16):
            with pytest.raises(Refused):
                await at.say("start", token=token)
        assert at.told.desk.walk is None
        assert at.told.supervisor.latched is StopCause.PAIN


async def test_the_latch_is_confirmed_without_any_answer(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await pressed(at)
        await confirm(at)
        assert at.told.supervisor.latched is None
        assert at.shows()["key"] == "quality"


async def test_somebody_else_confirms_and_walks_while_the_questions_wait(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await pressed(at)
        await confirm(at)
        await at.say("guest", OTHER)
        await at.answer(OTHER, **GUEST)
        await at.start(OTHER)
        assert at.told.walk.session.plan.profile == "first-steps"


async def test_what_the_screen_does_not_ask_is_refused(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await pressed(at)
        for act, more in (("again", {}), ("guest", {}), ("start", {"token": "0" * 16})):
            with pytest.raises(Refused, match="no longer on the screen"):
                await at.say(act, **more)
        await at.answer(quality="dizzy_or_chest")
        assert at.shows()["help"] == "help_now"
        await at.say("back")
        assert at.shows()["key"] == "quality"


async def test_sharp_pain_offers_no_other_walk(tmp_path: Path) -> None:
    async with screens(tmp_path) as at:
        await pressed(at)
        await at.answer(quality="sharp", end_pain=2)
        assert (at.shows()["shows"], at.shows()["again"]) == ("done", False)
        with pytest.raises(Refused):
            await at.say("again")


@pytest.mark.parametrize("finish", [True, False])
async def test_a_cool_down_that_was_skipped_is_not_passed_over_in_silence(
    tmp_path: Path, finish: bool
) -> None:
    async with screens(tmp_path) as at:
        await at.say("guest")
        await at.answer(**GUEST)
        await at.start()
        await asyncio.sleep(90.0)
        if finish:
            at.told.walk.finish()
        else:
            at.told.stop()
        await at.told.until(lambda: at.shows()["shows"] == "question", 300.0)
        await at.answer(end_pain=2, effort=3)
        assert at.shows()["cooled"] is finish


async def written(recorder: Recorder, at: Screens, walks: int) -> None:
    """Wait until so many walks are written down to their end."""
    count = "SELECT count(*) FROM sessions WHERE summary IS NOT NULL"
    while (await recorder.run(lambda db: db.execute(count).fetchone()))[0] < walks:  # noqa: ASYNC110 - the disk
        await asyncio.sleep(0.2)


async def test_what_a_known_walker_says_is_kept_with_the_walk_and_known_at_the_next_start(
    tmp_path: Path,
) -> None:
    recorder = Recorder(tmp_path / "history.sqlite", publishes=False)
    await recorder.run(partial(keep, person=Person("w-7", "Anna", "cat", 70, Answers(TODAY))))
    async with screens(tmp_path) as at, asyncio.TaskGroup() as tasks:
        recording = tasks.create_task(recorder.record(at.window))
        await pressed(at, known=True)
        await written(recorder, at, 1)
        await at.answer(quality="numb_or_weak")
        assert at.people is not None
        _, diary = await at.people.find("w-7", TODAY)
        assert diary.walks[-1].quality is PainQuality.NUMB_OR_WEAK
        recording.cancel()
    recorder.close()


async def test_who_left_without_a_word_is_asked_at_the_next_start(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "history.sqlite", publishes=False)
    await recorder.run(partial(keep, person=Person("w-7", "Anna", "cat", 70, Answers(TODAY))))
    async with screens(tmp_path) as at, asyncio.TaskGroup() as tasks:
        recording = tasks.create_task(recorder.record(at.window))
        await pressed(at, known=True)
        await written(recorder, at, 1)
        await at.say("leave")
        await confirm(at)
        await at.say("known", walker="w-7")
        assert at.shows()["key"] == "quality"
        await at.answer(quality="practice")
        assert at.shows()["key"] == "new_signs"
        assert at.people is not None
        _, diary = await at.people.find("w-7", TODAY + timedelta(days=1))
        assert diary.walks[-1].pressed_wrongly
        recording.cancel()
    recorder.close()


STARTED = {"request": "start", "profile": "back-ease-20", "tier": "B", "pain": 1, "walker": "w-7"}
STARTED |= {"minutes": 14.0, "max_speed_kmh": 4.0}


def stopped(start: dict[str, object], walked_s: float = 0.0, left_s: float = 840.0) -> After:
    """Where a walk leads to that pain stopped when so much was left of it."""
    walk = {"elapsed_s": walked_s, "remaining_s": left_s}
    over = ended(Walking(None, 0.0, start=start), "pain", walk, walked_s)
    assert isinstance(over, After)
    return over


def test_a_restart_of_the_same_walk_keeps_today_s_minutes_and_caps() -> None:
    again = stopped({**STARTED, "token": "x"}).restart(Again("back-ease-20", "B", 1))
    assert again == STARTED


@pytest.mark.parametrize(("agreed", "longest"), [({}, 13.0), ({"max_minutes": 9.0}, 9.0)])
def test_a_restart_of_another_walk_is_no_longer_than_what_was_left_of_the_first(
    agreed: dict[str, float], longest: float
) -> None:
    over = stopped({**STARTED, **agreed}, 60.0, 780.0)
    assert over.restart(Again("gentle-start", "A", 1)) == {
        **{"request": "start", "profile": "gentle-start", "tier": "A", "pain": 1},
        **{"walker": "w-7", "max_speed_kmh": 4.0, "max_minutes": longest},
    }


@pytest.mark.parametrize(("walked_s", "left"), [(120.0, 12.0), (600.0, 8.0)])
def test_what_was_walked_today_is_not_walked_again(walked_s: float, left: float) -> None:
    over = stopped(STARTED, walked_s, 840.0 - walked_s)
    assert over.restart(Again("back-ease-20", "B", 1))["minutes"] == left


def test_a_restart_of_a_walk_as_it_is_written_has_no_cap_on_its_length() -> None:
    start = {"request": "start", "profile": "gentle-start", "tier": "A", "pain": 1}
    assert stopped(start).restart(Again("gentle-start", "A", 1)) == start
