"""The front door: which parts, in which order, in which process."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from treadctl.board.board import Board
from treadctl.board.places import VOICE
from treadctl.drivers import Driver, Listener, address
from treadctl.drivers.turns import RADIO
from treadctl.errors import BadInput
from treadctl.model import StopCause
from treadctl.notify import READY, STOPPING, Watchdog, notify
from treadctl.safety.buttons.wired import Wired
from treadctl.safety.guard import Guard
from treadctl.safety.heart_input import HeartInput
from treadctl.safety.inputs import Inputs
from treadctl.safety.key_input import KeyInput
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor
from treadctl.tasks import keep_child, keep_running

if TYPE_CHECKING:
    from bleak import BleakClient

    from treadctl.edges.mqtt_address import BrokerConfig
    from treadctl.session.desk import Desk
    from treadctl.session.segments import Tier

OpenDriver = Callable[[Listener], Driver]
LATCH_LIMIT_S = 1.0
NOTHING_WIRED, NO_HEART, NO_KEY_LOOP = Wired(), HeartInput(), KeyInput()


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
) -> AsyncIterator[BeltRoom]:
    """Serve one belt until the block is left, which stops a belt that we set in motion.

    A latch found on the disk means that a person may stand on a moving belt: the stop is then the
    first thing written. A service manager's watchdog is fed by the guard's clock and by nothing
    else. Raises BadInput if the latch cannot be read.
    """
    from treadctl.session.desk import Desk

    found = await _found(latch)
    stop_input = _stop_input(pain_button, wired)
    supervisor = Supervisor(latched=found, stop_input=stop_input, heart=heart.watch())
    keeper, on_time = LatchKeeper(latch, found), key.on_time(Watchdog().feed)
    opened = key.around(open_driver)
    guard = Guard(opened, supervisor, keeper, board.post, on_time, on_alarm=key.open)
    room = BeltRoom(
        board,
        guard,
        Inputs(guard),
        Desk(guard, board, tier, pain_button=pain_button, brakes_hard=brakes_hard),
    )
    if found is not None:
        guard.stop(found)
    async with asyncio.TaskGroup() as tasks:
        guarding = tasks.create_task(guard.serve(), name="guard")
        desk = tasks.create_task(room.desk.serve(), name="desk")
        watching = tasks.create_task(wired.watch(room.inputs, room.inputs.screen_gone))
        keying = tasks.create_task(key.keep(guard), name="key loop")
        for wired_up in (watching, keying):  # a closing belt has a button, and its key loop
            guarding.add_done_callback(partial(_cancel, wired_up))
        beating = tasks.create_task(heart.listen(room.inputs), name="heart rate")
        try:
            yield room
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


def treadmill(uri: str) -> OpenDriver:
    """How to open a driver for the treadmill at `uri`. Raises BadInput for a wrong address."""
    match address.parse(uri):
        case address.ByRadio(mac, name):
            return partial(_by_radio, mac, name)
        case address.BySerial(kind, path, baudrate):
            return partial(import_module(f"treadctl.drivers.{kind}").connect, path, baudrate)
        case address.Simulated(quirk):
            return simulated(quirk)
        case address.SimulatedElsewhere(hci):
            return simulated_elsewhere(hci)


def _by_radio(mac: str | None, name: str | None, listener: Listener) -> Driver:
    from treadctl.drivers.bluetooth import connect
    from treadctl.drivers.ftms import FtmsDriver

    def open_client(gone: "Callable[[BleakClient], None]") -> "Awaitable[BleakClient]":
        return RADIO.first(lambda: connect(mac, name, gone))

    return FtmsDriver(open_client, listener)


def simulated(quirk: str | None) -> OpenDriver:
    """A simulated treadmill in this process, without a radio. Raises BadInput without that twin."""
    from simulators.machines import DEFAULT, QUIRKS
    from simulators.memory_gatt import MemoryRig
    from treadctl.drivers.ftms import FtmsDriver

    if quirk is not None and quirk not in QUIRKS:
        raise BadInput(f"There is no simulated {quirk!r}; there are {', '.join(sorted(QUIRKS))}.")
    rigs: list[MemoryRig] = []

    def open_driver(listener: Listener) -> Driver:
        if not rigs:
            rigs.append(MemoryRig(QUIRKS[quirk] if quirk else DEFAULT))
        return FtmsDriver(rigs[0].open_client, listener, simulated=True)

    return open_driver


def simulated_elsewhere(hci: str) -> OpenDriver:
    """The machine of `treadctl simulate --live bumble` at `hci` (HOST:PORT), by real GATT.

    Raises BadInput without the demo extra.
    """
    if find_spec("bumble") is None:
        raise BadInput("This address needs the demo extra: pip install 'treadctl[demo]'.")
    return partial(_by_hci, hci)


def _by_hci(hci: str, listener: Listener) -> Driver:
    from simulators.bumble_host import BumbleHost
    from treadctl.drivers.ftms import FtmsDriver

    return FtmsDriver(BumbleHost(hci).open_client, listener, simulated=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how one belt process serves. `edges`: the command of its edges process."""

    socket: Path
    latch: Path
    tier: "Tier"
    pain_button: str
    edges: tuple[str, ...]
    wired: Wired = NOTHING_WIRED
    heart: HeartInput = NO_HEART
    key: KeyInput = NO_KEY_LOOP
    brakes_hard: bool = False


async def belt_process(place: Place, open_driver: OpenDriver, until: Awaitable[None]) -> bool:
    """Serve a belt and keep its edges process running, until `until` is done.

    Returns True if the belt was measured standing at the end, or we never moved it.
    """
    from treadctl.board.socket import board_socket

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
    )
    async with room as belt, board_socket(place.socket, board, belt.desk.ask):
        gc.collect()
        gc.freeze()  # a full collection of what never goes away takes 10 ms, else less than 0.1
        edges = asyncio.create_task(
            keep_child("edges", place.edges, belt.inputs.edges_gone), name="edges"
        )
        notify(READY)
        try:
            await until
            notify(STOPPING)
            await belt.guard.close()  # before the edges, so that the screen shows it
        finally:
            edges.cancel()
            await asyncio.gather(edges, return_exceptions=True)
    return not belt.guard.supervisor.may_be_moving


async def edges_process(
    socket: Path,
    port: int,
    broker: "BrokerConfig | None",
    history: Path | None = None,
    words_per_minute: int = 150,
) -> None:
    """Serve the page, keep the history and publish telemetry; LinkLost once the belt room is gone.

    Without a `history` nothing is kept, there is no voice, and what waits for the broker waits
    in memory.
    """
    from treadctl.board.socket import far_window
    from treadctl.edges.mqtt import publish
    from treadctl.edges.people.people import People
    from treadctl.edges.recorder.recorder import Recorder
    from treadctl.edges.voice.prompts import Prompts
    from treadctl.edges.web import serve_page

    recorder = None if history is None else Recorder(history, publishes=broker is not None)
    async with far_window(socket) as window, asyncio.TaskGroup() as tasks:
        tasks.create_task(window.run(), name="window")
        people = None if recorder is None else People(recorder)
        folder = None if history is None else history.parent / VOICE
        prompts = None if folder is None else Prompts(folder, words_per_minute)
        page = partial(serve_page, window, "127.0.0.1", port, people, prompts)
        tasks.create_task(keep_running("page", page))
        if prompts is not None:
            tasks.create_task(keep_running("voice", prompts.keep))
        if recorder is not None:
            tasks.create_task(keep_running("history", partial(recorder.record, window)))
        if broker is not None:
            tasks.create_task(keep_running("mqtt", lambda: publish(window, broker, recorder)))


async def stop_once(open_driver: OpenDriver, within_s: float) -> bool:
    """Connect, with a stop as the first thing written; True once the belt was measured standing.

    Nothing is kept: what a service's latch says is left as it is, and a full disk is no matter.
    """
    nowhere = LatchKeeper(Latch(Path(os.devnull)), None)
    guard = Guard(open_driver, Supervisor(), nowhere, lambda _event: None)
    guard.stop(StopCause.USER)
    guarding = asyncio.create_task(guard.serve(), name="guard")
    try:
        async with asyncio.timeout(within_s):
            await guard.stands()
    except TimeoutError:
        return False
    finally:
        guarding.cancel()
        await asyncio.gather(guarding, return_exceptions=True)
    return True


async def until_signalled() -> None:
    """Wait for SIGINT, SIGTERM or SIGHUP. Later ones change nothing: the belt is being stopped,
    and the program does not end before that is seen through.
    """
    loop, called = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, called.set)
    await called.wait()
