"""Measuring one treadmill behind the bridge, with nobody on it. The bridge's own limits hold.

No guard is at work here and nobody walks: whoever calibrates stands beside the belt, and the lease
ends when this program does.
"""

import asyncio
from collections.abc import Awaitable, Callable

from firmware_bridge import wire
from treadctl.cli.bridge.settings import Calibration
from treadctl.drivers.bridge_fits import (
    DutyLine,
    Sample,
    coast_down_m_s2,
    duty_line,
    mm_per_pulse,
)
from treadctl.drivers.bridge_link import BridgeLink, Setpoint
from treadctl.drivers.serial_port import OpenLine
from treadctl.errors import BadInput, LinkLost
from treadctl.protocols.bridge_status import Status

START_CKMH, TURNS_CKMH = 80, 200
SPEEDS_CKMH = (100, 200, 300, 400)
SETTLE_S, STEADY_S = 15.0, 5.0
STAND_LIMIT_S = 20.0
LOOK_S = 0.1

Ask = Callable[[str], Awaitable[None]]
"""Shows a sentence and returns when the person has pressed Enter."""


class Calibrator:
    """One measurement at one bridge. `assumed_mm`: what it takes a pulse for."""

    def __init__(self, open_line: OpenLine, ask: Ask, assumed_mm: float) -> None:
        self._link = BridgeLink(open_line, self)
        self._ask, self._assumed_mm = ask, assumed_mm
        self._loop = asyncio.get_running_loop()
        self._samples: list[Sample] = []
        self._ready = asyncio.Event()

    async def measure(self, belt_mm: float, turns: int) -> Calibration:
        """Measure it all, and see the belt stand.

        Raises Refused, ConnectFailed or BadInput; LinkLost where nobody can say that it stands.
        """
        serving = asyncio.ensure_future(self._link.run(self._prepared))
        measuring = asyncio.ensure_future(self._measure(belt_mm, turns))
        try:
            await asyncio.wait({serving, measuring}, return_when=asyncio.FIRST_COMPLETED)
            if not measuring.done():
                await serving  # raises why it ended
            return await measuring
        finally:
            measuring.cancel()
            if not serving.done():
                await self._stop()
            serving.cancel()
            await asyncio.gather(serving, measuring, return_exceptions=True)

    async def _prepared(self) -> None:
        self._ready.set()

    async def _measure(self, belt_mm: float, turns: int) -> Calibration:
        await self._ready.wait()
        await self._stands()
        await self._link.clear()
        await self._link.arm()
        await self._run_at(START_CKMH)
        mm = mm_per_pulse(self._assumed_mm, await self._turns(turns), belt_mm, turns)
        line = duty_line([await self._steady(speed) for speed in SPEEDS_CKMH])
        coast = coast_down_m_s2(await self._coast())
        factor = mm / self._assumed_mm
        scaled = DutyLine(line.dead_zone_percent, line.percent_per_kmh / factor)
        return Calibration(mm, scaled, coast * factor)

    async def _turns(self, turns: int) -> list[Sample]:
        await self._run_at(TURNS_CKMH)
        await asyncio.sleep(SETTLE_S)
        await self._ask("Press Enter at the moment the mark passes.")
        begin = len(self._samples)
        await self._ask(f"Count {turns} turns. Press Enter at the moment the last one is full.")
        return self._samples[begin:]

    async def _steady(self, speed_ckmh: int) -> Sample:
        await self._run_at(speed_ckmh)
        await asyncio.sleep(SETTLE_S)
        begin = len(self._samples)
        await asyncio.sleep(STEADY_S)
        found = self._samples[begin:]
        speed_kmh = sum(one.speed_kmh for one in found) / len(found)
        duty_percent = sum(one.duty_percent for one in found) / len(found)
        return Sample(found[-1].at, speed_kmh, duty_percent)

    async def _coast(self) -> list[Sample]:
        begin = len(self._samples)
        self._link.stop(wire.STOP_OPEN)
        await self._stands()
        return self._samples[begin:]

    async def _run_at(self, speed_ckmh: int) -> None:
        result = await self._link.hold(Setpoint(True, speed_ckmh))
        if result is not None and not result.ok:
            raise BadInput(
                f"The bridge's limits are below {speed_ckmh / 100:.1f} km/h. Raise them."
            )

    async def _stop(self) -> None:
        self._link.stop()
        try:
            async with asyncio.timeout(STAND_LIMIT_S):
                await self._stands()
        except TimeoutError as error:
            raise LinkLost("The belt was not seen to stand. Pull the safety key.") from error

    async def _stands(self) -> None:
        """Return once the bridge is at rest and the tachometer saw nothing for two seconds."""
        while not self._at_rest:  # noqa: ASYNC110 - looked at ten times a second, as it is told
            await asyncio.sleep(LOOK_S)

    @property
    def _at_rest(self) -> bool:
        status = self._link.status
        pulses = status is None or status.inputs & wire.PULSES
        return status is not None and status.at_rest and not pulses and not status.k1_closed

    # -- Owner of the link ------------------------------------------------------------------

    def stop_written(self, at: float) -> None:
        """Nothing waits for that here."""

    def told(self, before: Status | None, now: Status) -> None:
        if now.speed_kmh is not None:
            self._samples.append(Sample(now.at, now.speed_kmh, now.duty_percent))
