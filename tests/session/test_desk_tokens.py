"""A token and an answer are good once: whoever repeats what he sent moves nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.rooms import Story, story
from tests.session.asking import latched, refused
from treadctl.board.requests import Acknowledge, StartWalk
from treadctl.model import StopCause
from treadctl.session.session import Stage

TIMES = 1000


# -- tokens ---------------------------------------------------------------------------------


async def test_a_start_is_good_once(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        start = told.start_request()
        told.desk.ask(start)
        told.stop()
        await told.stands()
        assert "Tap Start again" in refused(told, start)
        assert told.desk.walk is None


async def test_two_starts_in_one_moment_make_one_walk(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        start = told.start_request()
        told.desk.ask(start)
        first = told.desk.walk
        refused(told, start)
        assert told.desk.walk is first
        await told.over()
        assert told.starts == 1


async def test_a_start_with_another_token_starts_nothing(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        start = told.start_request().model_copy(update={"token": "0123456789abcdef"})
        assert "Tap Start again" in refused(told, start)
        assert told.snapshot.start_token is not None
        assert told.desk.walk is None


async def test_only_the_token_of_the_act_that_is_possible_is_shown(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        assert told.desk.tokens[0] is not None and told.desk.tokens[1] is None
        await told.walk_to(Stage.WALKING)
        assert told.desk.tokens == (None, None, None)
        told.stop(pain=True)
        await asyncio.sleep(0)  # the rules learn of a stop a turn later
        assert told.desk.tokens[0] is None and told.desk.tokens[1] is not None


async def test_a_start_shown_before_a_latched_stop_is_void_after_it(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        start = told.start_request()
        told.stop(pain=True)
        await told.until(lambda: told.snapshot.latched)
        await asyncio.sleep(4.0)
        told.desk.ask(told.acknowledge_request())
        await asyncio.sleep(4.0)
        assert "no longer" in refused(told, start)


async def test_a_confirmation_is_good_once(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await latched(told)
        await asyncio.sleep(3.5)
        acknowledge = told.acknowledge_request()
        told.desk.ask(acknowledge)
        told.stop(pain=True)
        await asyncio.sleep(4.0)
        assert "no longer" in refused(told, acknowledge)
        assert told.supervisor.latched is StopCause.PAIN


# -- repeating the last request never moves the belt ------------------------------------------


State = Callable[[Story], Awaitable[None]]


async def _countdown(told: Story) -> None:
    await told.until(lambda: told.walk.session.stage is Stage.COUNTDOWN)


async def _starting(told: Story) -> None:
    await told.until(lambda: told.walk.session.stage is Stage.STARTING)


async def _stepping_on(told: Story) -> None:
    await told.until(lambda: told.walk.session.stage is Stage.STEPPING_ON)


async def _walking(told: Story) -> None:
    told.reply("on", True)
    await told.until(lambda: told.target_kmh == 1.0)


async def _stopping(told: Story) -> None:
    told.stop(pain=True)


async def _latched(told: Story) -> None:
    await told.stands()


async def _latched_for_long(told: Story) -> None:
    await asyncio.sleep(10.0)


async def _confirmed(told: Story) -> None:
    told.desk.ask(told.acknowledge_request())


async def _confirmed_for_long(told: Story) -> None:
    await told.ready()
    await asyncio.sleep(10.0)


async def _lost(told: Story) -> None:
    told.fault("link-loss")
    await told.until(lambda: not told.supervisor.known.linked)


async def _back(told: Story) -> None:
    told.fault("link-back")
    await told.ready()


JOURNEY: list[State] = [
    _countdown,
    _starting,
    _stepping_on,
    _walking,
    _stopping,
    _latched,
    _latched_for_long,
    _confirmed,
    _confirmed_for_long,
    _lost,
    _back,
]


async def test_repeating_the_last_start_or_confirmation_never_moves_the_belt(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, taps={}) as told:
        await told.ready()
        sent: list[StartWalk | Acknowledge] = [told.start_request()]
        told.desk.ask(sent[0])
        for reach in JOURNEY:
            if reach is _confirmed:
                sent.append(told.acknowledge_request())
            await reach(told)
            walk, stops, latch = told.desk.walk, told.causes, told.supervisor.latched
            for request in sent * TIMES:
                refused(told, request)
            assert told.causes == stops and told.desk.walk is walk
            assert told.supervisor.latched is latch
        await asyncio.sleep(60.0)
        assert told.starts == 1
        assert told.machine.belt.standing


# -- an answer counts once ----------------------------------------------------------------------


async def test_whoever_repeats_one_yes_agrees_to_one_rise(tmp_path: Path) -> None:
    async with story(tmp_path, "A", taps={"on": True, "pain": 2}) as told:
        await told.walk_to(Stage.WALKING)
        await told.until(lambda: told.walk.question == "rise", 300.0)
        stuck = told.reply_request("rise", True)
        told.desk.ask(stuck)
        while told.desk.walk is not None:
            assert "no longer" in refused(told, stuck) or told.desk.walk is None
            await asyncio.sleep(0.1)
        agreed_to, next_level = 1.5, 2.0
        assert agreed_to <= told.machine.belt.peak_speed_kmh < next_level


async def test_an_answer_without_its_question_s_number_is_refused(tmp_path: Path) -> None:
    async with story(tmp_path, taps={}) as told:
        await told.walk_to(Stage.STEPPING_ON)
        shown = told.reply_request("on", True)
        for off in (-1, 1):
            other = shown.model_copy(update={"question_id": shown.question_id + off})
            assert "no longer" in refused(told, other)
        told.desk.ask(shown)
        assert told.walk.session.stage is Stage.WALKING


async def test_a_yes_of_an_earlier_walk_steps_nobody_on_in_the_next(tmp_path: Path) -> None:
    async with story(tmp_path, taps={}) as told:
        await told.walk_to(Stage.STEPPING_ON)
        stuck = told.reply_request("on", True)
        told.desk.ask(stuck)
        told.stop()
        await told.stands()
        await told.walk_to(Stage.STEPPING_ON)
        assert "no longer" in refused(told, stuck)
        assert told.walk.session.stage is Stage.STEPPING_ON
