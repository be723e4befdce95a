"""A treadmill whose motor the bridge drives. Never tested on hardware.

The bridge keeps limits, ramps and the relay by itself and stops when its lease ends; this end says
what a person asked for, ten times a second. Source: TB1, as `firmware_bridge.wire` has it.
"""

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial

from treadctl.drivers import Listener
from treadctl.drivers.bridge_inputs import INPUTS, BridgeInputs
from treadctl.drivers.bridge_limits import CEILING, Agreed, agreed
from treadctl.drivers.bridge_link import BAUDRATE, BridgeLink, Setpoint
from treadctl.drivers.serial_port import OpenLine, open_port
from treadctl.errors import ConnectFailed, LinkLost, Refused
from treadctl.model import (
    Answer,
    Command,
    Limits,
    Machine,
    Notice,
    NoticeKind,
    Range,
    SetTargetInclination,
    SetTargetSpeed,
    Start,
    Telemetry,
)
from treadctl.protocols.bridge_status import Status, notice

LOWEST_CKMH, STEP_KMH = 80, 0.1
INCLINE_STEP_PERCENT = 0.5
SETTLE_LIMIT_S = 3.0  # a bridge that was just switched on tests itself first
LOOK_S = 0.1


class BridgeDriver:
    """One connection; see `treadctl.drivers.Driver` for the contract of each method.

    `limits` are the most that will ever be asked for; the bridge refuses what is beyond them.
    """

    def __init__(
        self,
        open_line: OpenLine,
        listener: Listener,
        name: str,
        *,
        limits: Limits = CEILING,
        inputs: BridgeInputs = INPUTS,
    ) -> None:
        self._link = BridgeLink(open_line, self)
        self._listener, self._limits, self._inputs = listener, limits, inputs
        self._name = name
        self._loop = asyncio.get_running_loop()
        self._turn = asyncio.Lock()
        self._setpoint = Setpoint()
        self._agreed: Agreed | None = None
        self._ready = False
        self._stops = 0
        self._stopped = False

    def stop(self) -> None:
        self._stops += 1
        self._stopped = True
        self._link.stop()

    async def send(self, command: Command) -> Answer:
        if not self._ready:
            raise Refused("The bridge is not ready yet. Wait a moment.")
        stops = self._stops
        async with self._turn:
            if self._stops > stops or self._link.stopping:
                raise Refused("A stop came first.")
            return await self._carry_out(command)

    async def run(self) -> None:
        try:
            await self._link.run(self._prepare)
        except (ConnectFailed, LinkLost) as error:
            self._inputs.lost(str(error))
            raise

    # -- Owner of the link ------------------------------------------------------------------

    def stop_written(self, at: float) -> None:
        # Two turns later: whoever asked for it learns of that in between.
        self._loop.call_soon(self._loop.call_soon, self._listener.stop_written, at)

    def told(self, before: Status | None, now: Status) -> None:
        self._inputs.heard(now)
        if not self._ready:
            return
        self._listener.heard(
            Telemetry(now.at, now.speed_kmh, inclination_percent=now.inclination_percent)
        )
        if before is None:
            return
        if self._stopped and before.under_control and not now.under_control:
            self._listener.stop_answered(Answer.ACCEPTED)
        found = notice(before, now, stopping=self._stopped)
        if found is not None:
            self._listener.noticed(found)

    # -- connecting -------------------------------------------------------------------------

    async def _prepare(self) -> None:
        deadline = self._loop.time() + SETTLE_LIMIT_S
        while self._unsettled and self._loop.time() < deadline:  # noqa: ASYNC110 - once
            await asyncio.sleep(LOOK_S)
        with suppress(Refused):  # something is latched: it is agreed on before the start
            self._agreed = await agreed(self._link, self._limits)
        self._ready = True
        self._listener.ready(self._machine())
        # Whatever moved under an earlier lease is being stopped; nobody goes on with that.
        self._listener.noticed(Notice(NoticeKind.CONTROL_LOST))

    @property
    def _unsettled(self) -> bool:
        status = self._link.status
        return self._link.stopping or status is None or not status.at_rest

    def _machine(self) -> Machine:
        agreed_on, greeting = self._agreed, self._link.greeting
        high_ckmh = greeting.max_speed_ckmh if greeting else 0
        incline = None
        if agreed_on is not None:
            high_ckmh = agreed_on.max_speed_ckmh
            if agreed_on.max_permille > 0:
                incline = Range(0.0, agreed_on.max_permille / 10, INCLINE_STEP_PERCENT)
        speed = Range(LOWEST_CKMH / 100, high_ckmh / 100, STEP_KMH)
        return Machine(f"Bridge at {self._name}", self._name, speed, incline)

    # -- commands ---------------------------------------------------------------------------

    async def _carry_out(self, command: Command) -> Answer:
        match command:
            case Start():
                return await self._start()
            case SetTargetSpeed(speed_kmh):
                return await self._hold(replace(self._setpoint, speed_ckmh=round(speed_kmh * 100)))
            case SetTargetInclination() if self._stopped or not self._setpoint.run:
                return Answer.NOT_PERMITTED  # a setpoint of the walk before would be said again
            case SetTargetInclination(percent):
                return await self._hold(
                    replace(self._setpoint, incline_permille=round(percent * 10))
                )

    async def _start(self) -> Answer:
        await self._link.clear()
        if self._agreed is None:
            self._agreed = await agreed(self._link, self._limits)
        await self._link.arm()
        self._stopped = False
        permille = self._present_permille()
        return await self._hold(Setpoint(True, LOWEST_CKMH, permille))

    async def _hold(self, wanted: Setpoint) -> Answer:
        result = await self._link.hold(wanted)
        if result is None:
            return Answer.SILENT
        if not result.ok:
            return Answer.REJECTED
        self._setpoint = wanted
        return Answer.ACCEPTED

    def _present_permille(self) -> int:
        """The inclination that there is, so that a start tilts nothing."""
        status, agreed_on = self._link.status, self._agreed
        if status is None or agreed_on is None or status.inclination_percent is None:
            return 0
        return max(0, min(round(status.inclination_percent * 10), agreed_on.max_permille))


def connect(path: str, baudrate: int | None, listener: Listener) -> BridgeDriver:
    """The driver for the bridge at the serial port `path`."""
    return BridgeDriver(partial(open_port, path, baudrate or BAUDRATE), listener, path)
