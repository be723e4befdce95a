"""Cleanup that is not lost, and loops that do not end."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.processes import PATIENCE_S
from treadctl.pulse import BEAT_S, Limits
from treadctl.tasks import RESTART_DELAY_S, end_child, finish, keep_child, keep_running, started

WAITS = (sys.executable, "-c", "import signal; signal.pause()")


async def test_finish_returns_what_the_work_returns() -> None:
    async def work() -> int:
        await asyncio.sleep(1.0)
        return 7

    assert await finish(work(), within_s=2.0) == 7


async def test_finish_raises_what_the_work_raises() -> None:
    async def work() -> None:
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        await finish(work(), within_s=2.0)


async def test_finish_gives_up_at_its_limit() -> None:
    at = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        await finish(asyncio.sleep(60.0), within_s=2.0)
    assert asyncio.get_running_loop().time() - at == 2.0


@pytest.mark.parametrize("cancels", [1, 2, 5])
async def test_work_under_finish_ends_before_a_cancel_is_felt(cancels: int) -> None:
    told: list[str] = []

    async def work() -> None:
        await asyncio.sleep(3.0)
        told.append("worked")

    async def caller() -> None:
        try:
            await finish(work(), within_s=10.0)
        except asyncio.CancelledError:
            told.append("cancelled")
            raise

    calling = asyncio.create_task(caller())
    for _ in range(cancels):
        await asyncio.sleep(0.1)
        calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    assert told == ["worked", "cancelled"]


async def test_work_that_is_cancelled_itself_is_a_cancel() -> None:
    async def work() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await finish(work(), within_s=1.0)


async def test_an_edge_that_fails_or_ends_is_logged_and_started_again_a_second_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    begun: list[float] = []

    async def edge() -> None:
        begun.append(loop.time())
        if len(begun) == 1:
            raise ValueError("nonsense from a broker")
        if len(begun) > 2:
            await asyncio.sleep(3600.0)

    with caplog.at_level(logging.WARNING):
        keeping = asyncio.create_task(keep_running("mqtt", edge))
        await asyncio.sleep(10.0)
    assert begun == [0.0, RESTART_DELAY_S, 2 * RESTART_DELAY_S]
    assert "mqtt failed" in caplog.text and "mqtt ended" in caplog.text
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping


@pytest.mark.realtime
async def test_a_child_s_end_is_seen_with_how_it_ended() -> None:
    child = await started((sys.executable, "-c", "raise SystemExit(7)"))
    async with asyncio.timeout(PATIENCE_S):
        assert await child.wait() == 7
    assert child.returncode == 7
    await end_child(child)


@pytest.mark.realtime
async def test_a_child_is_ended() -> None:
    child = await started(WAITS)
    assert child.returncode is None
    await end_child(child)
    assert child.returncode == -signal.SIGTERM


@pytest.mark.realtime
async def test_a_child_that_is_killed_is_started_again_and_its_end_is_told(tmp_path: Path) -> None:
    path, ends = tmp_path / "pids", list[str]()
    says = f"import os, signal; print(os.getpid(), file=open({str(path)!r}, 'a')); signal.pause()"

    async def begun(count: int) -> int:
        async with asyncio.timeout(PATIENCE_S):
            while not path.exists() or path.read_text().count("\n") < count:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return int(path.read_text().split()[-1])

    command = (sys.executable, "-c", says)
    keeping = asyncio.create_task(keep_child("edges", command, lambda: ends.append("gone")))
    os.kill(await begun(1), signal.SIGKILL)
    last = await begun(2)
    assert ends == ["gone"]
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert not Path(f"/proc/{last}").exists()  # noqa: ASYNC240 - not on a disk


BEATS = """import os, signal, time
print(os.getpid(), file=open({path!r}, 'a'))
while True:
    os.write(int(os.environ["TREADCTL_PULSE"]), b".")
    time.sleep(0.2)
"""


@pytest.mark.realtime
async def test_a_child_that_is_halted_is_killed_and_started_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, ends = tmp_path / "pids", list[str]()
    command = (sys.executable, "-c", BEATS.format(path=str(path)))

    async def begun(count: int) -> int:
        async with asyncio.timeout(PATIENCE_S):
            while not path.exists() or path.read_text().count("\n") < count:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return int(path.read_text().split()[-1])

    life = Limits(begins_s=15, silent_s=3)
    keeping = asyncio.create_task(keep_child("edges", command, lambda: ends.append("gone"), life))
    first = await begun(1)
    await asyncio.sleep((life.silent_s + 1.5) * BEAT_S)
    assert path.read_text().split() == [str(first)]  # one that beats is left alone
    os.kill(first, signal.SIGSTOP)
    assert await begun(2) != first
    assert ends == ["gone"]
    assert "edges shows no life; it is killed" in caplog.text
    assert not Path(f"/proc/{first}").exists()  # noqa: ASYNC240 - not on a disk
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping


@pytest.fixture
def stalled(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A fake: the disk gives no program before this event is set."""
    gate, start = threading.Event(), subprocess.Popen[bytes]

    def slow(*arguments: Any, **named: Any) -> subprocess.Popen[bytes]:
        gate.wait()
        return start(*arguments, **named)

    monkeypatch.setattr(subprocess, "Popen", slow)
    yield gate
    gate.set()


@pytest.mark.realtime
async def test_a_program_that_the_disk_does_not_give_keeps_only_itself_waiting(
    stalled: threading.Event,
) -> None:
    starting = asyncio.create_task(started(WAITS))
    for _ in range(10):
        await asyncio.sleep(0.01)
    assert not starting.done()
    stalled.set()
    await end_child(await starting)


@pytest.mark.realtime
async def test_a_program_that_nobody_waits_for_any_more_is_ended_when_it_begins(
    stalled: threading.Event, tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    says = f"import time; time.sleep(1.0); open({str(begun)!r}, 'w')"
    starting = asyncio.create_task(started((sys.executable, "-c", says)))
    await asyncio.sleep(0.01)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    stalled.set()
    await asyncio.sleep(1.5)
    assert not begun.exists()
