"""What a service writes down."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.realtime
LIMIT_S = 30.0
MORE_THAN_A_PIPE_HOLDS = 1000

SAYS = """
import logging
from treadctl.cli.journal import log_to_stderr
log_to_stderr()
logging.getLogger("treadctl.safety").info("ours")
logging.getLogger("somebody.else").info("noise")
logging.getLogger("somebody.else").warning("trouble")
"""


def test_our_own_news_and_everybody_s_trouble_are_written_down() -> None:
    done = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines() == ["INFO ours", "WARNING trouble"]


FLOODS = """
import asyncio, logging, sys
from treadctl.cli.journal import log_to_stderr

async def main():
    log_to_stderr()
    log, loop = logging.getLogger("treadctl"), asyncio.get_running_loop()
    for number in range(20_000):
        log.info("line %06d and some more words, so that no pipe has room for all of it", number)
        if number % 100 == 0:
            await asyncio.sleep(0.0001)
    print("on time", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    log.info("the last line")

asyncio.run(main())
"""


def test_a_journal_that_takes_nothing_in_holds_up_nobody_and_is_told_what_it_missed() -> None:
    reading, writing = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", FLOODS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=writing,
    ) as child:
        os.close(writing)
        assert child.stdin and child.stdout
        assert child.stdout.readline() == b"on time\n"  # and not one line was read until now
        with os.fdopen(reading, "rb") as journal:
            seen = [
                journal.readline() for _ in range(MORE_THAN_A_PIPE_HOLDS)
            ]  # there is room again
            child.stdin.write(b"\n")
            child.stdin.close()
            lines = [*seen, *journal.readlines()]
        assert child.wait(LIMIT_S) == 0
    dropped = [line.split() for line in lines if b"lines were dropped" in line]
    written = sum(line.startswith(b"INFO line ") for line in lines)
    assert written + sum(int(words[1]) for words in dropped) == 20_000
    assert lines[-1] == b"INFO the last line\n"


def test_a_program_ends_even_if_nobody_takes_in_its_last_words() -> None:
    reading, writing = os.pipe()
    try:
        with subprocess.Popen(
            [sys.executable, "-c", FLOODS],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=writing,
        ) as child:
            os.close(writing)
            assert child.stdout and child.stdout.readline() == b"on time\n"
            assert child.wait(LIMIT_S) == 0
    finally:
        os.close(reading)


FAILS = """
import logging
from treadctl.cli.journal import log_to_stderr
log_to_stderr()
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("treadctl").exception("it broke")
logging.getLogger("treadctl").info("a \\udcff in a name")
"""


def test_an_error_is_written_with_where_it_was_and_what_cannot_be_written_is_spelt() -> None:
    done = subprocess.run([sys.executable, "-c", FAILS], capture_output=True, text=True, check=True)
    first, *trace, last = done.stderr.splitlines()
    assert first == "ERROR it broke"
    assert trace[-1] == "ZeroDivisionError: division by zero"
    assert last == "INFO a \\udcff in a name"


def forms(environ: dict[str, str]) -> list[str]:
    """The lines that FAILS writes with these variables too."""
    done = subprocess.run(
        [sys.executable, "-c", FAILS],
        stderr=subprocess.PIPE,
        env={**os.environ, **environ},
        check=True,
        text=True,
    )
    return done.stderr.splitlines()


def test_as_json_each_record_is_one_line_with_its_traceback_in_it() -> None:
    first, last = map(json.loads, forms({"TREADCTL_LOG": "json"}))
    assert (first["level"], first["logger"], first["message"]) == ("error", "treadctl", "it broke")
    assert first["trace"].splitlines()[-1] == "ZeroDivisionError: division by zero"
    assert last == {"level": "info", "logger": "treadctl", "message": "a \udcff in a name"}


def test_the_journal_learns_how_grave_each_line_is() -> None:
    reading, writing = os.pipe()
    stream = os.fstat(writing)
    ours = {"JOURNAL_STREAM": f"{stream.st_dev}:{stream.st_ino}"}
    with subprocess.Popen(
        [sys.executable, "-c", FAILS], stderr=writing, env={**os.environ, **ours}
    ) as child:
        os.close(writing)
        with os.fdopen(reading, "r", encoding="utf-8") as journal:
            first, *trace, last = journal.read().splitlines()
        assert child.wait(LIMIT_S) == 0
    assert (first, last) == ("<3>ERROR it broke", "<6>INFO a \\udcff in a name")
    assert all(line.startswith("<3>") for line in trace)


def test_a_journal_that_is_somebody_else_s_is_none_of_ours() -> None:
    assert forms({"JOURNAL_STREAM": "1:2"})[0] == "ERROR it broke"
