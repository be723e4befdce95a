"""A sign of life from a process to the one that started it: a byte each second, by their own pipe.

Only who inherits the pipe can write to it: no other program can be taken for that process.
"""

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

VARIABLE = "TREADCTL_PULSE"
BEAT_S = 1.0
_BEAT = b"."
_READ_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """How many seconds in a row may be silent, before the first beat and after it."""

    begins_s: int = 60  # a program is read from a disk, and that may be slow
    silent_s: int = 15


class Pulse:
    """The pipe of one process to be started; closed when the block is left."""

    def __init__(self) -> None:
        self._ours, self.theirs = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        os.close(self._ours)
        os.close(self.theirs)

    @property
    def environment(self) -> Mapping[str, str]:
        """What tells the process where to write; it has to inherit the file `theirs` too."""
        return {VARIABLE: str(self.theirs)}

    async def silence(self, limits: Limits) -> None:
        """Return once there was no beat for too long.

        Looks are counted and no clock is read: one look that is late, because this process was
        held up as well, is one look.
        """
        silent, most = 0, limits.begins_s
        while silent < most:
            await asyncio.sleep(BEAT_S)
            if self._beaten():
                silent, most = 0, limits.silent_s
            else:
                silent += 1

    def _beaten(self) -> bool:
        try:
            return bool(os.read(self._ours, _READ_BYTES))
        except BlockingIOError:
            return False


async def beat() -> None:
    """Show, from this event loop, that it turns; return at once where nobody asked for that."""
    told = os.environ.pop(VARIABLE, "")  # what this process starts has no part in it
    if not told.isdecimal():
        return
    pipe = int(told)
    os.set_inheritable(pipe, False)
    with suppress(BrokenPipeError):  # who asked for it is gone
        while True:
            with suppress(BlockingIOError):  # nobody reads, and that is no reason to wait
                os.write(pipe, _BEAT)
            await asyncio.sleep(BEAT_S)
