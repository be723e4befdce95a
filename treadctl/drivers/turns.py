"""Who may scan and connect by radio: the treadmill at once, anything else while it does not.

An adapter scans for one of our searches and makes one connection at a time: BlueZ answers
InProgress to a second. Nobody on a moving belt can wait for a strap to be found.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from treadctl.errors import ConnectFailed

T = TypeVar("T")

HAND_OVER_S = 1.0
LOOK_S = 0.25


class Turns:
    """The turns at one adapter."""

    def __init__(self) -> None:
        self._first = 0
        self._later: asyncio.Task[Any] | None = None

    async def first(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do `work` now. Work that is done `later` is cancelled, and has HAND_OVER_S to let go."""
        self._first += 1
        try:
            if self._later is not None:
                self._later.cancel()
                await asyncio.wait({self._later}, timeout=HAND_OVER_S)
            return await work()
        finally:
            self._first -= 1

    async def later(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do `work` once nobody is `first`. Raises ConnectFailed if somebody is in between."""
        while self._first or self._later is not None:  # noqa: ASYNC110 - seldom, and in no hurry
            await asyncio.sleep(LOOK_S)
        task = asyncio.create_task(_awaited(work), name="later")
        self._later = task
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()  # nothing, if it is done
            await asyncio.gather(task, return_exceptions=True)
            self._later = None
        if task.cancelled():
            raise ConnectFailed("The treadmill came first.")
        return task.result()


async def _awaited(work: Callable[[], Awaitable[T]]) -> T:
    return await work()


RADIO = Turns()
"""The one adapter."""
