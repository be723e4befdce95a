"""A belt on trial: what is measured, and what ends a wait. In virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from simulators.machines import DEFAULT, MachineModel
from tests.cli.commission.beside import ByRadio
from treadctl.cli.commission.failures import NotCommissioned
from treadctl.cli.commission.overheard import overheard
from treadctl.cli.commission.trial import ANSWER_LIMIT_S, Trial
from treadctl.errors import Refused
from treadctl.model import Event
from treadctl.safety.guard import Guard
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

TOO_FAST = replace(DEFAULT, speed_centi=(200, 1200, 10))


@asynccontextmanager
async def trial(
    folder: Path, model: MachineModel = DEFAULT
) -> AsyncIterator[tuple[ByRadio, Trial]]:
    rig, told = ByRadio(model), list[Event]()
    keeper = LatchKeeper(Latch(folder / "latch"), None)
    rules, open_driver = (
        Supervisor(stop_input=StopInput(True)),
        overheard(rig.open_driver, told.append),
    )
    guard = Guard(open_driver, rules, keeper, told.append)
    serving = asyncio.create_task(guard.serve())
    try:
        yield rig, Trial(guard, told)
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_a_belt_is_started_brought_to_a_speed_and_stopped(tmp_path: Path) -> None:
    async with trial(tmp_path) as (rig, belt):
        assert (await belt.machine()).name == "SIM-1"
        await belt.stands()
        await belt.start()
        assert await belt.reach(2.0) == pytest.approx(2.0)
        stop = await belt.stop(2.0)
        assert stop.from_kmh == pytest.approx(2.0)
        truth_s = rig.belt.corners[-1][0] - rig.writes[-1][0]  # from its own stop to standing
        assert truth_s <= stop.took_s <= truth_s + 1.5
        assert belt.period_s == pytest.approx(0.25, abs=0.05)


async def test_a_machine_that_is_not_there_is_said_as_the_radio_says_it(tmp_path: Path) -> None:
    async with trial(tmp_path) as (rig, belt):
        rig.rig.link.lose()
        with pytest.raises(NotCommissioned, match="The treadmill does not answer"):
            await belt.machine()


async def test_a_machine_that_starts_too_fast_is_refused_by_the_rules(tmp_path: Path) -> None:
    async with trial(tmp_path, TOO_FAST) as (rig, belt):
        await belt.machine()
        with pytest.raises(Refused, match=r"starts at 2\.0 km/h"):
            await belt.start()
        assert rig.belt.peak_speed_kmh == 0.0


async def test_a_deck_that_is_not_level_is_to_be_levelled_by_hand(tmp_path: Path) -> None:
    async with trial(tmp_path) as (rig, belt):
        rig.belt.tilt(now(), 3.0)
        await belt.machine()
        await asyncio.sleep(15.0)
        with pytest.raises(NotCommissioned, match="Level it at its console"):
            await belt.start()
        assert rig.belt.peak_speed_kmh == 0.0


async def test_a_belt_that_moves_before_anything_begins_is_to_be_stopped_by_hand(
    tmp_path: Path,
) -> None:
    async with trial(tmp_path) as (rig, belt):
        await belt.machine()
        rig.befall("console-speed=1.0")
        await belt.moved_at_console()
        with pytest.raises(NotCommissioned, match="Stop it at its console"):
            await belt.stands()


async def test_a_press_that_lets_the_belt_run_a_moment_only_is_no_press(tmp_path: Path) -> None:
    async with trial(tmp_path) as (rig, belt):
        await belt.machine()
        rig.befall("console-speed=1.0")
        asyncio.get_running_loop().call_later(4.0, rig.befall, "console-stop")
        with pytest.raises(NotCommissioned, match="The belt stopped again"):
            await belt.moved_at_console()


@pytest.mark.parametrize("by_hand", ["console-stop", "safety-key"])
async def test_a_stop_at_the_console_in_the_same_moment_is_not_taken_for_ours(
    tmp_path: Path, by_hand: str
) -> None:
    async with trial(tmp_path) as (rig, belt):
        await belt.machine()
        rig.befall("console-speed=0.8")
        speed_kmh = await belt.moved_at_console()
        rig.befall(by_hand)
        with pytest.raises(NotCommissioned, match="It was stopped at its console, or by its key"):
            await belt.stop(speed_kmh)


async def test_a_key_that_is_pulled_behind_our_stop_makes_it_no_proof(tmp_path: Path) -> None:
    async with trial(tmp_path) as (rig, belt):
        await belt.machine()
        rig.befall("console-speed=0.8")
        speed_kmh = await belt.moved_at_console()
        asyncio.get_running_loop().call_later(0.3, rig.befall, "safety-key")
        with pytest.raises(NotCommissioned, match="It was stopped at its console, or by its key"):
            await belt.stop(speed_kmh)


async def test_a_machine_that_calls_our_stop_one_by_its_user_is_stopped_and_that_is_kept(
    tmp_path: Path,
) -> None:
    async with trial(tmp_path) as (rig, belt):
        await belt.machine()
        rig.befall("console-speed=0.8")
        speed_kmh = await belt.moved_at_console()
        asyncio.get_running_loop().call_later(0.1, rig.machine.notify_status, b"\x02\x01")
        stop = await belt.stop(speed_kmh)
        assert stop.from_kmh == pytest.approx(0.8)
        assert stop.names_user


async def test_a_stop_behind_which_nobody_else_is_named_says_so(tmp_path: Path) -> None:
    async with trial(tmp_path) as (rig, belt):
        await belt.machine()
        rig.befall("console-speed=0.8")
        assert not (await belt.stop(await belt.moved_at_console())).names_user


async def test_a_question_that_nobody_answers_has_an_end(tmp_path: Path) -> None:
    async with trial(tmp_path) as (_rig, belt):
        await belt.machine()
        begin = now()
        with pytest.raises(NotCommissioned, match="Nobody answered"):
            await belt.meanwhile(asyncio.Event().wait())
        assert now() - begin == pytest.approx(ANSWER_LIMIT_S, abs=1.0)


async def test_an_answer_is_returned_as_it_was_given(tmp_path: Path) -> None:
    async with trial(tmp_path) as (_rig, belt):
        await belt.machine()
        assert await belt.meanwhile(asyncio.sleep(1.0, "seven")) == "seven"
