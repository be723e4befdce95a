"""Takes what all machines of a gym say into a time-series database.

What cannot be stored now waits in memory, the newest MOST_WAITING lines of it.
"""

import asyncio
import logging
from collections import deque
from contextlib import suppress
from dataclasses import asdict, dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout

from treadctl.edges.fleet.gym import MOST_MACHINES, parts
from treadctl.edges.fleet.listening import listen
from treadctl.edges.fleet.metrics import line, standing_facts, topics
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.tasks import finish

log = logging.getLogger(__name__)

EVERY_S = 0.25
FACTS_EVERY_S = 30.0
AT_ONCE, MOST_WAITING = 10_000, 200_000
POST_LIMIT_S = 10.0
TRY_AGAIN_S = 2.0
LAST_POSTS_S, LAST_TRIES = 3.0, 2
CUT_OFF = "it was cut off"


@dataclass
class Counts:
    """What came of the messages: `stored`, `unread` (nobody can read them), `dropped` (no room)."""

    heard: int = 0
    stored: int = 0
    unread: int = 0
    dropped: int = 0

    def as_json(self) -> dict[str, int]:
        """By name."""
        return asdict(self)


class Intake:
    """Hears the broker and tells the database at `url`, which takes the line protocol."""

    def __init__(self, url: str) -> None:
        self.counts = Counts()
        self._url = url
        self._waiting: deque[str] = deque()
        self._online: dict[tuple[str, str], bool] = {}
        self._away: str | None = None
        self._deaf: str | None = None

    async def run(self, config: BrokerConfig, site: str = "+") -> None:
        """Take in the machines of `site`, or all, until cancelled; then store what still waits.

        A database that takes longer than LAST_POSTS_S for that does not get it.
        """
        async with ClientSession(timeout=ClientTimeout(POST_LIMIT_S)) as session:
            try:
                async with asyncio.TaskGroup() as tasks:
                    hearing = listen(config, topics(site), self.hear, self._linked)
                    tasks.create_task(hearing, name="hear")
                    tasks.create_task(self._store(session), name="store")
                    tasks.create_task(self._repeat(), name="repeat")
            finally:
                with suppress(TimeoutError):
                    await finish(self._store_rest(session), within_s=LAST_POSTS_S)

    def hear(self, topic: str, payload: bytes) -> None:
        """Note one message."""
        self.counts.heard += 1
        if topic.endswith("/availability"):
            self._note_online(topic, payload)
        if (found := line(topic, payload)) is None:
            self.counts.unread += 1
        else:
            self._wait(found)

    def _note_online(self, topic: str, payload: bytes) -> None:
        found = parts(topic)
        if found is not None and len(self._online) < MOST_MACHINES:
            self._online[found[:2]] = payload == b"online"

    def _wait(self, found: str) -> None:
        if len(self._waiting) == MOST_WAITING:
            self._waiting.popleft()
            self.counts.dropped += 1
        self._waiting.append(found)

    def _linked(self, why: str | None) -> None:
        if why is not None:
            self._online.clear()  # nobody can say now who is there
        if why is not None and why != self._deaf:
            log.warning("The broker is away: %s", why)
        elif why is None and self._deaf is not None:
            log.warning("The broker is back")
        self._deaf = why

    async def _repeat(self) -> None:
        while True:
            await asyncio.sleep(FACTS_EVERY_S)
            for found in standing_facts(self._online):
                self._wait(found)

    async def _store(self, session: ClientSession) -> None:
        while True:
            if len(self._waiting) < AT_ONCE:
                await asyncio.sleep(EVERY_S)
            if self._waiting and not await self._post(session):
                await asyncio.sleep(TRY_AGAIN_S)

    async def _store_rest(self, session: ClientSession) -> None:
        tries = LAST_TRIES  # a connection that the database has closed is found out by one
        while self._waiting and tries:
            if not await self._post(session):
                tries -= 1

    async def _post(self, session: ClientSession) -> bool:
        """Store the oldest lines; True if the database has them."""
        some = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
        why: str | None = CUT_OFF
        try:
            why = await _posted(session, self._url, "\n".join(some).encode())
        finally:
            if why is not None:
                self._put_back(some)
        if why is None:
            self.counts.stored += len(some)
        self._tell(why)
        return why is None

    def _put_back(self, some: list[str]) -> None:
        room = MOST_WAITING - len(self._waiting)
        kept = some[max(0, len(some) - room) :]
        self._waiting.extendleft(reversed(kept))
        self.counts.dropped += len(some) - len(kept)

    def _tell(self, why: str | None) -> None:
        if why is not None and self._away is None:
            log.warning("The database at %s does not take it: %s", self._url, why)
        elif why is None and self._away is not None:
            log.warning("The database at %s is back", self._url)
        self._away = why


async def _posted(session: ClientSession, url: str, lines: bytes) -> str | None:
    """None once they are stored, else why not."""
    try:
        async with session.post(url, data=lines) as answer:
            return None if answer.ok else f"it answered {answer.status}"
    except (ClientError, TimeoutError, OSError) as error:
        return str(error) or type(error).__name__
