"""The rules of systemd that decide what a crash does, shown with small services."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.processes import until
from treadctl.cli.bench.unit_runner import UnitRunner, command, parse
from treadctl.cli.unit import word

SAY = "from treadctl.notify import *; import os, signal, subprocess, sys, time; "
READY = SAY + "notify(READY); "
FEEDS = READY + "[(notify(ALIVE), time.sleep(0.02)) for _ in iter(int, 1)]"
CHILD_READY = SAY + "os.fork() == 0 and notify(READY); time.sleep(60)"
LEAVES_A_CHILD = READY + (
    "other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'],"
    " start_new_session=True); print(other.pid, file=open(sys.argv[1], 'w'), flush=True);"
    " notify(b'STATUS=child'); time.sleep(60)"
)
LIVES = "import os, sys; path = f'/proc/{open(sys.argv[1]).read().strip()}/cmdline'; "
LIVES += "sys.exit(os.path.exists(path) and bool(open(path).read()))"  # a zombie has no words
KEEPS_FILES = SAY + (
    "[open(os.environ[name] + '/kept', 'a').write('x') for name in"
    " ('STATE_DIRECTORY', 'RUNTIME_DIRECTORY')]; notify(READY); time.sleep(60)"
)


def python(code: str, *arguments: object) -> str:
    """A command line of a unit that runs this code."""
    return " ".join(map(word, (sys.executable, "-c", code, *map(str, arguments))))


def unit(start: str, post: str = "/bin/true", watchdog_s: float = 30.0) -> str:
    return (
        f"[Service]\nExecStart={start}\nExecStopPost={post}\nWatchdogSec={watchdog_s}\n"
        "WatchdogSignal=SIGKILL\nRestartSec=0.01\nTimeoutStopSec=20\n"
        "StateDirectory=x\nRuntimeDirectory=x\n"
    )


@asynccontextmanager
async def kept_running(text: str, folder: Path) -> AsyncIterator[UnitRunner]:
    runner = UnitRunner(text, folder)
    running = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def saw(runner: UnitRunner, *happened: str) -> None:
    """Wait until the manager saw and did this first."""
    await until(lambda: runner.happened[: len(happened)] == list(happened))


def test_comments_and_sections_are_no_settings() -> None:
    assert parse("# A=1\n[B]\n\nC=1\nD=x=y\nC=2\n") == {"C": "2", "D": "x=y"}


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\n\r")), min_size=1))
def test_the_words_of_a_command_come_back_as_they_were(words: list[str]) -> None:
    assert command(" ".join(map(word, words))) == words


@pytest.mark.realtime
async def test_a_watchdog_that_starves_kills_and_the_stop_post_and_a_new_start_follow(
    tmp_path: Path,
) -> None:
    starves = unit(python(READY + "time.sleep(60)"), watchdog_s=0.2)
    async with kept_running(starves, tmp_path) as runner:
        await saw(runner, "READY=1", "watchdog", "died -9", "stop post 0", "READY=1")


@pytest.mark.realtime
async def test_a_process_that_hangs_is_killed_too(tmp_path: Path) -> None:
    async with kept_running(unit(python(FEEDS), watchdog_s=2.0), tmp_path) as runner:
        await saw(runner, "READY=1")
        runner.signal(signal.SIGSTOP)
        await saw(runner, "READY=1", "watchdog", "died -9", "stop post 0", "READY=1")


@pytest.mark.realtime
async def test_a_watchdog_that_is_fed_and_one_that_is_not_ready_do_not_kill(
    tmp_path: Path,
) -> None:
    slow = SAY + "time.sleep(0.5); " + FEEDS.removeprefix(SAY)
    async with kept_running(unit(python(slow), watchdog_s=0.4), tmp_path) as runner:
        await saw(runner, "READY=1")
        assert runner.happened == ["READY=1"]


@pytest.mark.realtime
async def test_only_the_main_process_is_heard(tmp_path: Path) -> None:
    async with kept_running(unit(python(CHILD_READY)), tmp_path) as runner:
        await asyncio.sleep(0.5)
        assert not runner.ready.is_set()


@pytest.mark.realtime
async def test_whatever_it_started_is_dead_before_the_stop_post(tmp_path: Path) -> None:
    file = tmp_path / "child"
    text = unit(python(LEAVES_A_CHILD, file), python(LIVES, file))
    async with kept_running(text, tmp_path) as runner:
        await saw(runner, "READY=1", "STATUS=child")
        runner.signal(signal.SIGKILL)
        await saw(runner, "READY=1", "STATUS=child", "died -9", "stop post 0")


@pytest.mark.realtime
async def test_a_service_that_is_stopped_is_not_started_again(tmp_path: Path) -> None:
    runner = UnitRunner(unit(python(READY + "time.sleep(60)")), tmp_path)
    running = asyncio.create_task(runner.run())
    await saw(runner, "READY=1")
    await runner.stop(running)
    assert runner.happened == ["READY=1", "died -15", "stop post 0"]


@pytest.mark.realtime
async def test_its_state_is_kept_and_its_runtime_folder_is_not(tmp_path: Path) -> None:
    async with kept_running(unit(python(KEEPS_FILES)), tmp_path) as runner:
        await saw(runner, "READY=1")
        runner.signal(signal.SIGKILL)
        await saw(runner, "READY=1", "died -9", "stop post 0", "READY=1")
        assert (runner.latch.parent / "kept").read_text() == "xx"
        assert (runner.socket.parent / "kept").read_text() == "x"


@pytest.mark.realtime
async def test_what_it_prints_is_in_its_journal(tmp_path: Path) -> None:
    async with kept_running(unit(python(READY + "print('hello')")), tmp_path) as runner:
        await saw(runner, "READY=1", "died 0", "stop post 0")
        assert "hello" in runner.journal
