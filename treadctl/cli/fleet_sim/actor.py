"""A simulated machine of a gym: it plays recorded walks, and the real MQTT edge tells of them."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from treadctl.board.requests import Request, Stop
from treadctl.board.window import Json, Watcher, answer
from treadctl.cli.fleet_sim.tape import Frame, Tape
from treadctl.edges.memory_outbox import MemoryOutbox
from treadctl.edges.mqtt import publish, wall_time
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_messages import NOT_PUBLISHED, SESSION_STARTED
from treadctl.edges.outbox import Entry, Kind
from treadctl.errors import Refused
from treadctl.model import BeltState

ONLY_STOP = "A simulated machine of a gym takes only a stop."
_MEASURED = frozenset({"speed_kmh", "age_s", "distance_m", "inclination_percent"})
_OPENING = ("started", SESSION_STARTED)


class Actor:
    """The window of one machine. `told` counts what it gave its edge to tell, by kind."""

    def __init__(self, tapes: list[Tape], stopped: Tape, seed: int) -> None:
        self.latest: Json | None = None
        self.told: Counter[Kind] = Counter()
        self.outbox = MemoryOutbox(wall_time, simulated=True)
        self._tapes, self._stopped = tapes, stopped
        self._chance = random.Random(seed)  # noqa: S311 - who walks when, not a secret
        self._watchers: list[Watcher] = []
        self._stop_wanted = False
        self._sleeping: asyncio.Future[None] | None = None

    @contextmanager
    def watched(self, watcher: Watcher) -> Iterator[None]:
        """Let `watcher` hear everything that is played meanwhile."""
        self._watchers.append(watcher)
        try:
            yield
        finally:
            self._watchers.remove(watcher)

    async def ask(self, line: bytes) -> Json:
        """Take a stop; refuse all else."""
        return answer(line, self._take)

    async def tell(self, config: BrokerConfig) -> None:
        """Let the real edge tell what is played, until cancelled."""
        with ExitStack() as hearing:
            hearing.enter_context(self.outbox.followed(self._count))
            hearing.enter_context(self.watched(self.outbox.hear))
            await publish(self, config, self.outbox)

    async def play(self) -> None:
        """One walk after the other, for ever; the first one is under way already."""
        tape = self._chance.choice(self._tapes)
        into_s = self._chance.uniform(0.0, tape[-1].t_s)
        for frame in tape:
            if frame.kind == "event" and frame.data["event"] in _OPENING and frame.t_s < into_s:
                self._show(frame)
        while True:
            await self._through(tape, into_s)
            tape, into_s = self._chance.choice(self._tapes), 0.0

    def switch_off(self) -> None:
        """The treadmill is out of reach from now on. That is told with an answer from the broker,
        so it is known of the samples before it that they arrived.
        """
        if self.latest is not None:
            gone = {"linked": False, "belt": BeltState.UNKNOWN.value}
            kept = {key: self.latest[key] for key in self.latest if key not in _MEASURED}
            self._say("snapshot", {**kept, **gone, "at": asyncio.get_running_loop().time()})

    async def _through(self, tape: Tape, into_s: float) -> None:
        """Play a tape from there on; a stop cuts to the end of a walk that was stopped."""
        began = asyncio.get_running_loop().time() - into_s
        for frame in tape:
            if frame.t_s < into_s:
                continue
            await self._until(began + frame.t_s)
            if self._stop_wanted and tape is not self._stopped:
                await self._through(self._stopped, 0.0)
                self._stop_wanted = False
                return
            self._show(frame)

    async def _until(self, at: float) -> None:
        """Sleep until then, or until a stop comes."""
        loop = asyncio.get_running_loop()
        if at <= loop.time():
            return
        sleeping = self._sleeping = loop.create_future()
        timer = loop.call_at(at, _wake, sleeping)
        try:
            await sleeping
        finally:
            timer.cancel()

    def _show(self, frame: Frame) -> None:
        at = asyncio.get_running_loop().time()
        self._say(frame.kind, {**frame.data, "at": at})

    def _say(self, kind: str, data: Json) -> None:
        if kind == "snapshot":
            self.latest = data
        for watcher in tuple(self._watchers):
            watcher({kind: data})

    def _take(self, request: Request) -> None:
        if not isinstance(request, Stop):
            raise Refused(ONLY_STOP)
        if self.latest is None or self.latest["belt"] in (BeltState.STANDING, BeltState.STOPPING):
            return
        self._stop_wanted = True
        if self._sleeping is not None:
            _wake(self._sleeping)

    def _count(self, entry: Entry) -> None:
        if entry.kind is Kind.SAMPLE or entry.data["event"] not in NOT_PUBLISHED:
            self.told[entry.kind] += 1


def _wake(sleeping: "asyncio.Future[None]") -> None:
    if not sleeping.done():
        sleeping.set_result(None)
