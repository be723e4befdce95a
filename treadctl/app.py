"""The front door: which parts, in which order, in which process."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from treadctl.board.board import Board
from treadctl.errors import Refused
from treadctl.model import StopCause
from treadctl.notify import READY, STOPPING, Watchdog, notify
from treadctl.pulse import Limits
from treadctl.safety.buttons.wired import Wired
from treadctl.safety.guard import Guard
from treadctl.safety.heart_input import HeartInput
from treadctl.safety.inputs import Inputs
from treadctl.safety.key_input import KeyInput
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor
from treadctl.tasks import keep_child
from treadctl.treadmills import OpenDriver

if TYPE_CHECKING:
    from treadctl.board.requests import Request
    from treadctl.drivers.identity import Identity
    from treadctl.session.desk import Desk
    from treadctl.session.segments import Tier

LATCH_LIMIT_S = 1.0
NOTHING_WIRED, NO_HEART, NO_KEY_LOOP = Wired(), HeartInput(), KeyInput()
LIVES = Limits()


@dataclass(frozen=True, slots=True)
class BeltRoom:
    """Rooms 1 to 4 for one belt. Buttons stop by `inputs`, everything else asks at `desk`."""

    board: Board
    guard: Guard
    inputs: Inputs
    desk: "Desk"


@asynccontextmanager
async def belt_room(  # noqa: PLR0913 - each is one part of the room
    board: Board,
    open_driver: OpenDriver,
    latch: Latch,
    tier: "Tier",
    *,
    pain_button: str = "none",
    wired: Wired = NOTHING_WIRED,
    heart: HeartInput = NO_HEART,
    key: KeyInput = NO_KEY_LOOP,
    brakes_hard: bool = False,
    identity: "Identity | None" = None,
) -> AsyncIterator[BeltRoom]:
    """Serve one belt until the block is left, which stops a belt that we set in motion.

    A latch found on the disk means that a person may stand on a moving belt: the stop is then the
    first thing written. A service manager's watchdog is fed by the guard's clock and by nothing
    else. Without `identity`, nothing about the treadmill is in doubt. Raises BadInput if the latch
    cannot be read.
    """
    from treadctl.drivers.identity import known_well
    from treadctl.session.desk import Desk

    found, identity = await _found(latch), identity or known_well()
    stop_input, facts = _stop_input(pain_button, wired), identity.commissioned
    supervisor = Supervisor(
        latched=found, stop_input=stop_input, heart=heart.watch(), commissioned=facts
    )
    keeper, on_time = LatchKeeper(latch, found), key.on_time(Watchdog().feed)
    opened = key.around(open_driver)
    guard = Guard(opened, supervisor, keeper, board.post, on_time, on_alarm=key.open)
    desk = Desk(guard, board, tier, identity, pain_button=pain_button, brakes_hard=brakes_hard)
    room = BeltRoom(board, guard, Inputs(guard), desk)
    if found is not None:
        guard.stop(found)
    async with _at_work(room, wired, heart, key):
        yield room


@asynccontextmanager
async def _at_work(
    room: BeltRoom, wired: Wired, heart: HeartInput, key: KeyInput
) -> AsyncIterator[None]:
    """Keep the parts of `room` at work until the block is left; then the guard stops the belt."""
    async with asyncio.TaskGroup() as tasks:
        guarding = tasks.create_task(room.guard.serve(), name="guard")
        desk = tasks.create_task(room.desk.serve(), name="desk")
        watching = tasks.create_task(wired.watch(room.inputs, room.inputs.screen_gone))
        keying = tasks.create_task(key.keep(room.guard), name="key loop")
        for wired_up in (watching, keying):  # a closing belt has a button, and its key loop
            guarding.add_done_callback(partial(_cancel, wired_up))
        beating = tasks.create_task(heart.listen(room.inputs), name="heart rate")
        try:
            yield
        finally:
            desk.cancel()
            beating.cancel()
            guarding.cancel()


def _cancel(task: asyncio.Task[None], _done: object) -> None:
    task.cancel()


async def _found(latch: Latch) -> StopCause | None:
    """What the latch says; a disk that does not answer is no reason to let a belt run on."""
    try:
        async with asyncio.timeout(LATCH_LIMIT_S):
            return await asyncio.to_thread(latch.read)
    except TimeoutError:
        return StopCause.INTERRUPTED


def _stop_input(pain_button: str, wired: Wired) -> StopInput:
    if wired.button is None:
        return StopInput(pain_button != "none")
    return StopInput(True, needs_test=True, missing="It was not found yet.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how one belt process serves.

    `edges`: the command of its edges process, empty where a service of its own keeps that one;
    `life`: how long it may show none. `unfit`: why no walk may start now, if so.
    """

    socket: Path
    latch: Path
    tier: "Tier"
    pain_button: str
    edges: tuple[str, ...]
    wired: Wired = NOTHING_WIRED
    heart: HeartInput = NO_HEART
    key: KeyInput = NO_KEY_LOOP
    brakes_hard: bool = False
    life: Limits = LIVES
    identity: "Identity | None" = None
    unfit: Callable[[], str | None] = lambda: None

    def asked(self, ask: "Callable[[Request], None]") -> "Callable[[Request], None]":
        """`ask`, but that a start is refused on a computer that is unfit."""
        from treadctl.board.requests import StartWalk

        def passed_on(request: "Request") -> None:
            if isinstance(request, StartWalk) and (why := self.unfit()) is not None:
                raise Refused(why)
            ask(request)

        return passed_on


async def belt_process(place: Place, open_driver: OpenDriver, until: Awaitable[None]) -> bool:
    """Serve a belt and keep its edges process running, until `until` is done.

    Returns True if the belt was measured standing at the end, or we never moved it. Raises BadInput
    if another program serves there: the treadmill is left alone.
    """
    from treadctl.board.socket import board_socket, refuse_a_second

    await refuse_a_second(place.socket)  # before it takes the treadmill, and its link, from a walk
    board = Board()
    room = belt_room(
        board,
        open_driver,
        Latch(place.latch),
        place.tier,
        pain_button=place.pain_button,
        wired=place.wired,
        heart=place.heart,
        key=place.key,
        brakes_hard=place.brakes_hard,
        identity=place.identity,
    )
    async with (
        room as belt,
        board_socket(place.socket, board, place.asked(belt.desk.ask), belt.inputs.edges_gone),
    ):
        gc.collect()
        gc.freeze()  # a full collection of what never goes away takes 10 ms, else less than 0.1
        edges = asyncio.create_task(_keep_edges(place, belt.inputs.edges_gone), name="edges")
        notify(READY)
        try:
            await until
            notify(STOPPING)
            await belt.guard.close()  # before the edges, so that the screen shows it
        finally:
            edges.cancel()
            await asyncio.gather(edges, return_exceptions=True)
    return not belt.guard.supervisor.may_be_moving


async def _keep_edges(place: Place, gone: Callable[[], None]) -> None:
    if place.edges:
        await keep_child("edges", place.edges, gone, place.life)


async def until_signalled() -> None:
    """Wait for SIGINT, SIGTERM or SIGHUP. Later ones change nothing: the belt is being stopped,
    and the program does not end before that is seen through.
    """
    loop, called = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, called.set)
    await called.wait()
