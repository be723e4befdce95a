"""An outbox in memory, for where nothing is recorded: what waits in it is lost with the process."""

import secrets
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from treadctl.edges.ids import ulid
from treadctl.edges.outbox import Entry, Follower, Kind, Waiting
from treadctl.edges.samples import Samples

MOST_EVENTS, MOST_SAMPLES = 1000, 2400


class MemoryOutbox:
    """Hears a window and keeps the last events and samples until they are sent.

    `wall_time` turns loop time into UTC. `simulated` is known from the machine if not given.
    """

    def __init__(
        self, wall_time: Callable[[float], datetime], *, simulated: bool | None = None
    ) -> None:
        self._wall_time = wall_time
        self._simulated = simulated
        self._known_by_site = simulated is not None
        self._followers: list[Follower] = []
        self._samples = Samples()
        self._kept: dict[Kind, deque[Entry]] = {kind: deque() for kind in Kind}
        self._lost = dict.fromkeys(Kind, 0)
        self._session_id: str | None = None
        self._number = 0

    def hear(self, news: dict[str, Any]) -> None:
        """Keep what a window shows."""
        if "event" in news:
            self._hear_event(news["event"])
            return
        snapshot = news["snapshot"]
        if "machine" in snapshot and not self._known_by_site:
            self._simulated = snapshot["simulated"]
        if "walk" not in snapshot:
            self._session_id = None
        if (sample := self._samples.take(snapshot)) is not None:
            self._keep(Kind.SAMPLE, *sample)

    @contextmanager
    def followed(self, follower: Follower) -> Iterator[None]:
        """Let `follower` hear of every entry that is stored meanwhile."""
        self._followers.append(follower)
        try:
            yield
        finally:
            self._followers.remove(follower)

    async def pending(self, kind: Kind, limit: int, before: int | None = None) -> list[Entry]:
        """The oldest entries of a kind that are not sent, at most `limit`, in order."""
        found: list[Entry] = []
        for entry in self._kept[kind]:
            if len(found) == limit or (before is not None and entry.number >= before):
                break
            found.append(entry)
        return found

    async def sent(self, numbers: Collection[int]) -> None:
        """These arrived; they are not handed out again."""
        gone = set(numbers)
        for kind, kept in self._kept.items():
            self._kept[kind] = deque(entry for entry in kept if entry.number not in gone)

    async def waiting(self) -> Waiting:
        """How much there is."""
        counts = (len(self._kept[Kind.EVENT]), len(self._kept[Kind.SAMPLE]))
        return Waiting(*counts, self._lost[Kind.EVENT], self._lost[Kind.SAMPLE])

    def _hear_event(self, event: dict[str, Any]) -> None:
        if event["event"] == "started":
            self._session_id = self._new_id(self._wall_time(event["at"]))
        self._keep(Kind.EVENT, event["at"], {key: event[key] for key in event if key != "at"})

    def _keep(self, kind: Kind, at: float, data: dict[str, Any]) -> None:
        when, kept = self._wall_time(at), self._kept[kind]
        if len(kept) == (MOST_EVENTS if kind is Kind.EVENT else MOST_SAMPLES):
            kept.popleft()
            self._lost[kind] += 1
        self._number += 1
        entry = Entry(
            self._number, kind, self._new_id(when), when, data, self._session_id, self._simulated
        )
        kept.append(entry)
        for follower in tuple(self._followers):
            follower(entry)

    def _new_id(self, when: datetime) -> str:
        return ulid(when, self._number, secrets.token_bytes(8))
