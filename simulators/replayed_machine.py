"""A machine made of a capture: it says what was recorded, when it was recorded.

It has no belt. A write to its control point gets the answer that the recorded machine gave to the
next write of that kind, as late as then; a kind that was never answered gets none.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from simulators.attributes import CONTROL_POINT, Services

_LARGEST_MTU = 517

OnWrite = Callable[[str, bytes], None]
"""Called with `wrote` or, for a vendor's own characteristic, `unlocked`, and the bytes."""


@dataclass(frozen=True, slots=True)
class Name:
    """What the recorded machine advertised."""

    name: str
    mtu: int = _LARGEST_MTU


@dataclass(frozen=True, slots=True)
class Played:
    """What is played. `told`: seconds after connecting, characteristic and bytes.

    `answers`: for each op code the answers in turn, each with its delay; the last one stays.
    `gone_s`: when the machine hangs up, if it did.
    """

    name: str
    services: Services
    values: Mapping[int, bytes]
    told: Sequence[tuple[float, int, bytes]]
    answers: Mapping[int, Sequence[tuple[float, bytes]]]
    gone_s: float | None = None


class ReplayedMachine:
    """Serves one client what was recorded.

    `hang_up` is called when the recorded machine went, `on_write` with each write that comes.
    """

    def __init__(self, played: Played, on_write: OnWrite = lambda _uuid, _data: None) -> None:
        self.model = Name(played.name)
        self.services = played.services
        self.hang_up: Callable[[], None] = lambda: None
        self._played, self._on_write = played, on_write
        self._loop = asyncio.get_running_loop()
        self._answers = {op: list(given) for op, given in played.answers.items()}
        self._subscribed: set[int] = set()
        self._due: list[asyncio.TimerHandle] = []
        self._deliver: Callable[[int, bytes], None] | None = None

    def connect(self, deliver: Callable[[int, bytes], None]) -> None:
        """Begin to play."""
        self.disconnect()
        self._deliver = deliver
        self._due = [self._later(*one) for one in self._played.told]
        if self._played.gone_s is not None:
            self._due.append(self._loop.call_later(self._played.gone_s, self._go))

    def disconnect(self) -> None:
        """Stop playing."""
        for one in self._due:
            one.cancel()
        self._due, self._deliver = [], None
        self._subscribed.clear()

    def subscribe(self, characteristic: int) -> None:
        """Let the client hear this one from now on."""
        self._subscribed.add(characteristic)

    def unsubscribe(self, characteristic: int) -> None:
        """Let it hear no more of this one."""
        self._subscribed.discard(characteristic)

    def read(self, characteristic: int) -> bytes:
        """Return what was read then; nothing where nobody read it."""
        return self._played.values.get(characteristic, b"")

    def write(self, data: bytes) -> None:
        """Take a write to the control point, and answer as the machine did then."""
        self._on_write("wrote", data)
        given = self._answers.get(data[0] if data else -1, [])
        if given:
            delay_s, answer = given.pop(0) if len(given) > 1 else given[0]
            self._due.append(self._later(delay_s, CONTROL_POINT, answer))

    def write_vendor(self, data: bytes) -> None:
        """Take a write to a vendor's own characteristic; it has no answer."""
        self._on_write("unlocked", data)

    def indication_confirmed(self) -> None:
        """There is nothing to close."""

    def _later(self, after_s: float, characteristic: int, data: bytes) -> asyncio.TimerHandle:
        return self._loop.call_later(after_s, self._tell, characteristic, data)

    def _go(self) -> None:
        self.hang_up()

    def _tell(self, characteristic: int, data: bytes) -> None:
        if self._deliver is not None and characteristic in self._subscribed:
            self._deliver(characteristic, data)
