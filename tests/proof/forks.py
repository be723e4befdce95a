"""Work in a process of its own, which begins as a copy of this one, quiet and on a short leash."""

import math
import os
import resource
import signal
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MEMORY_BYTES = 2 << 30
WALL_FACTOR = 4
BROKEN = 99


@dataclass(frozen=True, slots=True)
class Fork:
    """One such process, by its id."""

    pid: int

    def wait(self) -> int:
        """What its work returned; negative: the signal that ended it."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def forked(work: Callable[[], int], within_s: float) -> Fork:
    """Begin `work`: a number from 0 to 98, within so many seconds of a processor.

    What it prints is lost, and what pytest stores for a test goes to a folder of its own.
    """
    pid = os.fork()
    if pid:
        return Fork(pid)
    code = BROKEN
    words = os.fdopen(os.dup(2), "w")
    try:
        with tempfile.TemporaryDirectory() as folder:
            _leash(math.ceil(within_s), Path(folder))
            code = work()
    finally:  # whatever was raised, it must not rise in two processes
        if code == BROKEN:
            traceback.print_exc(file=words)
            words.flush()
        os._exit(code)


def _leash(within_s: int, folder: Path) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(folder)
    resource.setrlimit(resource.RLIMIT_CPU, (within_s, within_s))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(within_s * WALL_FACTOR)
