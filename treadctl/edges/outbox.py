"""What of a belt's story waits to be told elsewhere: the seam between storing and publishing.

Whoever stores it (the recorder, or memory where there is no disk) hands it out in the order it
was stored, and keeps it until it is said to be sent. So nothing is told that is not kept first.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Kind(StrEnum):
    """An event is never thrown away; the oldest samples may be thinned where room is short."""

    EVENT = "event"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored thing.

    `number` grows in the order of storing, and goes on growing after a restart. `entry_id` (a ULID)
    and `when` (UTC) were given when it was stored and never change, however often it is told.
    `data`: JSON types. Of a sample, what was measured, `speed_kmh` and so on; what is not known is
    absent. Of an event, `event` (its name) and what the board said with it; the recorder's own
    events are `session_started` and `session_summary`.
    """

    number: int
    kind: Kind
    entry_id: str
    when: datetime
    data: dict[str, Any]
    session_id: str | None = None
    simulated: bool | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much is stored and not sent, and how much was thrown away unsent since the start."""

    events: int
    samples: int
    events_lost: int = 0
    samples_lost: int = 0


Follower = Callable[[Entry], None]
"""Called in the loop, in order, right after each entry was stored; must return at once."""


class Outbox(Protocol):
    """What one publisher has not told yet."""

    def followed(self, follower: Follower) -> AbstractContextManager[None]:
        """Let `follower` hear of every entry that is stored meanwhile."""

    async def pending(self, kind: Kind, limit: int, before: int | None = None) -> list[Entry]:
        """The oldest entries of a kind that are not sent, at most `limit`, in order.

        With `before`, only those with a smaller number. The same ones again until `sent`.
        """

    async def sent(self, numbers: Collection[int]) -> None:
        """These arrived; they are not handed out again. Unknown numbers are ignored."""

    async def waiting(self) -> Waiting:
        """How much there is."""
