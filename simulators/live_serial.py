"""Simulated machines at a serial line that stay, each on a pty that other processes can open."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType

from simulators import line_faults, serial_faults, tach_beside
from simulators.bridge_machine import BridgeMachine
from simulators.csafe_machine import CsafeMachine
from simulators.faults import Event, parse_now
from simulators.lifespan_machine import LifespanMachine
from simulators.line import Around, SerialMachine, Step
from simulators.serial_line import PtyLine, serial_line
from simulators.tach_beside import TachBeside, tach_at
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

WITH_TACH = "lifespan-tach"
KINDS = (*MACHINES, WITH_TACH)
"""What `on_pty` serves; the last is two ptys, with a bridge's tachometer at the machine's belt."""

_SAME = {"link-loss": "unplug", "link-back": "replug", "truncate": "half-frame"}

OnWrite = Callable[[bytes], None]
"""Called with each order that has arrived whole, before the machine's answer goes out."""
OnStop = Callable[[], None]
"""Called when an order has taken a belt that was started out of that."""


@dataclass(frozen=True, slots=True)
class SerialLive:
    """One machine in service; `uri` is where. `tach` measures its belt, if it does not itself."""

    uri: str
    machine: SerialMachine
    line: PtyLine
    tach: TachBeside | None = None

    def befall(self, text: str) -> None:
        """Apply `EVENT` or `EVENT=VALUE` now. Raises BadInput if there is no such event."""
        if self.tach is not None and text.startswith(tach_beside.PREFIX):
            self.tach.befall(text)
            return
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
    """Serve a machine of this kind, one of KINDS, at a pty until the block ends."""
    now = asyncio.get_running_loop().time()
    machine = MACHINES["lifespan" if kind == WITH_TACH else kind](now)
    async with AsyncExitStack() as parts:
        line = await parts.enter_async_context(serial_line(machine))
        line.wire.around = _telling(machine, on_write, on_stop)
        uri = f"{machine.name}://{line.path}"
        if kind != WITH_TACH:
            yield SerialLive(uri, machine, line)
            return
        bridge = tach_at(machine.belt, now)
        tach = TachBeside(bridge, await parts.enter_async_context(serial_line(bridge)))
        yield SerialLive(f"{uri}?tach={tach.line.path}", machine, line, tach)


def _machine_event(text: str) -> Event:
    name = text.partition("=")[0]
    if name not in serial_faults.NAMES:
        names = ", ".join(sorted(serial_faults.NAMES | line_faults.NAMES))
        raise BadInput(f"{text!r} names no fault of a machine or its line; they are {names}.")
    return parse_now(text)


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
