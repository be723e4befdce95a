"""The bridge's relay in a treadmill's own safety-key loop, whatever treadmill it is.

The loop is closed for a person's start and stays closed while this program is alive and on time.
If the program, this computer or the cable dies, the lease ends, the relay opens, and the machine
stops as if its key had been pulled. A stop opens nothing: the machine's own stop goes first.
"""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from firmware_bridge import wire
from treadctl.drivers import Driver, Listener
from treadctl.drivers.bridge_inputs import INPUTS, NOT_YET, BridgeInputs
from treadctl.drivers.bridge_link import BAUDRATE, BridgeLink, Setpoint
from treadctl.drivers.serial_port import OpenLine, open_port
from treadctl.errors import ConnectFailed, LinkLost, Refused
from treadctl.model import Answer, Command, Notice, NoticeKind, Start
from treadctl.protocols.bridge_status import Status, notice, refusal

LATE_S = 0.5  # twice the pause between two ticks of the guard: then it counts as late
RETRY_S = 1.0
SETTLE_S = 2.0  # a console needs a moment after its key came back


class KeyLoop:
    """One bridge in a key loop, for as long as the program runs."""

    def __init__(self, open_line: OpenLine, inputs: BridgeInputs = INPUTS) -> None:
        self._open_line, self._inputs = open_line, inputs
        self._link: BridgeLink | None = None
        self._noticed: Callable[[Notice], None] = lambda _notice: None
        self._stands: Callable[[], bool] = lambda: False
        self._on_time_at = -math.inf
        self._held = False

    # -- the guard ----------------------------------------------------------------------------

    def on_time(self) -> None:
        """The guard is alive and not late: until LATE_S from now the lease may be renewed."""
        self._on_time_at = asyncio.get_running_loop().time()

    def open(self) -> None:
        """Open the loop now: the belt did not stop by itself. Never waits, never fails."""
        self._held = False
        if self._link is not None:
            self._link.stop(wire.STOP_OPEN)

    async def close(self) -> None:
        """Close the loop for a person's start, of a belt that stands; return once it is closed.

        Raises Refused, with the next step, if the bridge does not do it.
        """
        link = self._link
        if link is None or link.status is None:
            raise Refused(f"The safety-key loop has no bridge: {self._inputs.missing or NOT_YET}")
        if self._held and link.status.under_control:
            return
        if not link.status.at_rest:
            raise Refused("The bridge is still stopping. Wait a moment, then start.")
        await link.clear()
        await link.arm()
        result = await link.hold(Setpoint(run=True))
        if result is not None and not result.ok:
            raise Refused(refusal(result.code, link.status))
        self._held = True
        await asyncio.sleep(SETTLE_S)

    # -- serving ------------------------------------------------------------------------------

    async def keep(self, noticed: Callable[[Notice], None], stands: Callable[[], bool]) -> None:
        """Keep the bridge connected for ever; tell `noticed` what opened the loop.

        `stands`: is the belt known to stand? A bridge without a tachometer cannot tell.
        """
        self._noticed, self._stands = noticed, stands
        while True:
            self._link = BridgeLink(self._open_line, self, self._guard_is_on_time)
            try:
                await self._link.run(self._nothing_to_prepare)
            except (ConnectFailed, LinkLost) as error:
                self._lose(str(error))
            finally:
                self._link = None
            await asyncio.sleep(RETRY_S)

    async def _nothing_to_prepare(self) -> None:
        """A loop is closed for a start and for nothing else."""

    def _guard_is_on_time(self) -> bool:
        return asyncio.get_running_loop().time() - self._on_time_at <= LATE_S

    def _lose(self, why: str) -> None:
        self._inputs.lost(why)
        held, self._held = self._held, False
        if held:
            self._noticed(Notice(NoticeKind.CONTROL_LOST))

    # -- Owner of the link --------------------------------------------------------------------

    def stop_written(self, at: float) -> None:
        """The loop was asked to open; the machine's own stop is the guard's matter."""

    def told(self, before: Status | None, now: Status) -> None:
        self._inputs.heard(now)
        found = None if before is None else notice(before, now, stopping=not self._held)
        if now.at_rest:
            self._held = False
        if found is not None:
            self._noticed(found)
        if now.stopping and self._stands():
            self.open()  # the stop is over; what stopped it waits for a person


@dataclass(slots=True)
class KeyedDriver:
    """The driver of a treadmill with a bridge in its key loop; see `treadctl.drivers.Driver`."""

    inner: Driver
    key_loop: KeyLoop
    _stops: int = 0

    def stop(self) -> None:
        self._stops += 1
        self.inner.stop()

    async def send(self, command: Command) -> Answer:
        stops = self._stops
        if isinstance(command, Start):
            await self.key_loop.close()
        if self._stops > stops:
            raise Refused("A stop came first.")
        return await self.inner.send(command)

    async def run(self) -> None:
        await self.inner.run()


def keyed(
    open_driver: Callable[[Listener], Driver], key_loop: KeyLoop
) -> Callable[[Listener], Driver]:
    """How to open a driver for a treadmill whose key loop this is."""
    return lambda listener: KeyedDriver(open_driver(listener), key_loop)


def at(path: str) -> KeyLoop:
    """The key loop with the bridge at the serial port `path`."""
    return KeyLoop(partial(open_port, path, BAUDRATE))
