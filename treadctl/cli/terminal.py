"""One walk in the terminal: both halves in one process, the board in memory."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from contextlib import closing, suppress
from typing import Any, TextIO, cast

from treadctl.app import BeltRoom, belt_room, until_signalled
from treadctl.board.board import Board
from treadctl.board.places import HISTORY, state_folder
from treadctl.board.snapshot import Snapshot
from treadctl.cli.afterwards import ANSWERS_S, After, keep
from treadctl.cli.again import GO, NOT_YET, Next, after, hint, tries_the_stop
from treadctl.cli.aside import Aside
from treadctl.cli.beginning import confirmed, connected, why_not
from treadctl.cli.display import Display, Screen
from treadctl.cli.kept import kept
from treadctl.cli.keys import GONE, keys
from treadctl.cli.summary import exit_code_of
from treadctl.cli.wishes import wish
from treadctl.drivers.identity import Identity
from treadctl.edges.people.after import WALKED_S
from treadctl.edges.people.people import Database
from treadctl.errors import ConnectFailed, Refused
from treadctl.model import Event, StopCause
from treadctl.safety.latch import Latch
from treadctl.session.person.intake import Ready
from treadctl.session.profile import Profile
from treadctl.treadmills import OpenDriver

CONNECT_LIMIT_S = 30.0
LAST_WORDS_S = 1.0
LOOK_S = 0.1
PAIN_KEYS = (b" ", b"\n", b"\r")


class Terminal:
    """Walks one profile. The keyboard is the stop button; a keyboard that goes is a stop."""

    def __init__(
        self,
        profile: Profile,
        open_driver: OpenDriver,
        *,
        simulated: bool,
        ready: Ready | None = None,
        identity: Identity | None = None,
    ) -> None:
        self._profile = profile
        self._ready, self._identity = ready, identity
        self._after: After | None = None
        self._next: Next | None = None
        self._tries = tries_the_stop(profile, ready)
        self._walked: tuple[float, float] = (0.0, 0.0)  # when it began, how long it was
        self._open_driver = open_driver
        self._simulated = simulated
        self._told: list[Event] = []
        self._refusal = ""
        self._left = asyncio.Event()
        self._room: BeltRoom
        self._out = Aside(sys.stdout)
        self._display = Display(Screen(file=cast(TextIO, self._out)))

    async def walk(self) -> int:
        """Walk, or be stopped; return the exit code. Raises ConnectFailed without a treadmill."""
        board = Board()
        latch = Latch(state_folder() / ("latch-simulated" if self._simulated else "latch"))
        tier = self._profile.tier if self._simulated else "A"
        room = belt_room(
            *(board, self._open_driver, latch, tier),
            pain_button="keyboard",
            identity=self._identity,
        )
        with board.followed(self._hear):
            async with kept(board, state_folder() / HISTORY) as recorder, room as self._room:
                with keys(self._on_key), closing(self._out), self._display.shown():
                    walked = await self._to_the_end(recorder)
                    await self._room.guard.close()  # seen through on the screen
                    await self._until_over()
                    self._room.desk.post()
                    if walked and self._is_asked:
                        await self._ask(recorder)
        rules = self._room.guard.supervisor
        if not (rules.known.records or rules.may_be_moving):
            raise ConnectFailed(why_not(self._room, self._told))  # nothing says that it stands
        return exit_code_of(self._told, rules)

    async def _first(self, awaited: Coroutine[Any, Any, object]) -> bool:
        """Wait for this, or for whoever leaves or ends the program; True if it came to its end."""
        waiting = asyncio.create_task(awaited, name="awaited")
        signalled = asyncio.create_task(until_signalled(), name="signals")
        left = asyncio.create_task(self._left.wait(), name="left")
        work = {waiting, signalled, left}
        done, pending = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        for task in done:
            task.result()
        return waiting in done

    @property
    def _is_asked(self) -> bool:
        """As on the page: after a walk of some length, and after pain where a person walks.

        A script is not asked, and nobody while the belt may move.
        """
        if self._room.guard.supervisor.may_be_moving or not sys.stdin.isatty():
            return False
        return self._ready is not None if self._pain else self._walked[1] >= WALKED_S

    @property
    def _pain(self) -> bool:
        return self._room.guard.supervisor.stopping.cause is StopCause.PAIN

    async def _to_the_end(self, history: Database) -> bool:
        """Walk, and anew after each pain stop that allows it; True if the last came to its end."""
        walked = await self._first(self._walk())
        while walked and self._pain and self._is_asked:
            walked = await self._asked_and_again(history)
        return walked

    async def _asked_and_again(self, history: Database) -> bool:
        """Ask about the pain; then the new walk that may follow. True once that came to its end."""
        await self._until_over()
        await self._ask(history)
        again, self._after = self._after.again if self._after else None, None
        if again is None:
            return False
        self._next = after(again)
        return await self._first(self._walk_again())

    async def _walk_again(self) -> None:
        await _until(lambda: self._room.desk.walk is not None)  # by the walker's two keys
        await _until(lambda: self._room.desk.walk is None)

    async def _ask(self, history: Database) -> None:
        name, tier = self._profile.name, self._profile.tier
        start_pain = 0 if self._ready is None else self._ready.pain
        self._after = After(name, tier, start_pain, stopped_for_pain=self._pain)
        self._show_asked()
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWERS_S):
                await self._first(self._after.over.wait())
        self._after.over.set()
        self._room.desk.post()
        if self._after.said:
            await keep(history, self._after.said, self._walked[0])

    async def _until_over(self) -> None:
        """Give the walk a moment to see that the belt stands: its last words are kept."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_S):
                await _until(lambda: self._room.desk.walk is None)

    async def _walk(self) -> None:
        try:
            async with asyncio.timeout(CONNECT_LIMIT_S):
                await _until(lambda: connected(self._room, self._told))
        except TimeoutError as error:
            raise ConnectFailed(why_not(self._room, self._told)) from error
        await _until(lambda: confirmed(self._room))  # by the walker, who levels the deck too
        self._begin()
        await _until(lambda: self._room.desk.walk is None)

    def _begin(self) -> None:
        self._walked = (asyncio.get_running_loop().time(), 0.0)
        if (ready := self._ready) is None:
            self._room.desk.begin(self._profile)
        else:
            desk, tier = self._room.desk, ready.tier
            desk.begin(self._profile, tier=tier, start_pain=ready.pain, caps=ready.caps)

    def _begin_again(self, offered: Next) -> None:
        if not confirmed(self._room):
            raise Refused(NOT_YET)
        self._profile, self._ready = offered.profile, offered.ready
        self._next, self._tries = None, False
        self._told.clear()  # the exit code tells of the last walk
        self._begin()

    def _hear(self, news: Snapshot | Event) -> None:
        if isinstance(news, Event):
            self._told.append(news)
            return
        if news.walk is not None:
            self._walked = (self._walked[0], news.walk.elapsed_s)
        if self._after is not None and not self._after.over.is_set() and news.alarm is None:
            return
        try:
            self._display.show(news, self._refusal, hint(news, self._next, tries=self._tries))
        except OSError:  # the terminal is gone, and with it the stop button
            self._on_key(GONE)

    def _show_asked(self) -> None:
        if self._after is not None and self._after.words:
            with suppress(OSError):  # the terminal is gone, which its keys tell too
                self._display.ask(self._after.words)

    @property
    def _moves(self) -> bool:
        """True for a belt that is seen to move, also by somebody else's doing."""
        return bool(self._room.guard.supervisor.known.speed_kmh)

    def _on_key(self, key: bytes) -> None:
        if key in PAIN_KEYS and (self._after is None or self._moves):
            self._room.guard.stop(StopCause.PAIN)
            return
        if self._after is not None and key != GONE:
            self._after.press(key)
            self._show_asked()
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
            elif key == GO and self._next is not None:
                self._begin_again(self._next)
            elif key == b"l" and self._room.desk.walk is None:
                self._room.guard.level()
            elif (request := wish(key, self._room.desk.walk)) is not None:
                self._room.desk.ask(request)
        except Refused as error:
            self._refusal = str(error)

    def _go(self) -> None:
        """Nobody can press stop any more: end the walk, and the run."""
        if self._room.desk.walk is not None and not self._left.is_set():
            self._room.guard.stop(StopCause.SCREEN_LOST)
        self._left.set()


async def _until(reached: Callable[[], bool]) -> None:
    while not reached():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(LOOK_S)
