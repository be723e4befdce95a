"""Who comes to a belt that was stopped: nobody, a person, or a program that repeats itself."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from treadctl.board.requests import Acknowledge, Level, Request, StartWalk, Stop
from treadctl.board.snapshot import Snapshot
from treadctl.cli.bench.faults.record import Tap
from treadctl.cli.bench.faults.scenes import Way
from treadctl.cli.story import Story
from treadctl.errors import Refused
from treadctl.model import BeltState, Event

PATIENCE_S = 3.5
SECOND_WALK_S = 40.0
REPEAT_S = 1.0


class Visitor:
    """Follows a story's board. Starts a belt again at most once, and stops that walk soon."""

    def __init__(self, story: Story, way: Way) -> None:
        self.taps: list[Tap] = []
        self._story = story
        self._way = way
        self._loop = asyncio.get_running_loop()
        self._stands_since: float | None = None
        self._confirmed_at = 0.0
        self._started_again = False
        self._first: dict[str, Request] = {}
        self._repeated_at = 0.0

    def hear(self, news: Snapshot | Event) -> None:
        """Act on what the screen shows; a tap comes a turn of the loop later."""
        if isinstance(news, Event):
            return
        now, offered = self._loop.time(), _offered(news, self._story.plot.profile.name)
        self._first = offered | self._first
        if news.belt is not BeltState.STANDING:
            self._stands_since = None
        elif self._stands_since is None:
            self._stands_since = now
        if not self._story.started_at:
            return
        if self._way == "stuck":
            self._repeat(offered, now)
        elif not self._started_again and self._ready(now):
            for act, request in offered.items():
                self._loop.call_soon(self._tap, act, request)

    def _ready(self, now: float) -> bool:
        if self._way == "hasty":
            return True
        since = self._stands_since
        if self._way == "rests" or since is None:
            return False
        return now - max(since, self._confirmed_at) >= PATIENCE_S

    def _repeat(self, offered: Mapping[str, Request], now: float) -> None:
        if now - self._repeated_at < REPEAT_S:
            return
        self._repeated_at = now
        for act, request in self._first.items():
            self._loop.call_soon(self._tap, act, request, offered.get(act) == request)

    def _tap(self, act: str, request: Request, fresh: bool = True) -> None:
        now = self._loop.time()
        self.taps.append(Tap(now, act, fresh))
        with suppress(Refused):
            self._story.room.desk.ask(request)
            if act == "acknowledge":
                self._confirmed_at = now
            elif act == "start":
                self._started_again = True
                self._loop.call_later(SECOND_WALK_S, self._stop)

    def _stop(self) -> None:
        self.taps.append(Tap(self._loop.time(), "stop"))
        self._story.room.desk.ask(Stop())


def _offered(shown: Snapshot, profile: str) -> dict[str, Request]:
    """What the screen lets a person ask for now."""
    offered: dict[str, Request] = {}
    if shown.acknowledge_token is not None:
        token = shown.acknowledge_token
        offered["acknowledge"] = Acknowledge(request="acknowledge", token=token)
    if shown.level_token is not None:
        offered["level"] = Level(request="level", token=shown.level_token)
    if shown.start_token is not None:
        offered["start"] = StartWalk(request="start", profile=profile, token=shown.start_token)
    return offered
