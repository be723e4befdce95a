"""One connection to one bridge: the lease, and the stop that ends it.

The setpoint is the heartbeat: without one the bridge lets go of the belt when the lease ends, so
no other sign of life is ever sent. A stop is written at once and again until STATUS shows it.
Source: TB1, as `firmware_bridge.wire` has it.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from firmware_bridge import wire
from treadctl.drivers.bridge_frames import PROTOCOL, Frames, Greeting, Result
from treadctl.drivers.serial_port import OpenLine
from treadctl.errors import ConnectFailed, LinkLost, Refused
from treadctl.protocols.bridge_status import Status, refusal

BAUDRATE = 115200
BEAT_S, STOP_AGAIN_S = 0.1, 0.05
LEASE_MS = 500
GREETING_LIMIT_S, GREET_AGAIN_S = 3.0, 0.2
STATE_LIMIT_S = 1.0
SILENT_S, LOST_S = 0.3, 1.0
LATE_S = 0.1  # between two looks: it may be ourselves who did not listen, so we look once more
_SOON = 1e-6


@dataclass(frozen=True, slots=True)
class Setpoint:
    """What the belt is held to; without `run` it is held at a standstill."""

    run: bool = False
    speed_ckmh: int = 0
    incline_permille: int = 0


class Owner(Protocol):
    """Who holds a link. Called from the event loop; must return at once."""

    def told(self, before: Status | None, now: Status) -> None:
        """One STATUS came behind `before`."""

    def stop_written(self, at: float) -> None:
        """A stop was handed to the line `at`."""


class BridgeLink:
    """One connection. `may_beat` is asked before each heartbeat."""

    def __init__(
        self, open_line: OpenLine, owner: Owner, may_beat: Callable[[], bool] = lambda: True
    ) -> None:
        self._open_line, self._owner, self._may_beat = open_line, owner, may_beat
        self._loop = asyncio.get_running_loop()
        self._frames = Frames(self._take, self._gone)
        self._lost: asyncio.Future[str] = self._loop.create_future()
        self._news = asyncio.Event()
        self._setpoint: Setpoint | None = None
        self._beat_at = self._stop_at = self._looked_at = -math.inf
        self._stop_mode = self._stops = 0

    @property
    def status(self) -> Status | None:
        """The last STATUS that came."""
        return self._frames.status

    @property
    def greeting(self) -> Greeting | None:
        """Who is there."""
        return self._frames.greeting

    @property
    def stopping(self) -> bool:
        """True from a stop until STATUS has shown it."""
        return self._stop_mode != 0

    # -- what the owner asks for ------------------------------------------------------------

    def stop(self, mode: int = wire.STOP_RAMP) -> None:
        """Write a stop now, and again until STATUS shows it. No heartbeat follows it."""
        self._stops += 1
        self._stop_mode = max(mode, self._stop_mode)
        self._setpoint = None
        self._frames.drop()
        self._news.set()
        self._write_stop()

    async def clear(self) -> None:
        """Clear what is latched. Only for a person who asked for a start.

        Raises Refused with what stands in the way.
        """
        status = self._known()
        if status.faults:
            await self._need(wire.CLEAR, status.faults)
            await self._shown(lambda now: not now.faults)

    async def arm(self) -> None:
        """Close the relay and take the lease. Only for a person who asked for a start.

        Raises Refused with what stands in the way.
        """
        await self._need(wire.ARM, self._known().arm_id)
        await self._shown(lambda now: now.under_control)
        self._setpoint = Setpoint()
        self._beat()

    async def hold(self, setpoint: Setpoint) -> Result | None:
        """Hold the belt to `setpoint` from now on; return what the bridge said, None for nothing.

        One that is not taken is given up: the one before it stays. Raises Refused if a stop came.
        """
        before = self._setpoint
        if before is not None:
            self._setpoint = setpoint
        result = await self.ask(wire.SETPOINT, *self._values(setpoint))
        if result is not None and not result.ok and self._setpoint is setpoint:
            self._setpoint = before
        return result

    async def ask(self, kind: int, *values: int) -> Result | None:
        """Send a message and return what the bridge makes of it, None if it says nothing.

        Raises Refused if a stop came first.
        """
        if self.stopping:
            raise Refused("A stop came first.")
        return await self._frames.ask(kind, *values)

    # -- serving ----------------------------------------------------------------------------

    async def run(self, prepare: Callable[[], Awaitable[None]]) -> None:
        """Open, greet, and keep the lease while `prepare` is at work and behind it; returns never.

        Raises ConnectFailed if there is no bridge, LinkLost when it is gone.
        """
        self._frames.line = line = await self._open_line(self._frames.received, self._gone)
        try:
            if self.stopping:
                self._write_stop()
            await self._greet()
            await self._keep(asyncio.ensure_future(prepare()))
        finally:
            self._frames.line = None
            line.close()

    async def _keep(self, preparing: "asyncio.Future[None]") -> None:
        try:
            while not await self._gone_within(STOP_AGAIN_S):
                self._tick(self._loop.time())
            raise LinkLost(self._lost.result())
        finally:
            preparing.cancel()
            await asyncio.gather(preparing, return_exceptions=True)

    async def _greet(self) -> None:
        deadline = self._loop.time() + GREETING_LIMIT_S
        while not self._frames.known:
            if self._loop.time() > deadline:
                raise ConnectFailed(
                    "No bridge answers there. Check the port, or run `treadctl bridge flash`."
                )
            if self.greeting is None:
                self._frames.greet()
            if await self._gone_within(GREET_AGAIN_S):
                raise ConnectFailed(self._lost.result())
        if self.greeting is None or self.greeting.protocol != PROTOCOL:
            raise ConnectFailed("The bridge speaks another version. Run `treadctl bridge flash`.")

    async def _gone_within(self, limit_s: float) -> bool:
        await asyncio.wait({self._lost}, timeout=limit_s)
        return self._lost.done()

    def _gone(self, why: str) -> None:
        if not self._lost.done():
            self._lost.set_result(why)
        self._frames.drop()
        self._news.set()

    def _tick(self, now: float) -> None:
        silent_s, late = now - self._known().at, now - self._looked_at > LATE_S
        self._looked_at = now
        if silent_s > LOST_S:
            self._gone("The bridge is silent. Pull the safety key if the belt moves.")
        elif self.stopping:
            self._write_stop()
        elif silent_s > SILENT_S and self._setpoint is not None and not late:
            self.stop()
        elif now - self._beat_at >= BEAT_S - _SOON:
            self._beat()

    def _beat(self) -> None:
        if self._setpoint is not None and self._may_beat():
            self._frames.send(wire.SETPOINT, *self._values(self._setpoint))

    def _values(self, setpoint: Setpoint) -> tuple[int, ...]:
        self._beat_at = self._loop.time()
        flags = wire.RUN if setpoint.run else 0
        arm_id = self._known().arm_id
        return (flags, setpoint.speed_ckmh, setpoint.incline_permille, LEASE_MS, arm_id)

    def _write_stop(self) -> None:
        if self._frames.line is not None:
            self._stop_at = self._loop.time()
            self._frames.send(wire.STOP, self._stop_mode, 0)
            self._owner.stop_written(self._stop_at)

    # -- what the bridge tells --------------------------------------------------------------

    def _take(self, before: Status | None, now: Status) -> None:
        open_enough = self._stop_mode != wire.STOP_OPEN or not now.k1_closed
        if now.at > self._stop_at and not now.under_control and open_enough:
            self._stop_mode = 0
        if now.at_rest:
            self._setpoint = None  # the lease is over, and only a person's start begins another
        self._owner.told(before, now)
        self._news.set()

    def _known(self) -> Status:
        if self.status is None:
            raise Refused("The bridge is not ready yet. Wait a moment.")
        return self.status

    async def _need(self, kind: int, *values: int) -> None:
        """Raises Refused, in words for the screen, if the bridge says no."""
        result = await self.ask(kind, *values)
        if result is not None and not result.ok:
            raise Refused(refusal(result.code, self._known()))

    async def _shown(self, reached: Callable[[Status], bool]) -> None:
        """Return once STATUS shows it. Raises Refused if it does not, or a stop comes first."""
        try:
            async with asyncio.timeout(STATE_LIMIT_S):
                stops = self._stops
                while not reached(self._known()):
                    self._news.clear()
                    await self._news.wait()
                    self._check_free(stops)
        except TimeoutError as error:
            raise Refused(refusal(wire.BAD_STATE, self._known())) from error

    def _check_free(self, stops: int) -> None:
        if self._stops > stops:
            raise Refused("A stop came first.")
        if self._lost.done():
            raise Refused(self._lost.result())
