"""The machine's own loudspeaker: a program that writes down what it was given stands for it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from tests.edges import screens
from tests.edges.voice.recordings import record
from treadctl.board.board import Board
from treadctl.board.snapshot import Snapshot
from treadctl.board.window import NearWindow
from treadctl.edges.voice.aloud import NO_PLAYER, aloud
from treadctl.edges.voice.prompts import Prompts
from treadctl.edges.web import application
from treadctl.model import PULL_THE_KEY, Event

pytestmark = pytest.mark.realtime

STOP_WITHIN_S = 3.0  # of the 0.3 s there are, on a machine that does much else
# Takes its time over a chime and a sentence, so that it can be cut short.
PLAYER = """#!/bin/sh
echo "$@" >>"{log}"
case "$*" in *chime*) exec sleep 0.7 ;; esac
"""


class Loudspeaker:
    """`names`: which sentence each file is."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "played"
        self.prompts = Prompts(folder / "voice")
        record(self.prompts, 0.01)
        self.names = {str(file): words for words, file in self.prompts.wanted().items()}
        self.names[str(self.prompts.chime)] = "*"
        self.board = Board()

    @property
    def played(self) -> list[list[str]]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [[self.names[one] for one in line.split()[1:]] for line in lines]

    async def plays(self, sentences: list[str], within_s: float = 10.0) -> None:
        """Wait until the last that was played is this."""
        async with asyncio.timeout(within_s):
            while self.played[-1:] != [sentences]:  # noqa: ASYNC110 - another program plays
                await asyncio.sleep(0.01)


@pytest.fixture
async def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Loudspeaker]:
    """Somebody walks, all is recorded, and no page is open."""
    speaker = Loudspeaker(tmp_path)
    player = tmp_path / "bin" / "aplay"
    player.parent.mkdir()
    player.write_text(PLAYER.format(log=speaker.log))
    player.chmod(0o755)
    monkeypatch.setenv("PATH", str(player.parent), prepend=":")
    async with served(speaker):
        yield speaker


def served(speaker: Loudspeaker) -> TestServer:
    def nothing(_request: object) -> None:
        """Nobody asks for anything."""

    window = NearWindow(speaker.board, nothing)
    app = application(window, more=[aloud(window, speaker.prompts, "en")])
    app.cleanup_ctx.append(lambda _app: recorded(speaker))
    return TestServer(app)


async def recorded(speaker: Loudspeaker) -> AsyncIterator[None]:
    keeping = asyncio.create_task(speaker.prompts.keep())
    speaker.board.post(screens.WALKING)
    while not speaker.prompts.complete:
        speaker.board.post(replace(screens.WALKING, walk=None))
        speaker.board.post(screens.COUNTING)
        await asyncio.sleep(0.01)
    yield
    keeping.cancel()


def prompting(words: str) -> Snapshot:
    walk = screens.WALKING.walk
    assert walk is not None
    return replace(screens.WALKING, walk=replace(walk, prompt=words))


async def test_what_comes_up_is_said_after_a_chime(machine: Loudspeaker) -> None:
    machine.board.post(prompting("We stay at this level. Tap Slower for less."))
    await machine.plays(["*", "We stay at this level.", "Tap Slower for less."])


async def test_a_stop_cuts_in_at_once_and_without_a_chime(machine: Loudspeaker) -> None:
    machine.board.post(prompting("Look ahead."))
    await machine.plays(["*", "Look ahead."])
    began = asyncio.get_running_loop().time()
    machine.board.post(Event(2.0, "stop_requested", {"cause": "pain"}))
    await machine.plays(["Stopping.", "Hold the rails."])
    assert asyncio.get_running_loop().time() - began < STOP_WITHIN_S


async def test_a_sentence_that_cannot_be_played_does_not_end_all_others(
    machine: Loudspeaker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    player = tmp_path / "bin" / "aplay"
    whole = player.read_text()
    player.write_text("#!/no/such/interpreter\n")
    machine.board.post(prompting("Look ahead."))
    async with asyncio.timeout(10.0):
        while "A sentence was not said" not in caplog.text:  # noqa: ASYNC110 - another task
            await asyncio.sleep(0.01)
    player.write_text(whole)
    machine.board.post(Event(2.0, "stop_requested", {"cause": "pain"}))
    await machine.plays(["Stopping.", "Hold the rails."])


async def test_the_alarm_is_said(machine: Loudspeaker) -> None:
    machine.board.post(replace(screens.STOPPING, alarm=PULL_THE_KEY, alarmed=True))
    await machine.plays(["Pull the safety key."])


async def test_while_a_page_is_open_that_one_speaks(machine: Loudspeaker, tmp_path: Path) -> None:
    async with served(machine) as server, ClientSession() as browser:
        async with browser.ws_connect(server.make_url("/ws")):
            machine.board.post(Event(2.0, "stop_requested", {"cause": "pain"}))
            await machine.plays(["Stopping.", "Hold the rails."])
            await asyncio.sleep(0.2)
            stops = machine.played.count(["Stopping.", "Hold the rails."])
            assert stops == 1  # by the other server alone


async def test_a_machine_without_a_player_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    speaker = Loudspeaker(tmp_path)
    with caplog.at_level(logging.INFO, "treadctl"):
        async with served(speaker):
            for _ in range(2):
                speaker.board.post(Event(2.0, "stop_requested", {"cause": "pain"}))
                await asyncio.sleep(0.05)
    assert caplog.messages.count(NO_PLAYER) == 1
