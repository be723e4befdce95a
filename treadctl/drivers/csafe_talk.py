"""One host and one CSAFE machine: questions, orders that are verified, and the stop.

A machine tells only in its next status whether it took a request, and which request it takes in
which state is not public. So each order is followed by two statuses, and nothing else comes in
between but a stop. Source: see `treadctl.protocols.csafe`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from treadctl.drivers.exchange import Exchange
from treadctl.errors import DecodeError, Refused
from treadctl.model import Answer
from treadctl.protocols import csafe, csafe_frame
from treadctl.protocols.csafe import Reply, State

ANSWER_LIMIT_S = 1.2  # the FitLinxx text gives a machine 1 s
GAP_S = 0.05  # between two frames; Concept2's machines are said to need it
TRIES = 3
STATUSES = 2
AT_REST = (State.READY, State.IDLE, State.HAVE_ID, State.FINISHED)


class Talk:
    """Asks one machine. `told` is called with each reply, in order; `port` is for complaints."""

    def __init__(
        self,
        write_stop: Callable[[], Awaitable[None]],
        told: Callable[[Reply], None],
        port: str,
    ) -> None:
        self.exchange = Exchange(write_stop)
        self._told = told
        self._port = port
        self._dialogue = asyncio.Lock()
        self._loop = asyncio.get_running_loop()
        self._spoke_at = self._loop.time() - GAP_S
        self._stops = 0

    def stop(self) -> None:
        """Make a stop the next thing written, and drop every order that waits."""
        self._stops += 1
        self.exchange.stop()

    async def ask(self, *commands: bytes) -> Reply | None:
        """The reply; None if none came that makes sense."""
        async with self._dialogue:
            return await self._ask(csafe.request(*commands))

    async def must_ask(self, *commands: bytes) -> Reply:
        """The reply, asked for TRIES times. Raises ConnectFailed if this is no CSAFE machine."""
        for _ in range(TRIES):
            if (reply := await self.ask(*commands)) is not None:
                return reply
        raise self.exchange.stranger("CSAFE machine", self._port, "Wake the treadmill up")

    async def order(self, command: bytes) -> Answer:
        """Write `command` once and return how the machine took it.

        Raises Refused if a stop came before it was written. SILENT if one came after: nobody
        knows then.
        """
        stops = self._stops
        async with self._dialogue:
            if self._stops != stops:
                raise Refused("A stop came first.")
            if await self._ask(csafe.request(command), command=True) is None:
                return Answer.SILENT
            statuses = await self._statuses(lambda: self._ask(csafe.request(csafe.GET_STATUS)))
        return Answer.SILENT if self._stops != stops else _verdict(statuses)

    async def order_at_once(self, command: bytes, written: Callable[[float], object]) -> Answer:
        """Write `command` in the turn of a stop and return how the machine took it.

        FAILED: it refused, and says that it is not in use, so there is nothing to stop.
        """
        stops = self._stops
        if await self._ask_at_once(csafe.request(command), written) is None:
            return Answer.SILENT

        async def status() -> Reply | None:
            await self._gap()
            if self._stops != stops:
                return None
            return await self._ask_at_once(csafe.request(csafe.GET_STATUS), lambda _at: None)

        statuses = await self._statuses(status)
        answer = _verdict(statuses)
        at_rest = bool(statuses) and statuses[-1].status.state in AT_REST
        return Answer.FAILED if answer is Answer.REJECTED and at_rest else answer

    async def _statuses(self, ask: Callable[[], Awaitable[Reply | None]]) -> Sequence[Reply]:
        replies: list[Reply] = []
        while len(replies) < STATUSES and (reply := await ask()) is not None:
            replies.append(reply)
        return replies

    async def _ask(self, request: bytes, *, command: bool = False) -> Reply | None:
        await self._gap()
        reply = await self.exchange.ask(request, _last_reply, ANSWER_LIMIT_S, command=command)
        return self._hear(reply)

    async def _ask_at_once(
        self, request: bytes, written: Callable[[float], object]
    ) -> Reply | None:
        reply = await self.exchange.ask_at_once(request, _last_reply, ANSWER_LIMIT_S, written)
        return self._hear(reply)

    async def _gap(self) -> None:
        await asyncio.sleep(self._spoke_at + GAP_S - self._loop.time())

    def _hear(self, reply: Reply | None) -> Reply | None:
        self._spoke_at = self._loop.time()
        if reply is not None:
            self._told(reply)
        return reply


def _last_reply(data: bytes) -> Reply | None:
    """The newest reply in `data`. Raises DecodeError for a frame that fails its check."""
    parser = csafe_frame.Parser()
    found = parser.feed(data)
    if not found and parser.bad:
        raise DecodeError("A CSAFE frame failed its check.")
    return csafe.decode_reply(found[-1]) if found else None


def _verdict(statuses: Sequence[Reply]) -> Answer:
    """What two statuses in a row say of the order before. A late reply may shift them by one."""
    if len(statuses) < STATUSES:
        return Answer.SILENT
    taken = all(reply.status.previous == "ok" for reply in statuses)
    return Answer.ACCEPTED if taken else Answer.REJECTED
