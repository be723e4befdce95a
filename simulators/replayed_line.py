"""A machine at a serial line made of a capture: it answers each request as it did then."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Received = Callable[[bytes], None]
Lost = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Bytes that went over the line then, and when; `sent` by the host."""

    at_s: float
    sent: bool
    data: bytes


class ReplayedLine:
    """Serves one host. A request that was never made then gets no answer.

    What came without a request comes at its time; `on_write` is called with each request.
    """

    def __init__(
        self,
        spoken: Sequence[Spoken],
        gone_s: float | None = None,
        on_write: Callable[[bytes], None] = lambda _data: None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._on_write, self._gone_s = on_write, gone_s
        self._answers: dict[bytes, list[list[tuple[float, bytes]]]] = {}
        self._unasked: list[tuple[float, bytes]] = []
        self._sort(spoken)
        self._due: list[asyncio.TimerHandle] = []
        self._received: Received = lambda _data: None

    async def open_line(self, received: Received, lost: Lost) -> "ReplayedLine":
        """Begin to play."""
        self._received = received
        self._due = [self._loop.call_later(at_s, received, data) for at_s, data in self._unasked]
        if self._gone_s is not None:
            why = "The line was lost, as it was then."
            self._due.append(self._loop.call_later(self._gone_s, lost, why))
        return self

    def write(self, data: bytes) -> None:
        """Take a request, and answer as the machine did then; the last answer stays."""
        self._on_write(data)
        given = self._answers.get(data, [])
        if given:
            answer = given.pop(0) if len(given) > 1 else given[0]
            self._due += [
                self._loop.call_later(after_s, self._received, part) for after_s, part in answer
            ]

    def close(self) -> None:
        """Stop playing."""
        for one in self._due:
            one.cancel()
        self._due.clear()

    def _sort(self, spoken: Sequence[Spoken]) -> None:
        asked: Spoken | None = None
        for one in spoken:
            if one.sent:
                asked = one
                self._answers.setdefault(one.data, []).append([])
            elif asked is None:
                self._unasked.append((one.at_s, one.data))
            else:
                self._answers[asked.data][-1].append((one.at_s - asked.at_s, one.data))
