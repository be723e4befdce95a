"""A TrackMaster or Full Vision treadmill (JAS, TMX, FVX) at a serial port.

It is only ever started so that it stops by itself when it hears nothing for 0.5 s; the polling
keeps it going. No order but a stop is ever written twice: an answer may be lost after the machine
obeyed. Source: TMX428 service manual (2021), pages 63-65; FVX/TMX manual (2006), page 9-5.
"""

import asyncio
from functools import partial
from itertools import cycle

from treadctl.drivers import Driver, Listener
from treadctl.drivers.byte_commands import Talk
from treadctl.drivers.read_back import ReadBack
from treadctl.drivers.serial_port import OpenLine, open_port
from treadctl.errors import Refused
from treadctl.model import (
    Answer,
    Command,
    Machine,
    Notice,
    NoticeKind,
    Range,
    SetTargetInclination,
    SetTargetSpeed,
    Start,
    Telemetry,
)
from treadctl.protocols import miles, trackmaster

LOWEST_DECI_MPH = 2
STOPPED = 1

# No step in whole 0.01 km/h, as targets are counted, falls on the machine's own of 0.1 mph: each
# target is rounded down to that on its way out.
SPEED_KMH = Range(low=0.33, high=24.14, step=0.01)
INCLINATION_PERCENT = Range(low=0.0, high=25.0, step=0.5)


def connect(path: str, baudrate: int | None, listener: Listener) -> Driver:
    """A driver for the machine at this port; some, such as GE's T2100, need 9600 baud."""
    open_line = partial(open_port, path, baudrate or trackmaster.BAUD)
    return TrackmasterDriver(open_line, listener, path)


class TrackmasterDriver:
    """One connection; see `treadctl.drivers.Driver` for the contract of each method."""

    def __init__(self, open_line: OpenLine, listener: Listener, port: str) -> None:
        self._open_line = open_line
        self._listener = listener
        self._port = port
        self._loop = asyncio.get_running_loop()
        self._talk = Talk(
            self._write_stop,
            trackmaster.take_reply,
            trackmaster.READ_BELT,
            port=port,
            kind="TrackMaster",
        )
        self._read_back = ReadBack()
        self._ready = False
        self._ours = False
        self._started = False
        self._inclination_percent: float | None = None
        self._stops = 0
        self._beside = cycle((self._look_at_belt, self._look_at_target, self._look_at_inclination))

    def stop(self) -> None:
        self._stops += 1
        self._ours = False
        self._read_back.over()
        self._talk.exchange.stop()

    async def send(self, command: Command) -> Answer:
        if not self._ready:
            raise Refused("The treadmill is not ready yet. Wait for its first reading.")
        match command:
            case Start():
                return await self._start()
            case SetTargetSpeed(speed_kmh):
                return await self._set_speed(miles.deci_mph_at_most(speed_kmh))
            case SetTargetInclination(inclination_percent):
                deci_percent = int(inclination_percent * 10 + 1e-6) // 5 * 5
                return await self._talk.order(trackmaster.encode_target_inclination(deci_percent))

    async def run(self) -> None:
        await self._talk.exchange.serve(self._open_line, self._work)

    async def _work(self) -> None:
        belt = await self._talk.must_read(trackmaster.READ_BELT)
        self._started = belt.number != STOPPED
        await self._talk.must_read(trackmaster.READ_TARGET_SPEED)  # a Woodway has none
        slope = await self._talk.read(trackmaster.READ_INCLINATION)
        self._tell_speed((await self._talk.must_read(trackmaster.READ_SPEED)).number)
        self._ready = True
        self._listener.ready(
            Machine(
                name="TrackMaster",
                identity=self._port,
                speed_kmh=SPEED_KMH,
                inclination_percent=None if slope is None else INCLINATION_PERCENT,
            )
        )
        await self._talk.poll(self._look)

    # -- writing ----------------------------------------------------------------------------

    async def _start(self) -> Answer:
        """Set the lowest speed, see that it is set, then start: the last speed set may be fast."""
        stops = self._stops
        answer = await self._set_speed(LOWEST_DECI_MPH)
        if answer is not Answer.ACCEPTED:
            return Answer.REJECTED if answer is Answer.REJECTED else Answer.FAILED
        set_to = await self._talk.read(trackmaster.READ_TARGET_SPEED)
        if self._stops > stops:
            raise Refused("A stop came first.")
        if set_to is None or set_to.number != LOWEST_DECI_MPH:
            return Answer.FAILED
        self._ours = True
        return await self._talk.order(trackmaster.START)

    async def _set_speed(self, deci_mph: int) -> Answer:
        stops = self._stops
        answer = await self._talk.order(trackmaster.encode_target_speed(deci_mph))
        if self._stops == stops and answer in (Answer.ACCEPTED, Answer.SILENT):
            self._read_back.asked(deci_mph, self._loop.time())
        return answer

    async def _write_stop(self) -> None:
        self._listener.stop_answered(await self._talk.stop(trackmaster.STOP, self._listener))

    # -- listening --------------------------------------------------------------------------

    async def _look(self) -> None:
        speed = await self._talk.read(trackmaster.READ_SPEED)
        if speed is not None:
            self._tell_speed(speed.number)
        await next(self._beside)()

    def _tell_speed(self, deci_mph: int) -> None:
        self._listener.heard(
            Telemetry(
                at=self._loop.time(),
                speed_kmh=miles.kmh(deci_mph),
                inclination_percent=self._inclination_percent,
            )
        )

    async def _look_at_belt(self) -> None:
        reply = await self._talk.read(trackmaster.READ_BELT)
        if reply is None:
            return
        before, self._started = self._started, reply.number != STOPPED
        if self._started and not before and not self._ours:
            self._listener.noticed(Notice(NoticeKind.STARTED_BY_USER))
        elif before and not self._started and self._ours:
            self._ours = False
            self._listener.noticed(Notice(NoticeKind.STOPPED_BY_USER))

    async def _look_at_target(self) -> None:
        reply = await self._talk.read(trackmaster.READ_TARGET_SPEED)
        notice = None if reply is None else self._read_back.heard(reply.number, self._loop.time())
        if notice is not None:
            self._listener.noticed(notice)

    async def _look_at_inclination(self) -> None:
        reply = await self._talk.read(trackmaster.READ_INCLINATION)
        self._inclination_percent = None if reply is None else reply.number / 10
