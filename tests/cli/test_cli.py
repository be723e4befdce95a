"""The street itself: what is listed, how it ends, and what it costs to ask."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.command import Treadctl, gym
from treadctl import __version__
from treadctl.cli import COMMANDS

HEAVY = {"aiohttp", "asyncio", "bleak", "pydantic", "rich", "serial", "treadctl.model"}
HELP_THEN_MODULES = """
import atexit, sys
from treadctl.cli import main
atexit.register(lambda: sys.stderr.write(repr(sorted(sys.modules))))
sys.argv[1:] = ["--help"]
main()
"""


def test_help_lists_every_command_and_nothing_hidden(treadctl: Treadctl) -> None:
    ended = treadctl("--help")
    listed = ended.out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == sorted(COMMANDS)
    assert (ended.code, ended.err) == (0, "")


def test_no_command_prints_the_help(treadctl: Treadctl) -> None:
    assert treadctl().err == treadctl("--help").out


def test_every_listed_command_has_a_help_of_its_own(treadctl: Treadctl) -> None:
    for name in COMMANDS:
        ended = treadctl(name, "--help")
        assert (ended.code, ended.err) == (0, ""), name
        assert ended.out.startswith(f"Usage: treadctl {name}")


def test_the_version_is_the_package_s(treadctl: Treadctl) -> None:
    assert treadctl("--version").out == f"treadctl, version {__version__}\n"


@pytest.mark.parametrize(
    "call",
    [
        ("walk",),
        ("simulate", "--fast"),
        ("simulate",),
        ("simulate", "--profile", "gentle-start", "--seed", "x"),
        ("run", "gentle-start"),
        ("serve",),
        ("profiles", "check"),
        ("config", "check"),
        ("decode",),
        ("decode", "2acd"),
        ("demo", "--port", "x"),
        ("demo", "--port", "0"),
        ("demo", "--port", "70000"),
    ],
)
def test_a_wrong_call_is_exit_code_2_and_no_traceback(
    treadctl: Treadctl, call: tuple[str, ...]
) -> None:
    ended = treadctl(*call)
    assert (ended.code, ended.out) == (2, "")
    assert "Error: " in ended.err
    assert "Traceback" not in ended.err


def test_a_file_that_this_user_may_not_touch_is_one_sentence(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    shut = 'pain_button = "none"\nwalks_folder = "/dev/pts"'  # where nobody makes a file
    config = gym(tmp_path, "sim://", shut)
    ended = treadctl("pin", "--config", config, stdin="123456\n")
    assert (ended.code, ended.complaint) == (
        2,
        "/dev/pts/professional-code.new is not for this user. Try again with sudo.",
    )


OPENED_NEXT = """
import os, sys
from treadctl.cli import main
sys.argv[1:] = ["decode", "-"]
try:
    main()
except SystemExit as ended:
    os._exit(ended.code or os.open(os.devnull, os.O_RDONLY))
"""


@pytest.mark.realtime
@pytest.mark.parametrize("closed", ["2>&-", "<&-", "<&- >&- 2>&-"])
def test_nothing_is_opened_in_the_place_of_a_stream_that_is_closed(closed: str) -> None:
    call = ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, OPENED_NEXT]
    ended = subprocess.run(call, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (3, b"")


@pytest.mark.realtime
def test_a_letter_that_a_terminal_does_not_have_is_no_traceback() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "treadctl", "mqtt", "show", "howto"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"Topics are `treadctl/v1/{site}/{machine}/?`" in ended.stdout


@pytest.mark.realtime
def test_a_full_disk_under_what_is_printed_is_one_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "treadctl", "decode", "2acd", "0000c800"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )
    assert ended.stderr.startswith("treadctl: No space left on device to write this. Free some")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)


@pytest.mark.realtime
def test_help_loads_nothing_heavy() -> None:
    command = [sys.executable, "-c", HELP_THEN_MODULES]
    ended = subprocess.run(command, capture_output=True, check=True, text=True)
    assert "Commands:" in ended.stdout
    assert [name for name in HEAVY if f"'{name}'" in ended.stderr] == []


@pytest.mark.realtime
def test_a_reader_that_leaves_early_is_no_traceback() -> None:
    line = b"2acd 0000c800\n"
    with subprocess.Popen(
        [sys.executable, "-m", "treadctl", "decode", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin and child.stdout and child.stderr
        child.stdin.write(line)
        child.stdin.flush()
        assert child.stdout.readline().startswith(b'{"speed_kmh": 2.0')
        child.stdout.close()
        with suppress(BrokenPipeError):
            child.stdin.write(line * 20_000)
            child.stdin.close()
        assert (child.stderr.read(), child.wait()) == (b"", 1)
