"""The machine's own loudspeaker, while no page is open to speak: `aplay` plays the recordings.

A stop and the alarm are said at once and without a chime, whatever is being said. Anything else
waits its turn, and what is late by then is not said: the walker would be told of what is over.
"""

import asyncio
import logging
import shutil
from collections import deque
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from aiohttp import web

from treadctl.board.window import Json, Window
from treadctl.commissioned import PowerCut
from treadctl.edges.voice.prompts import Prompts
from treadctl.edges.voice.sentences import split
from treadctl.edges.web import SCREENS, Extra
from treadctl.edges.words import catalogue, said
from treadctl.tasks import keep_running

log = logging.getLogger(__name__)

PLAYER = "aplay"
LATE_S = 4.0
ALARM_EVERY_S = 6.0
NO_PLAYER = "Without an open page nothing is said: apt-get install alsa-utils"


def aloud(window: Window, prompts: Prompts, language: str) -> Extra:
    """Adds it to the page's server: it speaks while that has no page open."""

    def add(app: web.Application) -> None:
        async def speaking(app: web.Application) -> AsyncIterator[None]:
            speaker = Aloud(window, prompts, language, lambda: not app[SCREENS])
            running = asyncio.create_task(keep_running("aloud", speaker.run), name="aloud")
            yield
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

        app.cleanup_ctx.append(speaking)

    return add


class Aloud:
    """Says what a walker has to hear, in `language`, while `alone` is true."""

    def __init__(
        self, window: Window, prompts: Prompts, language: str, alone: Callable[[], bool]
    ) -> None:
        self._window = window
        self._prompts = prompts
        self._language = language
        self._alone = alone
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[list[Path], float]] = deque()
        self._wake = asyncio.Event()
        self._child: asyncio.subprocess.Process | None = None
        self._prompt = ""
        self._alarm_at = -ALARM_EVERY_S

    async def run(self) -> None:
        """Listen and speak until cancelled."""
        with self._window.watched(self._hear):
            await self._wake.wait()
            if shutil.which(PLAYER) is not None:
                await self._speak()
        log.warning(NO_PLAYER)
        await self._loop.create_future()

    async def _speak(self) -> None:
        """Play what waits, for ever."""
        while True:
            self._wake.clear()
            while self._waiting:
                files, until = self._waiting.popleft()
                if self._loop.time() <= until:
                    await self._play(files)
            await self._wake.wait()

    def _hear(self, news: Json) -> None:
        if not self._alone():
            return
        words, cuts = (catalogue(self._language)[part] for part in ("words", "powerCuts"))
        if "event" in news:
            event = news["event"]
            if event["event"] == "stop_requested":
                self._cut_in(words["stopping"])
            elif event["event"] in ("rise_announced", "repeated", "refused"):
                self._say(said(event["words"], self._language))
        elif "snapshot" in news:
            snapshot = news["snapshot"]
            self._look(snapshot, cuts[snapshot.get("power_cut", PowerCut.KEY)]["said"])

    def _look(self, snapshot: Json, pull: str) -> None:
        now, prompt = self._loop.time(), snapshot.get("walk", {}).get("prompt") or ""
        if "walk" in snapshot:
            self._prompts.wish()
        if snapshot.get("alarm") and now - self._alarm_at >= ALARM_EVERY_S:
            self._alarm_at = now
            self._cut_in(pull)
        if prompt != self._prompt:
            self._prompt = prompt
            self._say(said(prompt, self._language))

    def _say(self, words: str) -> None:
        files = self._recordings(words)
        if not files:
            return
        before = [] if words.isdigit() else [self._prompts.chime]
        self._waiting.append(([*before, *files], self._loop.time() + LATE_S))
        self._wake.set()

    def _cut_in(self, words: str) -> None:
        self._waiting.clear()
        self._waiting.append((self._recordings(words), self._loop.time() + LATE_S))
        if self._child is not None and self._child.returncode is None:
            self._child.kill()
        self._wake.set()

    def _recordings(self, words: str) -> list[Path]:
        """The files of the sentences that were recorded so far."""
        return [file for one in split(words) if (file := self._prompts.files.get(one))]

    async def _play(self, files: list[Path]) -> None:
        try:
            self._child = await asyncio.create_subprocess_exec(
                *(PLAYER, "-q", *map(str, files)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:  # too many files or processes: the next sentence may be said
            log.warning("A sentence was not said: %s cannot be started: %s", PLAYER, error)
            return
        try:
            await self._child.wait()
        finally:
            if self._child.returncode is None:
                self._child.kill()
                await self._child.wait()
