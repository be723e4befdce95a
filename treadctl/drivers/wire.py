"""One write at a time, and a stop goes next.

Bluetooth LE allows one outstanding request and BlueZ answers InProgress to a second, so everything
that a driver sends takes its turn here. Source: Bluetooth Core, Vol 3 Part F, section 3.3.2.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from treadctl.errors import LinkLost, Refused

T = TypeVar("T")

WRITE_LIMIT_S = 1.0  # a peer gone silent holds a BlueZ write for 30 s; nobody on a belt can wait


class Wire:
    """The turns on one connection. While a stop is due, nobody else gets one."""

    def __init__(self, write_stop: Callable[[], Awaitable[None]]) -> None:
        self._write_stop = write_stop
        self._stop_due = False
        self._stop_wanted = asyncio.Event()
        self._busy = False
        self._waiting: deque[tuple[asyncio.Future[None], bool]] = deque()

    def stop(self) -> None:
        """Make a stop the next thing written, and drop every command that waits."""
        self._stop_due = True
        self._stop_wanted.set()
        if self._waiting:
            self._drop_commands()

    async def run_stops(self) -> None:
        """Write each stop as it becomes due, for ever. Raises what `write_stop` raises."""
        while True:
            await self._stop_wanted.wait()
            self._stop_wanted.clear()
            if self._busy:  # its holder hands over to us, see _release
                continue
            self._busy = True
            self._stop_due = False
            try:
                await self._write_stop()
            finally:
                self._release()

    @asynccontextmanager
    async def turn(self, *, command: bool = False) -> AsyncIterator[None]:
        """Hold the wire. A `command` that waits when a stop comes is Refused."""
        await self._take(command)
        try:
            yield
        finally:
            self._release()

    async def _take(self, command: bool) -> None:
        while self._busy or self._stop_due:
            if command and self._stop_due:
                raise Refused("A stop came first.")
            await self._wait(command)
            if not self._stop_due:
                return
            self._release()  # the stop came after the wire was given to us and before we ran
        self._busy = True

    async def _wait(self, command: bool) -> None:
        granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((granted, command))
        try:
            await granted
        except asyncio.CancelledError:
            if granted.done() and not granted.cancelled() and granted.exception() is None:
                self._release()  # we were given the wire and leave without it
            raise

    def _release(self) -> None:
        self._busy = False
        if self._stop_due:
            self._stop_wanted.set()
            return
        while self._waiting:
            granted, _ = self._waiting.popleft()
            if not granted.done():
                self._busy = True
                granted.set_result(None)
                return

    def _drop_commands(self) -> None:
        for granted, command in self._waiting:
            if command and not granted.done():
                granted.set_exception(Refused("A stop came first."))
        self._waiting = deque(waiter for waiter in self._waiting if not waiter[1])


async def within_limit(write: Awaitable[T], limit_s: float = WRITE_LIMIT_S) -> T:
    """Return what `write` returns. Raises LinkLost if it is not back within `limit_s`."""
    try:
        async with asyncio.timeout(limit_s):
            return await write
    except TimeoutError as error:
        raise LinkLost("A write to the treadmill did not return.") from error
