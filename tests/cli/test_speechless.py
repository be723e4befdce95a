"""`treadctl run` on a treadmill that tells no speed: a LifeSpan on a pty."""

from collections.abc import AsyncIterator

import pytest

from simulators.live_serial import SerialLive, on_pty
from tests.cli.test_run import at_a_terminal

pytestmark = pytest.mark.realtime

START = bytes.fromhex("01060001000119CA")


@pytest.fixture
async def machine() -> AsyncIterator[SerialLive]:
    async with on_pty("lifespan", lambda _order: None) as live:
        yield live


async def test_no_walk_is_begun_and_one_sentence_says_why(machine: SerialLive) -> None:
    async with at_a_terminal("run", "gentle-start", "--treadmill", machine.uri) as person:
        await person.sees("This treadmill tells no speed")
        assert await person.ended() == 1
    assert START not in [order for _, order in machine.machine.writes]
