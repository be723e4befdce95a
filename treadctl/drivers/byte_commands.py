"""Orders and questions of one code byte, over an exchange: TrackMaster and its relatives.

There is no frame and no check: what answers is known by its code alone, so a code that answers
something else puts the line out of step. Source: TMX428 service manual (2021), pages 63-65.
"""

import asyncio
from collections.abc import Awaitable, Callable

from treadctl.drivers import Listener
from treadctl.drivers.exchange import Complete, Exchange, Probe
from treadctl.errors import ConnectFailed, DecodeError, LinkLost
from treadctl.model import Answer
from treadctl.protocols.unframed import Message

ANSWER_LIMIT_S = 0.2  # one lost answer and the next question fit into a machine's 0.5 s of patience
POLL_S = 0.2
TRIES = 3
STRIKES = 3
GIVE_UP_S = STRIKES * ANSWER_LIMIT_S  # a burst of noise spoils three answers sooner than that
_ACKNOWLEDGES = 0x10  # added to the code of what it answers

TakeReply = Callable[[bytes], Message | None]


class Talk:
    """Asks one machine. `port` is how it is called in a complaint, `kind` what it should be."""

    def __init__(
        self,
        write_stop: Callable[[], Awaitable[None]],
        take_reply: TakeReply,
        probe: bytes,
        *,
        port: str,
        kind: str,
    ) -> None:
        self._take_reply = take_reply
        self._port, self._kind = port, kind
        probing = Probe(probe, self._reply_to(probe), ANSWER_LIMIT_S)
        self.exchange = Exchange(write_stop, probing)

    async def read(self, question: bytes) -> Message | None:
        """The reply; None if none came that makes sense, or if the machine does not know."""
        reply = await self.exchange.ask(question, self._reply_to(question), ANSWER_LIMIT_S)
        return reply if reply is not None and reply.code == question[0] + _ACKNOWLEDGES else None

    async def must_read(self, question: bytes) -> Message:
        """The reply, asked for TRIES times. Raises ConnectFailed if this is another machine."""
        for _ in range(TRIES):
            if (reply := await self.read(question)) is not None:
                return reply
        raise self.stranger()

    async def order(self, order: bytes) -> Answer:
        """Write `order` and return what the machine said. It is never written again."""
        reply = await self.exchange.ask(order, self._reply_to(order), ANSWER_LIMIT_S, command=True)
        if reply is None:
            return Answer.SILENT
        return _answer(order, reply.code)

    async def stop(self, order: bytes, listener: Listener) -> Answer:
        """Write `order`, a stop, with no respect for what else is on the line."""

        def complete(data: bytes) -> Answer | None:
            if order[0] + _ACKNOWLEDGES in data:
                return Answer.ACCEPTED
            return Answer.REJECTED if any(code in data for code in _REFUSALS) else None

        answer = await self.exchange.ask_at_once(
            order, complete, ANSWER_LIMIT_S, listener.stop_written
        )
        return answer or Answer.SILENT

    async def poll(self, questions: Callable[[], Awaitable[None]]) -> None:
        """Ask `questions` each POLL_S, for ever.

        Raises LinkLost after STRIKES requests and GIVE_UP_S without a sensible answer.
        """
        loop, exchange = asyncio.get_running_loop(), self.exchange
        while exchange.strikes < STRIKES or loop.time() - exchange.answered_at < GIVE_UP_S:
            due = loop.time() + POLL_S
            await questions()
            await asyncio.sleep(due - loop.time() if exchange.strikes == 0 else 0.0)
        raise LinkLost(f"The {self._kind} at {self._port} answers no more.")

    def stranger(self) -> ConnectFailed:
        """What to say of a machine that does not talk as it should."""
        return self.exchange.stranger(self._kind, self._port)

    def _reply_to(self, request: bytes) -> Complete[Message]:
        expected = (request[0] + _ACKNOWLEDGES, *_REFUSALS)

        def complete(data: bytes) -> Message | None:
            if data and data[0] not in expected:
                raise DecodeError(f"{data[0]:02X} does not answer {request[0]:02X}.")
            return self._take_reply(data)

        return complete


_REFUSALS = (0xBE, 0xBF)  # out of range; not known


def _answer(order: bytes, code: int) -> Answer:
    return Answer.ACCEPTED if code == order[0] + _ACKNOWLEDGES else Answer.REJECTED
