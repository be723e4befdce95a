"""A panel that writes down what it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from treadctl.safety.buttons import Button


class NotedPanel:
    """What a button said, in order: a word, and the time or the reason that came with it."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float | str | None]] = []

    def button_found(self) -> None:
        self.told.append(("found", None))

    def button_pressed(self, at: float) -> None:
        self.told.append(("pressed", at))

    def button_released(self, at: float) -> None:
        self.told.append(("released", at))

    def button_lost(self, why: str) -> None:
        self.told.append(("lost", why))

    @property
    def words(self) -> list[str]:
        """What it was told, without when and why."""
        return [word for word, _ in self.told]

    async def hears(self, word: str, times: int = 1) -> None:
        """Wait until it was told `word` so often."""
        await until(lambda: self.words.count(word) >= times)


async def until(reached: Callable[[], bool]) -> None:
    """Wait until `reached()`; TimeoutError if that takes 5 s."""
    async with asyncio.timeout(5.0):
        while not reached():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)


@asynccontextmanager
async def watched(button: Button) -> AsyncIterator[tuple[NotedPanel, asyncio.Task[None]]]:
    """Run `button` until the block ends, or it is lost, which the task then raises."""
    panel = NotedPanel()
    running = asyncio.create_task(button.run(panel))
    try:
        yield panel, running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
