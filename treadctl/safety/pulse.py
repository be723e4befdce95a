"""Waiting for something to become true of the rules."""

import asyncio
from collections.abc import Callable


class Pulse:
    """Beats whenever the rules learn something."""

    def __init__(self) -> None:
        self._beaten = asyncio.Event()

    def beat(self) -> None:
        """Let everybody who waits look again."""
        self._beaten.set()

    async def until(self, reached: Callable[[], bool]) -> None:
        """Return once `reached()` is true; it is looked at now and at each beat."""
        while not reached():
            self._beaten.clear()
            await self._beaten.wait()
