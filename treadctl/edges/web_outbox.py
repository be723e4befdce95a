"""What waits for one screen: bounded, so that a slow screen costs nobody anything but itself."""

import asyncio
from collections import deque

from treadctl.board.window import Json

MAX_NEWS = 64


class Outbox:
    """What one screen has still to be told, never more than a little.

    Of the snapshots only the newest waits; of events and replies the newest MAX_NEWS.
    """

    def __init__(self) -> None:
        self._snapshot: Json | None = None
        self._news: deque[Json] = deque(maxlen=MAX_NEWS)
        self._filled = asyncio.Event()

    def put(self, news: Json) -> None:
        """Keep `news` for the screen; at once, whatever the screen does."""
        if "snapshot" in news:
            self._snapshot = news
        else:
            self._news.append(news)
        self._filled.set()

    async def take(self) -> Json:
        """Return the next message, oldest news first, once there is one."""
        while not self._news and self._snapshot is None:
            self._filled.clear()
            await self._filled.wait()
        if self._news:
            return self._news.popleft()
        newest, self._snapshot = self._snapshot, None
        return newest or {}
