"""The front door: which parts are put together, and in which order they go."""

import asyncio
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from simulators.faults import apply
from simulators.memory_gatt import MemoryRig
from treadctl.app import Place, belt_process, belt_room
from treadctl.board.board import Board
from treadctl.board.socket import board_socket
from treadctl.drivers import Driver, Listener
from treadctl.drivers.ftms import FtmsDriver
from treadctl.errors import BadInput
from treadctl.model import StopCause
from treadctl.safety.latch import Latch
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase

START, STOP = b"\x07", b"\x08\x01"


def opener(rig: MemoryRig) -> Callable[[Listener], Driver]:
    return lambda listener: FtmsDriver(rig.open_client, listener, simulated=True)


def written(rig: MemoryRig) -> list[bytes]:
    return [data for _, data in rig.machine.writes]


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(30.0):
        while not reached():  # noqa: ASYNC110 - time here is free
            await asyncio.sleep(0.05)


def speed_kmh(rig: MemoryRig) -> float:
    rig.machine.belt.advance(asyncio.get_running_loop().time())
    return rig.machine.belt.speed_kmh


async def test_leaving_the_belt_room_stops_a_belt_that_we_set_in_motion(tmp_path: Path) -> None:
    rig, latch = MemoryRig(), Latch(tmp_path / "latch")
    async with belt_room(Board(), opener(rig), latch, "A", pain_button="wired") as room:
        await room.guard.stands()
        await until(lambda: room.guard.supervisor.known.linked)
        await room.guard.start(TIERS["A"])
        assert speed_kmh(rig) > 0.0
    assert speed_kmh(rig) == 0.0
    assert written(rig)[-1] == STOP
    assert latch.read() is None


async def test_leaving_it_says_nothing_to_a_belt_that_somebody_else_started(
    tmp_path: Path,
) -> None:
    rig = MemoryRig()
    async with belt_room(Board(), opener(rig), Latch(tmp_path / "latch"), "A") as room:
        await room.guard.stands()
        apply(rig.machine, rig.link, "console-speed", 3.0)
        await asyncio.sleep(10.0)
    assert speed_kmh(rig) > 0.0
    assert STOP not in written(rig)


async def test_a_latch_that_is_found_makes_the_stop_the_first_thing_written(
    tmp_path: Path,
) -> None:
    rig, latch = MemoryRig(), Latch(tmp_path / "latch")
    latch.running()
    async with belt_room(Board(), opener(rig), latch, "A") as room:
        await room.guard.stands()
        assert room.guard.supervisor.latched is StopCause.INTERRUPTED
    assert written(rig)[0] == STOP
    assert latch.read() is StopCause.INTERRUPTED


async def test_a_latch_that_cannot_be_read_keeps_the_room_closed(tmp_path: Path) -> None:
    rig = MemoryRig()
    with pytest.raises(BadInput, match="cannot be read"):
        async with belt_room(Board(), opener(rig), Latch(tmp_path), "A"):
            pass
    assert written(rig) == []


@pytest.mark.realtime
async def test_a_second_service_leaves_the_treadmill_to_the_first(tmp_path: Path) -> None:
    """Both keep their latch in one place, and it says that a walk is under way."""
    place, opened = (
        Place(tmp_path / "belt.sock", tmp_path / "latch", "A", "none", ()),
        list[Listener](),
    )
    Latch(place.latch).running()

    def open_driver(listener: Listener) -> Driver:
        opened.append(listener)
        return opener(MemoryRig())(listener)

    ending: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    async with board_socket(place.socket, Board(), lambda _request: None):
        with pytest.raises(BadInput, match="running already"):
            await belt_process(place, open_driver, ending)
    assert opened == []


async def test_the_guard_s_clock_feeds_the_service_manager_s_watchdog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "notify"
    monkeypatch.setenv("NOTIFY_SOCKET", str(path))
    monkeypatch.setenv("WATCHDOG_USEC", "2000000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as manager:
        manager.bind(str(path))
        async with belt_room(Board(), opener(MemoryRig()), Latch(tmp_path / "latch"), "A"):
            for _ in range(10):
                await asyncio.sleep(2.0)
                assert manager.recv(4096) == b"WATCHDOG=1"


@pytest.mark.realtime
async def test_a_disk_that_does_not_answer_is_taken_for_a_latch(tmp_path: Path) -> None:
    """Nobody writes to a FIFO: opening it to read waits in the kernel, as a stalled disk does."""
    path = tmp_path / "latch"
    os.mkfifo(path)
    rig = MemoryRig()
    async with belt_room(Board(), opener(rig), Latch(path), "A") as room:
        assert room.guard.supervisor.latched is StopCause.INTERRUPTED
        await until(lambda: room.guard.supervisor.phase is Phase.IDLE)
        assert STOP in written(rig) and START not in written(rig)
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))  # let go who waits to read it
