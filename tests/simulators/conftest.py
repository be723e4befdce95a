"""A connected client for each kind of transport."""

from collections.abc import AsyncIterator

import pytest

from simulators.bumble_rig import bumble_rig
from simulators.memory_gatt import MemoryRig
from tests.simulators.conversation import Conversation, converse


@pytest.fixture
async def talk() -> Conversation:
    """The default machine in memory, connected, with nothing subscribed yet."""
    return await converse(MemoryRig())


@pytest.fixture(params=["memory", "bumble"])
async def any_talk(request: pytest.FixtureRequest) -> AsyncIterator[Conversation]:
    """The same over each transport."""
    if request.param == "memory":
        yield await converse(MemoryRig())
    else:
        async with bumble_rig() as rig:
            yield await converse(rig)
