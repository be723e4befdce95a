"""A disk that stalls: the belt does not notice.

In virtual time a thread's work is done inline, so a stalled disk is played here by work for threads
that takes long. That it stands for every access to a file is what the first test shows.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rooms import STOP, Story, story
from treadctl.errors import Refused
from treadctl.model import StopCause
from treadctl.safety.latch import Latch
from treadctl.session.session import Stage

AIR_S = 0.02  # the simulated radio takes 15 ms
STALL_S = 10.0


class Disk:
    """What the threads of this loop do: it takes `delay_s` longer, and `in_thread` while it runs.

    `touched` are the files that were opened meanwhile outside of any thread's work.
    """

    def __init__(self) -> None:
        self.delay_s = 0.0
        self.in_thread = False
        self.watching = False
        self.touched: list[str] = []

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Play the disk of this loop."""

        def run(_pool: object, work: Callable[..., object], *args: object) -> asyncio.Future[Any]:
            return loop.create_task(self._run(work, *args))

        setattr(loop, "run_in_executor", run)  # noqa: B010 - one loop's own

    async def _run(self, work: Callable[..., object], *args: object) -> object:
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        self.in_thread = True
        try:
            return work(*args)
        finally:
            self.in_thread = False

    def audit(self, event: str, args: tuple[object, ...]) -> None:
        """Note a file that is opened in the loop itself."""
        if event == "open" and self.watching and not self.in_thread:
            self.touched.append(str(args[0]))


_AUDITED: list[Disk] = []


def _hook(event: str, args: tuple[object, ...]) -> None:
    for disk in _AUDITED:
        disk.audit(event, args)


@pytest.fixture
async def disk() -> Disk:
    played = Disk()
    played.install(asyncio.get_running_loop())
    return played


@pytest.fixture
def audited(disk: Disk) -> Iterator[Disk]:
    """The disk, with every opened file told to it. A hook cannot be taken back, so it is shared."""
    if not _AUDITED:
        sys.addaudithook(_hook)
    _AUDITED[:] = [disk]
    yield disk
    disk.watching = False


def pressed_to_written_s(told: Story) -> float:
    """How long the last stop took to the machine."""
    (asked,) = told.said("stop_requested")
    return min(at for at, data in told.machine.writes if data == STOP and at >= asked.at) - asked.at


# -- no disk in the loop ------------------------------------------------------------------------


async def test_the_hook_sees_a_file_that_is_opened_in_the_loop(
    tmp_path: Path, audited: Disk
) -> None:
    audited.watching = True
    (tmp_path / "file").write_text("")
    await asyncio.to_thread((tmp_path / "other").write_text, "")
    assert audited.touched == [str(tmp_path / "file")]


async def test_from_its_start_to_its_end_a_walk_opens_no_file_but_in_a_thread(
    tmp_path: Path, audited: Disk
) -> None:
    async with story(tmp_path) as told:
        await told.ready()
        audited.watching = True
        await told.walk_to(Stage.WALKING)
        told.stop(pain=True)
        await told.stands()
        await asyncio.sleep(4.0)
        told.desk.ask(told.acknowledge_request())
        await asyncio.sleep(4.0)
        await told.walk_to(Stage.WALKING)
        await told.over()
        assert told.causes[-1] == "finished" and told.starts == 2
    assert audited.touched == []


# -- a disk that stalls -------------------------------------------------------------------------


async def walked(folder: Path, disk: Disk, stall_s: float) -> list[tuple[float, bytes]]:
    """What a whole walk writes to the machine, when; the disk stalls from its first minute on."""
    disk.delay_s = 0.0
    async with story(folder) as told:
        await told.walk_to(Stage.WALKING)
        began = told.now
        disk.delay_s = stall_s
        await told.over()
        return [(round(at - began, 3), data) for at, data in told.machine.writes if at > began]


async def test_a_disk_that_stalls_in_a_walk_changes_no_write_to_the_belt(
    tmp_path: Path, disk: Disk
) -> None:
    usual = await walked(tmp_path / "usual", disk, 0.0)
    assert len(usual) > 3
    assert await walked(tmp_path / "stalled", disk, STALL_S) == usual


async def test_a_stop_while_the_disk_stalls_is_written_at_once_and_kept_later(
    tmp_path: Path, disk: Disk
) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        disk.delay_s = STALL_S
        told.stop(pain=True)
        await told.stands()
        assert pressed_to_written_s(told) <= AIR_S
        assert Latch(tmp_path / "latch").read() is StopCause.INTERRUPTED  # it says `running` still
        first = told.snapshot
        await asyncio.sleep(2 * STALL_S)
        assert abs(told.snapshot.seq - first.seq - 4 * 2 * STALL_S) <= 1
        assert Latch(tmp_path / "latch").read() is StopCause.PAIN


async def test_a_disk_that_stalls_at_the_start_delays_it(tmp_path: Path, disk: Disk) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.COUNTDOWN)
        disk.delay_s = STALL_S
        await told.until(lambda: told.said("belt_starts"))
        counted_down = told.now
        await told.until(lambda: told.starts)
        assert STALL_S - 0.1 <= told.now - counted_down <= STALL_S + 0.5
        await told.until(lambda: told.walk.session.stage is Stage.WALKING)


async def test_a_stop_while_the_disk_delays_the_start_means_no_start(
    tmp_path: Path, disk: Disk
) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.COUNTDOWN)
        disk.delay_s = STALL_S
        await told.until(lambda: told.said("belt_starts"))
        await asyncio.sleep(1.0)
        told.stop(pain=True)
        await asyncio.sleep(3 * STALL_S)
        assert pressed_to_written_s(told) <= AIR_S
        assert told.starts == 0
        assert told.supervisor.latched is StopCause.PAIN


async def test_a_start_before_the_walks_are_read_is_refused_with_words(
    tmp_path: Path, disk: Disk
) -> None:
    async with story(tmp_path) as told:
        disk.delay_s = STALL_S  # the latch is read by now, the walks are not
        await told.ready()
        with pytest.raises(Refused, match="not read yet"):
            told.desk.ask(told.start_request())
        await told.until(lambda: told.now > 3 * STALL_S)
        told.desk.ask(told.start_request())
        assert told.walk.session.stage is Stage.COUNTDOWN
