"""The story of a belt, told one by one out of an outbox: events, live samples, and late ones.

A live sample is sent once, with QoS 0. That it arrived is known from the broker's answer to
whatever was sent after it on the same connection; until then it counts as not sent, and after a
lost connection it is told again as a late one.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from treadctl.edges import mqtt_messages as messages
from treadctl.edges.mqtt_link import Link
from treadctl.edges.mqtt_messages import Message
from treadctl.edges.outbox import Entry, Kind, Outbox, Waiting

CHUNK = 2000  # read from the outbox at once
MOST_LIVE = 40  # of a broker that takes them slowly; the older ones are then told late


class Story:
    """Tells one broker what is in `outbox`; `wall_time` turns loop time into UTC."""

    def __init__(
        self, outbox: Outbox, wall_time: Callable[[float], datetime], *, pain: bool
    ) -> None:
        self._outbox = outbox
        self._wall_time = wall_time
        self._pain = pain
        self._refused: Counter[Kind] = Counter()
        self._live: deque[Entry] = deque()
        self._on_their_way: list[int] = []
        self._told_late: frozenset[int] = frozenset()
        self._newest: int | None = None
        self._events, self._samples, self._old = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def hear(self, entry: Entry) -> None:
        """Something was stored."""
        self._newest = entry.number
        if entry.kind is Kind.EVENT:
            self._events.set()
            return
        if entry.number in self._told_late:  # it was read from the disk before this was heard
            return
        self._live.append(entry)
        self._samples.set()
        if len(self._live) > MOST_LIVE:
            self._live.popleft()

    def begin_anew(self) -> None:
        """A connection begins: what the last one left unanswered is told again, late."""
        self._live.clear()
        self._on_their_way.clear()
        for waiting in (self._events, self._old):
            waiting.set()

    async def waiting(self) -> Waiting:
        """How much there is to tell. What the broker refused is lost."""
        found = await self._outbox.waiting()
        return replace(
            found,
            events_lost=found.events_lost + self._refused[Kind.EVENT],
            samples_lost=found.samples_lost + self._refused[Kind.SAMPLE],
        )

    def on_their_way(self) -> list[int]:
        """The live samples that were sent and not answered yet."""
        return list(self._on_their_way)

    async def arrived(self, numbers: list[int]) -> None:
        """The broker answered something that was sent after these."""
        if numbers:
            gone = set(numbers)
            self._on_their_way = [one for one in self._on_their_way if one not in gone]
            await self._outbox.sent(numbers)
            self._old.set()  # what was too much to be told live, and is older than these

    async def tell_events(self, link: Link) -> None:
        """Tell every event, in order, for ever. Raises BrokerLost."""
        while True:
            await self._events.wait()
            self._events.clear()
            while entries := await self._outbox.pending(Kind.EVENT, CHUNK):
                await self._tell(link, entries, self._event)

    async def tell_live(self, link: Link) -> None:
        """Tell each sample as it comes, for ever. Raises BrokerLost."""
        while True:
            await self._samples.wait()
            self._samples.clear()
            while self._live:
                entry = self._live[0]
                await link.send(messages.live(entry, self._now()))
                if self._live and self._live[0] is entry:
                    self._live.popleft()
                    self._on_their_way.append(entry.number)

    async def tell_late(self, link: Link) -> None:
        """Tell the samples that were not told when they came, for ever. Raises BrokerLost."""
        while True:
            await self._old.wait()
            self._old.clear()
            while entries := await self._late_ones():
                await self._tell(link, entries, self._late)

    async def _late_ones(self) -> list[Entry]:
        """Those before the live ones; what is being stored just now will be one of those."""
        live = [*self._on_their_way[:1], *(entry.number for entry in tuple(self._live)[:1])]
        newest = [] if self._newest is None else [self._newest + 1]
        before = min(live + newest, default=None)
        found = await self._outbox.pending(Kind.SAMPLE, CHUNK, before)
        told_live = {*self._on_their_way, *(entry.number for entry in self._live)}
        if late := [entry for entry in found if entry.number not in told_live]:
            self._told_late = frozenset(entry.number for entry in late)
        return late

    async def _tell(
        self, link: Link, entries: list[Entry], say: Callable[[Entry], Message | None]
    ) -> None:
        """Send what there is to say of each entry; what nobody is told is done with, too.

        So is what the broker refuses: all after it would wait for ever.
        """
        done, sending = set[int](), list[int]()

        def said() -> Iterator[Message]:
            for entry in entries:
                if (message := say(entry)) is None:
                    done.add(entry.number)
                else:
                    sending.append(entry.number)
                    yield message

        def refused(place: int) -> None:
            self._refused[entries[0].kind] += 1
            done.add(sending[place])

        try:
            await link.send_all(said(), lambda place: done.add(sending[place]), refused)
        finally:
            await self._outbox.sent(done)

    def _late(self, entry: Entry) -> Message:
        return messages.late(entry, self._now())

    def _event(self, entry: Entry) -> Message | None:
        return messages.event(entry, pain=self._pain)

    def _now(self) -> datetime:
        return self._wall_time(asyncio.get_running_loop().time())
