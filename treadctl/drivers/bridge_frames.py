"""Frames to and from one bridge: whose turn, whose answer, who is there. It decides nothing.

Source: TB1, as `firmware_bridge.wire` has it.
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from firmware_bridge import wire
from treadctl.drivers.serial_port import Line
from treadctl.errors import DecodeError, Refused
from treadctl.protocols.bridge_status import Status, decode_status

PROTOCOL = 1
ANSWER_LIMIT_S = 0.3  # three heartbeats, each of which says the same again


@dataclass(frozen=True, slots=True)
class Result:
    """What the bridge made of one message; `detail` counts the value that was wrong from 0."""

    code: int
    detail: int = 0

    @property
    def ok(self) -> bool:
        """True if it took the message."""
        return self.code == wire.OK


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a bridge says of itself when it is greeted. `boot_id` changes with each restart."""

    boot_id: int
    protocol: int
    firmware: int
    max_speed_ckmh: int


class Frames:
    """One conversation. `status` is the last one that came, `greeting` who is there.

    `told` is called with the STATUS before and the one that came, `gone` when the bridge that was
    greeted is another one by now.
    """

    def __init__(
        self, told: Callable[[Status | None, Status], None], gone: Callable[[str], None]
    ) -> None:
        self.status: Status | None = None
        self.greeting: Greeting | None = None
        self.line: Line | None = None
        self._told, self._gone = told, gone
        self._loop = asyncio.get_running_loop()
        self._receiver = wire.Receiver()
        self._seq = self._heard_seq = 0
        self._nonce = secrets.randbits(32)
        self._answers: dict[int, asyncio.Future[Result]] = {}

    @property
    def known(self) -> bool:
        """True once the bridge was greeted and told its state."""
        return self.greeting is not None and self.status is not None

    def greet(self, role: int = wire.CONTROLLER) -> None:
        """Say hello. It moves nothing; a belt that moves is stopped by it."""
        self.send(wire.HELLO, PROTOCOL, role, self._nonce)

    def send(self, kind: int, *values: int) -> int:
        """Write one frame, if there is a line, and return its number.

        A 00 goes first: it ends whatever noise there was on the line.
        """
        self._seq = (self._seq + 1) % 0x10000
        boot_id = self.greeting.boot_id if self.greeting and kind != wire.HELLO else 0
        payload = wire.pack(kind, *values)
        if self.line is not None:
            data = wire.encode(kind, self._seq, self._heard_seq, boot_id, payload)
            self.line.write(b"\0" + data)
        return self._seq

    async def ask(self, kind: int, *values: int) -> Result | None:
        """Send a message and return what the bridge makes of it, None if there came none.

        Raises Refused if a stop comes first.
        """
        answer: asyncio.Future[Result] = self._loop.create_future()
        seq = self.send(kind, *values)
        self._answers[seq] = answer
        try:
            async with asyncio.timeout(ANSWER_LIMIT_S):
                return await answer
        except TimeoutError:
            return None
        finally:
            del self._answers[seq]

    def drop(self) -> None:
        """A stop came: nobody waits for an answer any more."""
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Refused("A stop came first."))

    def received(self, data: bytes) -> None:
        """Take bytes from the line. What fails its check is counted there and never acted on."""
        for frame in self._receiver.feed(data):
            with suppress(DecodeError, ValueError):  # a type or a length of another version
                self._take(frame)

    def _take(self, frame: wire.Frame) -> None:
        if frame.kind == wire.HELLO_ACK:
            self._take_greeting(frame)
        elif self.greeting is None or wire.steps_ahead(frame.seq, self._heard_seq) <= 0:
            return  # said before our greeting, or said again
        elif frame.boot_id != self.greeting.boot_id:
            self._gone("The bridge was restarted. Look at the belt, then start again.")
        else:
            self._heard_seq = frame.seq
            self._take_news(frame)

    def _take_greeting(self, frame: wire.Frame) -> None:
        protocol, _, firmware, nonce, _, max_ckmh, _ = wire.unpack(frame.kind, frame.payload)
        if nonce == self._nonce and self.greeting is None:
            self._heard_seq = frame.seq
            self.greeting = Greeting(frame.boot_id, protocol, firmware, max_ckmh)

    def _take_news(self, frame: wire.Frame) -> None:
        if frame.kind == wire.STATUS:
            before, self.status = self.status, decode_status(frame.payload, self._loop.time())
            self._told(before, self.status)
        elif frame.kind == wire.ACK:
            seq, code, detail = wire.unpack(frame.kind, frame.payload)
            answer = self._answers.get(seq)
            if answer is not None and not answer.done():
                answer.set_result(Result(code, detail))
