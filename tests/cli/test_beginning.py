"""May a walk begin in the terminal? What is waited for, and what will never come."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.rooms import Story, story
from treadctl.cli.beginning import confirmed, connected, why_not
from treadctl.errors import ConnectFailed
from treadctl.model import Event
from treadctl.session.session import Stage


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[Story]:
    async with story(tmp_path) as opened:
        yield opened


async def test_a_belt_that_is_measured_standing_is_connected(told: Story) -> None:
    assert not connected(told.room, [])
    assert why_not(told.room, []).startswith("The treadmill did not answer.")
    await told.ready()
    assert connected(told.room, [])
    assert confirmed(told.room)


async def test_a_link_that_was_lost_and_is_not_back_will_not_come(told: Story) -> None:
    lost = Event(0.0, "link_lost", {"reason": "It was switched off. Switch it on."})
    with pytest.raises(ConnectFailed, match="Switch it on"):
        connected(told.room, [lost])
    await told.ready()
    assert connected(told.room, [lost])


async def test_a_belt_that_moves_is_to_be_stopped_at_its_console(told: Story) -> None:
    await told.ready()
    told.fault("console-speed", 2.0)
    await told.until(lambda: not connected(told.room, []))
    assert why_not(told.room, []).startswith("The belt is moving.")


async def test_a_stop_that_latched_is_confirmed_by_the_walker(told: Story) -> None:
    await told.walk_to(Stage.WALKING)
    told.stop(pain=True)
    await told.stands()
    assert not confirmed(told.room)
    await told.until(lambda: told.supervisor.known.stands(told.now))
    await told.until(lambda: told.now > told.said("standing")[-1].at + 3.5)
    told.guard.acknowledge()
    assert confirmed(told.room)
