"""The deck is levelled by a tap of its own, at the screen, before a walk starts."""

import asyncio
from pathlib import Path

from simulators.machines import DEFAULT, QUIRKS
from tests.rooms import START, Story, story
from tests.session.asking import refused
from treadctl.board.requests import Level
from treadctl.commissioned import PowerCut
from treadctl.model import DECK_NOT_LEVEL, BeltState
from treadctl.session.session import Stage

LEVEL = b"\x03\x00\x00"


def level_request(told: Story) -> Level:
    """The tap that the screen offers now."""
    token = told.snapshot.level_token
    assert token is not None, told.snapshot
    return Level(request="level", token=token)


async def sloped(told: Story, percent: float = 3.0) -> None:
    """A belt that stands, its deck left at a slope, and a screen that offers to level it."""
    told.machine.belt.tilt(told.now, percent)
    await told.ready()
    await told.until(lambda: told.snapshot.inclination_percent == percent)
    await told.until(lambda: told.snapshot.level_token)


async def test_a_deck_left_at_a_slope_is_levelled_by_a_tap_and_then_a_walk_starts(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        await sloped(told)
        assert refused(told, told.start_request()) == DECK_NOT_LEVEL
        assert told.desk.walk is None
        await asyncio.sleep(0.5)  # the screen shows its next tokens
        told.desk.ask(level_request(told))
        await told.until(lambda: told.snapshot.levelling)
        assert told.snapshot.level_token is None
        await asyncio.sleep(0.5)
        assert "Wait" in refused(told, told.start_request())
        await told.until(lambda: told.snapshot.inclination_percent == 0.0)
        await told.until(lambda: not told.snapshot.levelling)
        assert told.snapshot.belt is BeltState.STANDING and not told.snapshot.deck_stuck
        assert [data for _, data in told.machine.writes].count(LEVEL) == 1 and told.starts == 0
        await told.walk_to(Stage.WALKING)


async def test_a_level_deck_offers_nothing(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        await asyncio.sleep(5.0)
        assert told.snapshot.level_token is None and not told.snapshot.levelling
        assert told.snapshot.power_cut is PowerCut.KEY


async def test_a_machine_that_will_not_come_down_may_be_walked_on_after_one_tap(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        await sloped(told)
        told.machine.controller.model = QUIRKS["tm11gy"]  # it has no incline to set
        told.desk.ask(level_request(told))
        await told.until(lambda: told.snapshot.deck_stuck)
        assert told.snapshot.level_token is not None
        await told.walk_to(Stage.COUNTDOWN)
        await told.until(lambda: told.starts == 1)


async def test_a_stale_token_levels_nothing(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await sloped(told)
        tap = level_request(told)
        told.desk.ask(tap)
        assert "no longer on the screen" in refused(told, tap)
        await asyncio.sleep(30.0)
        assert [data for _, data in told.machine.writes].count(LEVEL) == 1


async def test_while_a_walk_is_counted_down_the_deck_is_left_alone(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        told.desk.ask(told.start_request())
        token = told.desk._tokens.shown(start=False, acknowledge=False, level=True).level
        assert "under way" in refused(told, Level(request="level", token=token or ""))
        assert told.snapshot.level_token is None
        await told.until(lambda: told.starts == 1)


async def test_the_deck_that_a_pain_stop_left_is_levelled_behind_the_confirmation(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        told.machine.belt.tilt(told.now, 2.0)
        await told.until(lambda: told.snapshot.inclination_percent == 2.0)
        told.stop(pain=True)
        await told.stands()
        await asyncio.sleep(5.0)
        assert told.snapshot.level_token is None and told.snapshot.latched
        told.desk.ask(told.acknowledge_request())
        await told.until(lambda: told.snapshot.level_token)
        told.desk.ask(level_request(told))
        await told.until(lambda: told.snapshot.inclination_percent == 0.0)
        assert [data for _, data in told.machine.writes if data == START] == [START]


def test_the_machine_of_these_stories_can_be_tilted() -> None:
    assert DEFAULT.inclination_deci is not None
