"""One walk in the terminal: both halves in one process, the board in memory."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO, cast

from rich.console import Console
from rich.live import Live

from treadctl.app import BeltRoom, belt_room, until_signalled
from treadctl.board.board import Board
from treadctl.board.places import HISTORY, state_folder
from treadctl.board.requests import Faster, Finish, Reply, Request, Slower, Stop
from treadctl.board.snapshot import Snapshot
from treadctl.cli.aside import Aside
from treadctl.cli.kept import kept
from treadctl.cli.keys import GONE, keys
from treadctl.cli.screen import lines, view
from treadctl.cli.summary import exit_code_of
from treadctl.errors import ConnectFailed, Refused
from treadctl.model import BeltState, Event, StopCause
from treadctl.safety.latch import Latch
from treadctl.session.profile import Profile
from treadctl.treadmills import OpenDriver

CONNECT_LIMIT_S = 30.0
LAST_WORDS_S = 1.0
SPEECHLESS_RECORDS = 10
TELLS_NO_SPEED = (
    "This treadmill tells no speed, so no walk can be guided on it. Use one that does,"
    " or wire a bridge with a tach."
)
LOOK_S = 0.1
BELL, BELL_EVERY_S = "\a", 1.0
PAIN_KEYS = (b" ", b"\n", b"\r")
_WISHES: dict[bytes, Request] = {
    b"s": Slower(request="slower"),
    b"f": Finish(request="finish"),
    b"q": Stop(),
}


class Terminal:
    """Walks one profile. The keyboard is the stop button; a keyboard that goes is a stop."""

    def __init__(self, profile: Profile, open_driver: OpenDriver, *, simulated: bool) -> None:
        self._profile = profile
        self._open_driver = open_driver
        self._simulated = simulated
        self._told: list[Event] = []
        self._refusal = ""
        self._said: list[str] = []
        self._bell_due_at = 0.0
        self._left = asyncio.Event()
        self._room: BeltRoom
        self._out = Aside(sys.stdout)
        self._live = Live(console=Console(file=cast(TextIO, self._out)), auto_refresh=False)

    async def walk(self) -> int:
        """Walk, or be stopped; return the exit code. Raises ConnectFailed without a treadmill."""
        board = Board()
        latch = Latch(state_folder() / ("latch-simulated" if self._simulated else "latch"))
        tier = self._profile.tier if self._simulated else "A"
        room = belt_room(board, self._open_driver, latch, tier, pain_button="keyboard")
        with board.followed(self._hear):
            async with kept(board, state_folder() / HISTORY), room as self._room:
                with keys(self._on_key), self._shown():
                    await self._until_done()
                    await self._room.guard.close()  # seen through on the screen
                    await self._until_over()
                    self._room.desk.post()
        return exit_code_of(self._told, self._room.guard.supervisor)

    async def _until_done(self) -> None:
        walking = asyncio.create_task(self._walk(), name="walk")
        signalled = asyncio.create_task(until_signalled(), name="signals")
        left = asyncio.create_task(self._left.wait(), name="left")
        work = {walking, signalled, left}
        done, pending = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        for task in done:
            task.result()

    async def _until_over(self) -> None:
        """Give the walk a moment to see that the belt stands: its last words are kept."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_S):
                await _until(lambda: self._room.desk.walk is None)

    async def _walk(self) -> None:
        try:
            async with asyncio.timeout(CONNECT_LIMIT_S):
                await _until(self._may_start)
        except TimeoutError as error:
            raise ConnectFailed(self._why_not()) from error
        await _until(lambda: self._room.guard.supervisor.latched is None)  # the walker confirms it
        self._room.desk.begin(self._profile)
        await _until(lambda: self._room.desk.walk is None)

    def _may_start(self) -> bool:
        failed = [event for event in self._told if event.event == "link_lost"]
        known = self._room.guard.supervisor.known
        if failed and not known.linked:
            raise ConnectFailed(str(failed[-1].data["reason"]))
        if known.records >= SPEECHLESS_RECORDS and known.freshness.heard_at is None:
            raise ConnectFailed(TELLS_NO_SPEED)
        now = asyncio.get_running_loop().time()
        return self._room.guard.supervisor.belt(now) is BeltState.STANDING

    def _why_not(self) -> str:
        if not self._room.guard.supervisor.known.linked:
            return "The treadmill did not answer. Switch it off and on, then try again."
        return "The belt is moving. Stop it at its console, then try again."

    def _hear(self, news: Snapshot | Event) -> None:
        if isinstance(news, Event):
            self._told.append(news)
        elif self._live.is_started:
            self._draw(news)

    def _draw(self, snapshot: Snapshot) -> None:
        try:
            if self._live.console.is_dumb_terminal or not self._live.console.is_terminal:
                self._say(lines(snapshot, self._refusal))
            else:
                self._live.update(view(snapshot, self._refusal), refresh=True)
            self._ring(snapshot)
        except OSError:  # the terminal is gone, and with it the stop button
            self._on_key(GONE)

    def _ring(self, snapshot: Snapshot) -> None:
        """The terminal's bell, once a second while the alarm stands."""
        console = self._live.console
        if snapshot.alarm is None or snapshot.at < self._bell_due_at or not console.is_terminal:
            return
        self._bell_due_at = snapshot.at + BELL_EVERY_S - LOOK_S  # the next look may come early
        console.file.write(BELL)  # not console.bell(): that spares a terminal that cannot draw
        console.file.flush()

    def _say(self, said: list[str]) -> None:
        """Where nothing can be drawn over: each line once, when it is new."""
        for line in said:
            if line not in self._said:
                self._live.console.print(line)
        self._said = said

    @contextmanager
    def _shown(self) -> Iterator[None]:
        self._live.start()
        try:
            yield
        finally:
            with suppress(OSError):  # the terminal may be gone
                self._live.stop()
            self._out.close()

    def _on_key(self, key: bytes) -> None:
        if key in PAIN_KEYS:
            self._room.guard.stop(StopCause.PAIN)
            return
        if key == GONE:
            self._go()
            return
        if key == b"q" and self._room.desk.walk is None:
            self._left.set()
        self._refusal = ""
        try:
            if key == b"a":
                self._room.guard.acknowledge()
            elif (request := self._request(key)) is not None:
                self._room.desk.ask(request)
        except Refused as error:
            self._refusal = str(error)

    def _go(self) -> None:
        """Nobody can press stop any more: end the walk, and the run."""
        if self._room.desk.walk is not None and not self._left.is_set():
            self._room.guard.stop(StopCause.SCREEN_LOST)
        self._left.set()

    def _request(self, key: bytes) -> Request | None:
        walk = self._room.desk.walk
        question = walk.question if walk else None
        reply: dict[str, object] = {"request": "reply", "question": question}
        reply["question_id"] = walk.question_id if walk else None
        if question == "pain" and key in b"0123456789t":
            pain = 10 if key == b"t" else int(key)
            return Reply.model_validate(reply | {"pain": pain})
        if question == "pain" and key in (b"l", b"m"):
            return Reply.model_validate(reply | {"more": key == b"m"})
        if question is not None and key in (b"y", b"n"):
            yes = key == b"y"
            return Reply.model_validate(reply | {"yes": yes})
        faster_id = walk.faster_id if walk is not None and key == b"+" else None
        return _WISHES.get(key) if faster_id is None else _faster(faster_id)


def _faster(faster_id: int) -> Request:
    return Faster(request="faster", faster_id=faster_id)


async def _until(reached: Callable[[], bool]) -> None:
    while not reached():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(LOOK_S)
