"""Simulated machines at a serial line that stay, each on a pty that other processes can open."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType

from simulators import line_faults, serial_faults
from simulators.bridge_machine import BridgeMachine
from simulators.csafe_machine import CsafeMachine
from simulators.faults import Event, parse_event
from simulators.lifespan_machine import LifespanMachine
from simulators.line import Around, SerialMachine, Step
from simulators.serial_line import PtyLine, serial_line
from simulators.trackmaster_machine import TrackmasterMachine
from simulators.woodway_machine import WoodwayMachine
from treadctl.errors import BadInput

MACHINES: Mapping[str, Callable[[float], SerialMachine]] = MappingProxyType(
    {
        "bridge": BridgeMachine,
        "trackmaster": TrackmasterMachine,
        "woodway": WoodwayMachine,
        "csafe": CsafeMachine,
        "lifespan": LifespanMachine,
    }
)
"""The machines by the scheme of their address; each is made with the loop's time."""

_SAME = {"link-loss": "unplug", "link-back": "replug", "truncate": "half-frame"}

OnWrite = Callable[[bytes], None]
"""Called with each order that has arrived whole, before the machine's answer goes out."""
OnStop = Callable[[], None]
"""Called when an order has taken a belt that was started out of that."""


@dataclass(frozen=True, slots=True)
class SerialLive:
    """One machine in service; `uri` is where."""

    uri: str
    machine: SerialMachine
    line: PtyLine

    def befall(self, text: str) -> None:
        """Apply `EVENT` or `EVENT=VALUE` now. Raises BadInput if there is no such event."""
        name, has_value, value = text.partition("=")
        name = _SAME.get(name, name)
        if name in line_faults.NAMES:
            self.line.befall(f"{name}{has_value}{value}")
            return
        serial_faults.apply(self.machine, _machine_event(text), asyncio.get_running_loop().time())


@asynccontextmanager
async def on_pty(
    kind: str, on_write: OnWrite, on_stop: OnStop = lambda: None
) -> AsyncIterator[SerialLive]:
    """Serve a machine of this kind at a pty until the block ends."""
    machine = MACHINES[kind](asyncio.get_running_loop().time())
    async with serial_line(machine) as line:
        line.wire.around = _telling(machine, on_write, on_stop)
        yield SerialLive(f"{kind}://{line.path}", machine, line)


def _machine_event(text: str) -> Event:
    name = text.partition("=")[0]
    if name not in serial_faults.NAMES:
        names = ", ".join(sorted(serial_faults.NAMES | line_faults.NAMES))
        raise BadInput(f"{text!r} names no fault of a machine or its line; they are {names}.")
    return parse_event(f"0={text}")


def _telling(machine: SerialMachine, on_write: OnWrite, on_stop: OnStop) -> Around:
    """Return what tells of the orders that each step of the machine brings."""

    def around(step: Step) -> Sequence[bytes]:
        written, started = len(machine.writes), machine.belt.started
        answers = step()
        orders = [order for _, order in machine.writes[written:]]
        for order in orders:
            on_write(order)
        if orders and started and not machine.belt.started:
            on_stop()
        return answers

    return around
