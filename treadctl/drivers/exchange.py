"""Requests and answers on a serial line: one of them at a time, and a stop goes next.

Lines without frames or check values have one rule for any unexpected byte: stop writing, wait for
silence, drop what came, and ask something harmless until it is answered as it should be.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from treadctl.drivers.serial_port import Line, OpenLine
from treadctl.drivers.wire import Wire
from treadctl.errors import ConnectFailed, DecodeError, LinkLost, Refused

T = TypeVar("T")

Complete = Callable[[bytes], T | None]
"""Takes all that came since a request; returns the answer, or None until it is whole.

Raises DecodeError for bytes that belong to no answer to this request.
"""

QUIET_S = 0.02
QUIET_LIMIT_S = 0.1
RESOLUTION_S = 1e-6
HURRY_S = 0.05  # the longest answer of a machine without frames takes 10 ms at 4800 baud


@dataclass(frozen=True, slots=True)
class Probe:
    """The harmless question by which a line is found in step again."""

    request: bytes
    complete: Complete[object]
    limit_s: float


class Exchange:
    """What goes over one line; used once.

    `pause_s`: the silence that has to part a request from what was said before, a stop's too.
    `strikes`: how many requests in a row had no sensible answer, the last of which came at
    `answered_at`. `heard`: the machine said anything at all.
    """

    def __init__(
        self,
        write_stop: Callable[[], Awaitable[None]],
        probe: Probe | None = None,
        *,
        hurry_s: float = HURRY_S,
        pause_s: float = 0.0,
    ) -> None:
        self.strikes = 0
        self.heard = False
        self._wire = Wire(write_stop)
        self._probe = probe
        self._hurry_s, self._pause_s = hurry_s, pause_s
        self._loop = asyncio.get_running_loop()
        self.answered_at = self._loop.time()
        self._line: Line | None = None
        self._why_gone: str | None = None
        self._buffer = bytearray()
        self._news, self._gone = asyncio.Event(), asyncio.Event()
        self._heard_at = self._spoke_at = -math.inf
        self._asking = False
        self._out_of_step = False
        self._stop_due = False
        self._limit: asyncio.Timeout | None = None

    async def serve(
        self, open_line: OpenLine, work: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        """Open the line, then write each stop as it becomes due and do `work`, for ever.

        A stop that is due already is the first thing written. Raises ConnectFailed if there is no
        line, LinkLost once it is gone, and what `work` raises.
        """
        self._line = await open_line(self.received, self.lost)
        tasks = [
            asyncio.ensure_future(self._wire.run_stops()),
            asyncio.ensure_future(work()),
            asyncio.ensure_future(self._until_gone()),
        ]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.lost("The line to the treadmill was closed.")
            self._line.close()

    def stranger(
        self, kind: str, port: str, wake: str = "Switch the treadmill on"
    ) -> ConnectFailed:
        """What to say of whatever does not talk as a machine of this `kind` should."""
        if not self.heard:
            return ConnectFailed(f"Nothing answers at {port}. {wake} and check the cable.")
        return ConnectFailed(
            f"What answers at {port} is no {kind}, or not at this speed."
            " Correct the scheme of its address, or ?baud=."
        )

    def stop(self) -> None:
        """Make a stop the next thing written, and drop every command that waits.

        An answer that is on its way has `hurry_s` left, whatever its own limit.
        """
        self._stop_due = True
        if self._limit is not None and not self._limit.expired():
            soon = self._loop.time() + (self._hurry_s if self._asking else 0.0)
            self._limit.reschedule(min(soon, self._limit.when() or soon))
        self._wire.stop()

    async def ask(
        self, request: bytes, complete: Complete[T], limit_s: float, *, command: bool = False
    ) -> T | None:
        """The answer to `request`, in its turn; None if none came in time that makes sense.

        A `command` that waits when a stop comes is Refused. Raises LinkLost once the line is gone.
        """
        async with self._wire.turn(command=command):
            in_step = not self._out_of_step or await self._find_step()
            await self._pause()
            if self._stop_due and command:
                raise Refused("A stop came first.")
            if not in_step or self._stop_due:
                return None
            return await self._ask(request, complete, limit_s)

    async def ask_at_once(
        self,
        request: bytes,
        complete: Complete[T],
        limit_s: float,
        written: Callable[[float], object],
    ) -> T | None:
        """As `ask`, in the turn of a stop; `written` is called with the time of the write."""
        self._stop_due = False
        await self._pause()
        return await self._ask(request, complete, limit_s, written)

    def received(self, data: bytes) -> None:
        """Bytes came. Those that nobody waits for put the line out of step."""
        self.heard = True
        self._heard_at = self._loop.time()
        self._buffer += data
        self._out_of_step |= not self._asking
        self._news.set()

    def lost(self, why: str) -> None:
        """The line is gone: whoever waits for an answer, or asks from now on, gets LinkLost."""
        if self._why_gone is None:
            self._why_gone = why
        self._gone.set()
        self._news.set()

    async def _until_gone(self) -> None:
        await self._gone.wait()
        raise self._gone_error()

    def _gone_error(self) -> LinkLost:
        return LinkLost(self._why_gone)

    async def _ask(
        self,
        request: bytes,
        complete: Complete[T],
        limit_s: float,
        written: Callable[[float], object] = lambda _at: None,
    ) -> T | None:
        answer: T | None
        self._asking = True
        try:
            async with asyncio.timeout(limit_s) as self._limit:
                self._write(request, written)
                answer = await self._answer(complete)
        except TimeoutError:
            answer = self._at_hand(complete)
        except DecodeError:
            answer = None
        finally:
            self._asking, self._limit = False, None
            self._buffer.clear()
            self._spoke_at = self._loop.time()
        if answer is None:
            self._struck()
            return None
        self.strikes, self.answered_at = 0, self._loop.time()
        return answer

    async def _pause(self) -> None:
        left_s = self._spoke_at + self._pause_s - self._loop.time()
        if left_s > 0:
            await asyncio.sleep(left_s)

    def _write(self, request: bytes, written: Callable[[float], object]) -> None:
        at = self._loop.time()
        if self._line is not None and self._why_gone is None:
            self._line.write(request)
        if self._why_gone is not None:
            raise self._gone_error()
        written(at)

    async def _answer(self, complete: Complete[T]) -> T:
        while (answer := complete(bytes(self._buffer))) is None:
            self._news.clear()
            await self._news.wait()
            if self._why_gone is not None:
                raise self._gone_error()
        return answer

    def _at_hand(self, complete: Complete[T]) -> T | None:
        """The answer that came in time while this process, and not the machine, stood still."""
        try:
            return complete(bytes(self._buffer))
        except DecodeError:
            return None

    async def _find_step(self) -> bool:
        """True once the line fell silent and the probe was answered; a stop ends it at once."""
        try:
            async with asyncio.timeout(QUIET_LIMIT_S) as self._limit:
                await self._silence()
        except TimeoutError:
            self._struck()
            return False
        finally:
            self._limit = None
        self._buffer.clear()
        self._out_of_step = False
        probe = self._probe
        return probe is None or (
            await self._ask(probe.request, probe.complete, probe.limit_s) is not None
        )

    async def _silence(self) -> None:
        left_s = QUIET_S
        while left_s > RESOLUTION_S:
            await asyncio.sleep(left_s)
            left_s = self._heard_at + QUIET_S - self._loop.time()

    def _struck(self) -> None:
        """No sensible answer came. If a stop cut it short, that is not the machine's fault."""
        self._out_of_step = True
        if not self._stop_due:
            self.strikes += 1
