"""A belt whose machine tells no speed, measured by the tachometer of a bridge beside it.

The machine's own driver moves it and stops it; of the bridge only STATUS is read. A tachometer
that is lost is telemetry that is lost: the machine can be stopped all the same. Whether no pulse
comes because the belt stands or because a wire is cut, nobody can tell: a cut one ends a walk as a
belt that is stuck, and nothing starts again without somebody who looks at the belt. After a stop
no pulse is no speed either, until the machine has taken the stop.
"""

import asyncio
import math
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from treadctl.drivers import Driver, Listener
from treadctl.drivers.bridge_inputs import INPUTS, BridgeInputs, Watcher
from treadctl.drivers.bridge_link import BAUDRATE
from treadctl.drivers.bridge_look import observe
from treadctl.drivers.serial_port import OpenLine, open_port
from treadctl.errors import ConnectFailed, LinkLost
from treadctl.model import Answer, Command, Machine, Notice, Telemetry
from treadctl.protocols.bridge_status import Status

RETRY_S = 1.0
TELL_S = 0.5  # at 1.2 km/h there is one pulse in that time: more often nothing new is known
FOUND_LIMIT_S = 5.0  # for a bridge that something else here opens
_SOON_S = 0.01

OpenDriver = Callable[[Listener], Driver]
Follow = Callable[[Callable[[Status], None]], Coroutine[Any, Any, None]]
"""Tells each STATUS of one bridge; ends by raising ConnectFailed or LinkLost."""


def measured(open_driver: OpenDriver, path: str, *, in_key_loop: bool = False) -> OpenDriver:
    """How to open a driver for a machine whose speed the bridge at `path` measures.

    `in_key_loop`: this process has that bridge open already, in the treadmill's key loop.
    """
    follow = shared(INPUTS) if in_key_loop else alone(partial(open_port, path, BAUDRATE))
    return lambda listener: TachDriver(open_driver, follow, listener)


def alone(open_line: OpenLine) -> Follow:
    """A bridge that is there for its tachometer only."""
    return partial(observe, open_line)


def shared(inputs: BridgeInputs) -> Follow:
    """A bridge that something else in this process has open."""

    async def follow(told: Callable[[Status], None]) -> None:
        gone: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def lost(why: str) -> None:
            if not gone.done():
                gone.set_result(why)

        with inputs.watched(Watcher(told, lost)):
            await asyncio.wait({gone}, timeout=FOUND_LIMIT_S)
            if not gone.done() and inputs.missing is not None:
                raise ConnectFailed(inputs.missing)
            raise LinkLost(await gone)

    return follow


class TachDriver:
    """One connection; see `treadctl.drivers.Driver` for the contract of each method.

    It is ready once both are: the machine is described, and its speed was measured. A tachometer
    that is not there at first is no connection, unless a stop is due; one that goes later is
    waited for.
    """

    def __init__(self, open_driver: OpenDriver, follow: Follow, listener: Listener) -> None:
        self._listener = listener
        self._inner = open_driver(self)
        self._follow = follow
        self._machine: Machine | None = None
        self._ready = False
        self._stop_asked = False
        self._stop_taken = False
        self._stood = False
        self._told_at = -math.inf

    def stop(self) -> None:
        self._stop_asked = True
        self._inner.stop()

    async def send(self, command: Command) -> Answer:
        return await self._inner.send(command)

    async def run(self) -> None:
        tasks = [asyncio.ensure_future(self._inner.run()), asyncio.ensure_future(self._measure())]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # -- the tachometer ---------------------------------------------------------------------

    async def _measure(self) -> None:
        while True:
            try:
                await self._follow(self._measured)
            except (ConnectFailed, LinkLost) as error:
                if not self._ready and not self._stop_asked:
                    raise ConnectFailed(f"The tachometer: {error}") from error
            await asyncio.sleep(RETRY_S)

    def _measured(self, status: Status) -> None:
        if not self._ready and self._machine is not None:
            self._ready = True
            self._listener.ready(self._machine)
        if self._ready and status.at - self._told_at >= TELL_S - _SOON_S:
            self._told_at = status.at
            self._listener.heard(Telemetry(status.at, self._believed(status.speed_kmh)))

    def _believed(self, speed_kmh: float | None) -> float | None:
        if speed_kmh and self._stood and self._stop_taken:  # it goes again: the next stop counts
            self._stop_asked = self._stop_taken = False
        self._stood = speed_kmh == 0
        untaken = self._stop_asked and not self._stop_taken
        return None if self._stood and untaken else speed_kmh

    # -- Listener of the machine's own driver -------------------------------------------------

    def ready(self, machine: Machine) -> None:
        self._machine = machine

    def heard(self, telemetry: Telemetry) -> None:
        if self._ready:
            self._listener.heard(telemetry)

    def noticed(self, notice: Notice) -> None:
        self._listener.noticed(notice)

    def stop_written(self, at: float) -> None:
        self._listener.stop_written(at)

    def stop_answered(self, answer: Answer) -> None:
        self._stop_taken |= answer is Answer.ACCEPTED
        self._listener.stop_answered(answer)
