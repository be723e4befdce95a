"""A serial line between a host and one machine: bytes take their time, collide and are spoiled.

Ten bits a byte in both directions, on the running loop's clock. What the host's end is made of (a
pty, or memory) is the caller's.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Protocol

from simulators.controls import Controls
from simulators.line_faults import LineFaults
from simulators.paced import PacedBytes, Span
from simulators.physics import Belt
from simulators.uart import as_heard

LATE_S, GRACE_S = 0.01, 0.05


class SerialMachine(Protocol):
    """A machine at a serial line, purely driven: `now` is given.

    name: the scheme of its address. answer_s: from the end of a request to the start of the
    answer. check_at: where the check byte is in each answer; None: the protocol has none.
    has_dead_man: it stops its belt by itself when the host falls silent.
    `writes` holds every order that arrived whole, refused ones too and reads not, with the time
    of its last byte.
    """

    @property
    def name(self) -> str: ...
    @property
    def baudrate(self) -> int: ...
    @property
    def half_duplex(self) -> bool: ...
    @property
    def has_dead_man(self) -> bool: ...
    @property
    def answer_s(self) -> float: ...
    @property
    def check_at(self) -> int | None: ...
    @property
    def belt(self) -> Belt: ...
    @property
    def controls(self) -> Controls: ...
    @property
    def writes(self) -> list[tuple[float, bytes]]: ...
    @property
    def wakes_at(self) -> float | None:
        """When it wants its next `tick`; None: it waits for bytes only."""

    def received(self, data: bytes, now: float) -> Sequence[bytes]:
        """Take bytes whose last one came at `now`; return the answers they make whole."""

    def tick(self, now: float) -> Sequence[bytes]:
        """Do what is due; return what it says by itself. Nothing if nothing is due."""


Step = Callable[[], Sequence[bytes]]
"""One step of a machine, which returns what it says."""
Around = Callable[[Step], Sequence[bytes]]
"""Takes a step, and may look at the machine before and after it."""


class HostEnd(Protocol):
    """The host's end of a line."""

    @property
    def baudrate(self) -> int:
        """The speed that the host's port is set to; 0: not known, so it hears nothing."""

    def deliver(self, data: bytes) -> None:
        """Let the host hear `data` now, if it has the port open."""

    def unplug(self) -> None:
        """Take the port away from the host."""

    def replug(self) -> None:
        """Let the host open the port again."""


class Line:
    """The wire itself. `faults` are those of the wire; `befall` makes them happen by name.

    `around` takes each step of the machine; set it to watch.
    """

    def __init__(self, machine: SerialMachine, end: HostEnd) -> None:
        self.machine = machine
        self.faults = LineFaults(machine.baudrate, machine.check_at)
        self.plugged = True
        self.around: Around = lambda step: step()
        self._end = end
        self._loop = asyncio.get_running_loop()
        self._to_machine = PacedBytes(self._reach_machine)
        self._to_host = PacedBytes(self._reach_host)
        self._noise = random.Random(0)  # noqa: S311 - a story to repeat, not a secret
        self._waking: asyncio.TimerHandle | None = None
        self._wake_later()

    def send(self, data: bytes) -> None:
        """Take what the host writes now; the machine hears it byte by byte."""
        if self.plugged:
            self._to_machine.carry(data, self._loop.time(), self._end.baudrate)

    def befall(self, text: str) -> None:
        """Make the fault `NAME` or `NAME=VALUE` happen now. Raises BadInput for any other."""
        match self.faults.befall(text):
            case "unplug" if self.plugged:
                self.plugged = False
                self._to_machine.drop()
                self._to_host.drop()
                self._end.unplug()
            case "replug" if not self.plugged:
                self.plugged = True
                self._end.replug()

    def close(self) -> None:
        """End all that is under way; the machine is left as it is."""
        self.plugged = False
        for way in (self._to_machine, self._to_host):
            way.drop()
        if self._waking is not None:
            self._waking.cancel()

    def _reach_machine(self, byte: int, span: Span) -> None:
        if self.faults.echo:
            self._end.deliver(bytes((byte,)))
        byte = self._after_collision(byte, span, self._to_host)
        heard = as_heard(byte, self._end.baudrate, self.faults.machine_baud)
        self._answer(self.around(lambda: self.machine.received(heard, span[1])), span[1])

    def _reach_host(self, byte: int, span: Span) -> None:
        byte = self._after_collision(byte, span, self._to_machine)
        self._end.deliver(as_heard(byte, self.faults.machine_baud, self._end.baudrate))

    def _after_collision(self, byte: int, span: Span, other: PacedBytes) -> int:
        if self.machine.half_duplex and other.speaks_in(*span):
            return byte ^ self._noise.randrange(1, 256)
        return byte

    def _answer(self, answers: Sequence[bytes], now: float) -> None:
        at = now + self.machine.answer_s + self.faults.delay_s
        for answer in answers:
            if self.plugged:
                self._to_host.carry(self.faults.spoil(answer), at, self.faults.machine_baud)
        self._wake_later()

    def _wake_later(self) -> None:
        at = self.machine.wakes_at
        if self._waking is not None:
            if at is not None and self._waking.when() <= at:
                return  # it looks again by then: a machine puts its time off with each byte
            self._waking.cancel()
        self._waking = None if at is None else self._loop.call_at(at, self._wake, at)

    def _wake(self, due: float) -> None:
        self._waking = None
        at, now = self.machine.wakes_at, self._loop.time()
        if at is None or at > due:
            self._wake_later()
            return
        stood_still = now > due + LATE_S  # this process, not the host and not the machine
        if stood_still and self.machine.has_dead_man:  # what the host wrote meanwhile goes first
            self._waking = self._loop.call_at(now + GRACE_S, self._wake, now + GRACE_S)
        else:
            then = now if stood_still else due
            self._answer(self.around(lambda: self.machine.tick(then)), then)
