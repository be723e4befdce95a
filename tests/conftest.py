"""How the tests run: asynchronous ones in virtual time, those marked `realtime` on a real loop."""

import asyncio
from collections.abc import Callable, Mapping

import pytest
from hypothesis import settings

from simulators.virtual_time import VirtualTimeLoop

settings.register_profile("any machine", deadline=None)  # a slow day is no defect
settings.load_profile("any machine")


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Give each asynchronous test the loop whose clock it is written for."""
    if item.get_closest_marker("realtime"):
        return {"real": asyncio.new_event_loop}
    return {"virtual": VirtualTimeLoop}
