"""A screen that is the only stop input: it must live, and show what is now."""

import asyncio
from contextlib import suppress
from pathlib import Path

from tests.rooms import story
from tests.session.asking import refused
from treadctl.board.requests import Alive
from treadctl.errors import Refused
from treadctl.model import StopCause
from treadctl.session.session import Stage


async def test_without_a_wired_button_no_screen_means_no_start(tmp_path: Path) -> None:
    async with story(tmp_path, "A", pain_button="none") as told:
        await told.ready()
        assert "stop button" in refused(told, told.start_request())
        assert told.desk.walk is None
        assert told.starts == 0


async def test_a_screen_lost_in_the_countdown_means_no_start(tmp_path: Path) -> None:
    async with story(tmp_path, "A", pain_button="none") as told:
        screen = asyncio.create_task(told.screen_lives())
        await told.walk_to(Stage.COUNTDOWN)
        screen.cancel()
        await told.over()
        assert told.starts == 0


async def test_a_screen_lost_for_two_seconds_holds_the_speed_and_for_five_stops_the_belt(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, "A", pain_button="none") as told:
        screen = asyncio.create_task(told.screen_lives())
        await told.walk_to(Stage.WALKING, "senior-steady-20")
        await told.until(lambda: told.target_kmh >= 1.1, 300.0)  # on its way from 1.0 to 1.8
        screen.cancel()
        lost = told.now
        await told.over()
        written = [one.at - lost for one in told.said("target") if one.at > lost]
        assert written and max(written) <= 2.5
        (stop,) = told.said("stop_requested")
        assert stop.data["cause"] == "screen_lost"
        assert 4.5 <= stop.at - lost <= 5.5
        assert told.supervisor.latched is StopCause.SCREEN_LOST


async def test_a_screen_that_comes_back_in_time_changes_nothing_for_good(tmp_path: Path) -> None:
    async with story(tmp_path, "A", pain_button="none") as told:
        screen = asyncio.create_task(told.screen_lives())
        await told.walk_to(Stage.WALKING, "senior-steady-20")
        await told.until(lambda: told.target_kmh >= 1.1, 300.0)
        screen.cancel()
        await asyncio.sleep(3.0)
        screen = asyncio.create_task(told.screen_lives())
        await told.until(lambda: told.target_kmh == 1.8)
        screen.cancel()


async def test_with_a_wired_button_a_walk_needs_no_screen(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        await told.over()
        assert told.causes == ["finished"]


async def test_a_screen_that_shows_what_was_long_ago_is_no_stop_button(tmp_path: Path) -> None:
    """Whoever repeats what he sent last seems to live for 2 s and no longer."""
    async with story(tmp_path, "A", pain_button="none") as told:
        alive = asyncio.create_task(told.screen_lives())
        await told.walk_to(Stage.WALKING)
        alive.cancel()
        stuck = Alive(request="alive", seq=told.snapshot.seq)
        began = told.now
        while not told.causes and told.now < began + 20.0:
            with suppress(Refused):
                told.desk.ask(stuck)
            await asyncio.sleep(0.25)
        assert told.causes == ["screen_lost"]
        assert 7.0 <= told.now - began <= 7.75  # 2 s that it was believed, then 5 s
