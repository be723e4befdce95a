"""A host at a real tty, by the operating system alone: what another process would do."""

import asyncio
import os
import termios
import tty
from collections.abc import Callable
from pathlib import Path

PATIENCE_S = 10.0
LOOK_S = 0.005


class TtyHost:
    """One open tty. `heard` is all that came."""

    def __init__(self, path: Path, speed: int = termios.B4800) -> None:
        self.heard = b""
        self._tty = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self._tty)
        settings = termios.tcgetattr(self._tty)
        settings[4] = settings[5] = speed
        termios.tcsetattr(self._tty, termios.TCSAFLUSH, settings)

    def send(self, request: str) -> None:
        os.write(self._tty, bytes.fromhex(request))

    async def hears(self, answer: str) -> None:
        """Wait until `answer` is what has been heard; AssertionError if it never is."""
        await until(lambda: self.told() == answer, self.told)
        self.heard = b""

    def told(self) -> str:
        """Take in what has come. An unplugged tty has nothing more to say."""
        try:
            self.heard += os.read(self._tty, 4096)
        except BlockingIOError:
            pass
        return self.heard.hex()

    def is_gone(self) -> bool:
        """Whether the other end is: then there is always something to read, and it is nothing."""
        try:
            return os.read(self._tty, 1) == b""
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self._tty)


async def until(reached: Callable[[], bool], found: Callable[[], object] = lambda: None) -> None:
    """Wait for `reached`; AssertionError, with what was found, if it takes too long."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not reached():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(LOOK_S)
    except TimeoutError as error:
        raise AssertionError(found()) from error
