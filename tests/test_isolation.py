"""Whatever the edges process does, the belt goes on, its clock is on time, and a stop stops it."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.processes import Running, children, gym, kill, live_machine, running, screen, until
from treadctl.board.socket import FarWindow
from treadctl.board.window import Json
from treadctl.cli.bench.neighbour import WAYS, new_tally, tally
from treadctl.notify import ALIVE
from treadctl.tasks import end_child

START, STOP = "07", "0801"


PAIN = b'{"request":"stop","pain":true}'


LOOKS = 4  # of the guard's clock, each on time


MANY_REQUESTS = 20_000


LOOK_S = 0.3  # a new token comes with each snapshot


class Ticks:
    """Counts the ticks of the guard's clock that were on time: each feeds the watchdog."""

    def __init__(self, path: Path) -> None:
        self._link = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._link.bind(str(path))
        self._seen = 0

    @property
    def on_time(self) -> int:
        """How many there were so far."""
        with suppress(BlockingIOError):
            while True:
                self._seen += self._link.recv(64) == ALIVE
        return self._seen

    def close(self) -> None:
        """Hear no more."""
        self._link.close()


@pytest.fixture
def ticks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ticks]:
    """The watchdog of a service manager for every process that is started here."""
    counted = Ticks(tmp_path / "notify.sock")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify.sock"))
    monkeypatch.setenv("WATCHDOG_USEC", "200000")
    yield counted
    counted.close()


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk in a real belt process, on a machine in another one."""

    machine: Running
    service: Running
    window: FarWindow
    ticks: Ticks
    folder: Path
    start: bytes

    @property
    def seen(self) -> Json:
        """The newest snapshot."""
        return self.window.latest or {}

    @property
    def edges(self) -> int | None:
        """The process id of the edges, while there are any."""
        found = children(self.service.process.pid)
        return found[0] if found else None

    def moves(self) -> bool:
        return float(self.seen.get("speed_kmh", 0.0)) > 0.0

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait for `reached`."""
        await until(reached, self.service, self.machine)

    async def goes_on_in_time(self) -> None:
        """The clock ticks on, the belt moves, and nothing stopped it."""
        before = self.ticks.on_time
        await self.until(lambda: self.ticks.on_time >= before + LOOKS)
        assert self.moves() and STOP not in self.machine.writes
        assert self.machine.writes.count(START) == 1

    async def stops(self) -> None:
        """A stop by the page is heard and obeyed, and latches."""
        assert await self.window.ask(PAIN) == {"ok": True}
        await self.until(lambda: STOP in self.machine.writes)
        await self.until(lambda: self.seen.get("belt") == "standing")
        assert self.seen["stop_cause"] == "pain" and self.seen["latched"]
        assert "alarm" not in self.seen

    async def confirmed(self) -> bytes:
        """Confirm the stop as soon as that is granted; return the request that was."""
        while True:
            token = self.seen["acknowledge_token"]
            request = json.dumps({"request": "acknowledge", "token": token}).encode()
            if (await self.window.ask(request))["ok"]:
                return request
            await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def walking(folder: Path, ticks: Ticks) -> AsyncIterator[Walk]:
    async with (
        live_machine() as machine,
        running("serve", "--config", gym(folder, machine.out[0])) as service,
        screen(folder / "belt.sock") as window,
    ):
        await until(lambda: "start_token" in (window.latest or {}), service, machine)
        request = {"request": "start", "profile": "gentle-start"}
        request["token"] = (window.latest or {})["start_token"]
        walk = Walk(machine, service, window, ticks, folder, json.dumps(request).encode())
        assert await window.ask(walk.start) == {"ok": True}
        await walk.until(walk.moves)
        yield walk


@asynccontextmanager
async def neighbour(walk: Walk, how: str) -> AsyncIterator[Path]:
    """Another edges process that behaves in this way; gives its tally."""
    tally_path = walk.folder / f"tally-{how}"
    new_tally(tally_path)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "treadctl.cli.bench.neighbour"),
        *(how, str(walk.folder / "belt.sock"), str(tally_path)),
    )
    try:
        yield tally_path
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await end_child(child)


# -- the process beside it ----------------------------------------------------------------------


@pytest.mark.realtime
async def test_beside_one_misbehaving_neighbour_after_another_a_walk_goes_on_and_stops(
    tmp_path: Path, ticks: Ticks
) -> None:
    async with walking(tmp_path, ticks) as walk:
        for how in WAYS:
            async with neighbour(walk, how):
                await walk.goes_on_in_time()
        async with AsyncExitStack() as parts:
            for how in ("garbage", "two-clients"):
                tally_path = await parts.enter_async_context(neighbour(walk, how))
                await walk.until(lambda: tally(tally_path) >= MANY_REQUESTS)  # noqa: B023 - at once
            await walk.goes_on_in_time()
            await walk.stops()
        assert "Traceback" not in "\n".join(walk.service.err)


@pytest.mark.realtime
async def test_edges_that_hang_or_are_killed_again_and_again_change_nothing_for_the_belt(
    tmp_path: Path, ticks: Ticks
) -> None:
    async with walking(tmp_path, ticks) as walk:
        await walk.until(lambda: walk.edges is not None)
        assert walk.edges is not None
        os.kill(walk.edges, signal.SIGSTOP)
        await walk.goes_on_in_time()
        for _ in range(3):
            edges = walk.edges
            assert edges is not None
            kill(edges)
            await walk.until(lambda: walk.edges not in (None, edges))  # noqa: B023 - waited for
            await walk.goes_on_in_time()
        await walk.stops()


@pytest.mark.realtime
async def test_a_latch_on_a_disk_that_hangs_keeps_no_stop_from_the_belt(
    tmp_path: Path, ticks: Ticks
) -> None:
    async with walking(tmp_path, ticks) as walk:
        hanging = tmp_path / "hanging"
        os.mkfifo(hanging)  # to open a pipe that nobody reads hangs in the kernel
        hanging.rename(tmp_path / "latch")
        await walk.goes_on_in_time()
        await walk.stops()
        before = ticks.on_time
        await walk.until(lambda: ticks.on_time >= before + LOOKS)
        released = os.open(tmp_path / "latch", os.O_RDONLY | os.O_NONBLOCK)
        walk.service.signal(signal.SIGTERM)
        assert await walk.service.ended() == 0
        os.close(released)


# -- asking for a belt again and again ----------------------------------------------------------


@pytest.mark.realtime
async def test_a_stuck_client_that_repeats_a_start_and_a_confirmation_moves_no_belt(
    tmp_path: Path, ticks: Ticks
) -> None:
    async with walking(tmp_path, ticks) as walk:
        await walk.stops()
        confirm = await walk.confirmed()
        await walk.until(lambda: "start_token" in walk.seen)  # a start with it would be granted
        answers = [await walk.window.ask(one) for one in (confirm, walk.start) * 1000]
        assert not any(one["ok"] for one in answers)
        await walk.until(lambda: "start_token" in walk.seen)
        assert "walk" not in walk.seen
        assert walk.machine.writes.count(START) == 1
