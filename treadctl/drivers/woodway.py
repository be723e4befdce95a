"""A Woodway laboratory treadmill at a serial port.

It is only ever started with its own timer, which stops the belt when the host falls silent (after
how long is not published), and only ever forwards. Source: pyWoodway 0.2.4
(MMI-VR/pyWoodway at 60cf728).
"""

import asyncio
from functools import partial

from treadctl.drivers import Driver, Listener
from treadctl.drivers.byte_commands import ANSWER_LIMIT_S, Talk
from treadctl.drivers.serial_port import Line, Lost, OpenLine, Received, open_port
from treadctl.errors import DecodeError, Refused
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
from treadctl.protocols import miles, woodway

LOWEST_DECI_MPH = 2  # none is published; this is TrackMaster's

# Rounded down to 0.1 mph on its way out: see `treadctl.drivers.trackmaster`.
SPEED_KMH = Range(low=0.33, high=48.11, step=0.01)
INCLINATION_PERCENT = Range(low=0.0, high=29.9, step=0.1)

_TRACKMASTER_ONLY, _TRACKMASTER_ANSWER = b"\xc4", 0xD4


def connect(path: str, baudrate: int | None, listener: Listener) -> Driver:
    """A driver for the machine at this port."""
    return WoodwayDriver(partial(open_port, path, baudrate or woodway.BAUD), listener, path)


class WoodwayDriver:
    """One connection; see `treadctl.drivers.Driver` for the contract of each method."""

    def __init__(self, open_line: OpenLine, listener: Listener, port: str) -> None:
        self._open_line = open_line
        self._listener = listener
        self._port = port
        self._loop = asyncio.get_running_loop()
        self._talk = Talk(
            self._write_stop, woodway.take_reply, woodway.READ_STATE, port=port, kind="Woodway"
        )
        self._ready = False
        self._backwards = False
        self._inclination_percent: float | None = None
        self._stops = 0

    def stop(self) -> None:
        self._stops += 1
        self._talk.exchange.stop()

    async def send(self, command: Command) -> Answer:
        if not self._ready:
            raise Refused("The treadmill is not ready yet. Wait for its first reading.")
        match command:
            case Start():
                return await self._start()
            case SetTargetSpeed(speed_kmh):
                deci_mph = miles.deci_mph_at_most(speed_kmh)
                return await self._talk.order(woodway.encode_target_speed(deci_mph))
            case SetTargetInclination(inclination_percent):
                deci_percent = int(inclination_percent * 10 + 1e-6)
                return await self._talk.order(woodway.encode_target_inclination(deci_percent))

    async def run(self) -> None:
        await self._talk.exchange.serve(self._open, self._work)

    async def _open(self, received: Received, lost: Lost) -> Line:
        return await self._open_line(lambda data: received(self._without_time_out(data)), lost)

    def _without_time_out(self, data: bytes) -> bytes:
        """The timer runs only once we started the belt; a firmware may have any byte in it."""
        if not self._ready or woodway.TIMED_OUT not in data:
            return data
        self._listener.noticed(Notice(NoticeKind.CONTROL_LOST))
        return data.replace(bytes([woodway.TIMED_OUT]), b"")

    async def _work(self) -> None:
        await self._talk.must_read(woodway.READ_STATE)
        if await self._is_trackmaster():
            raise self._talk.stranger()
        await self._look_at_inclination()
        slopes = self._inclination_percent is not None
        self._tell_speed((await self._talk.must_read(woodway.READ_SPEED)).data)
        self._ready = True
        self._listener.ready(
            Machine(
                name="Woodway",
                identity=self._port,
                speed_kmh=SPEED_KMH,
                inclination_percent=INCLINATION_PERCENT if slopes else None,
            )
        )
        await self._talk.poll(self._look)

    async def _is_trackmaster(self) -> bool:
        """Ask for a value that only a TrackMaster has: asking moves nothing on either."""

        def complete(data: bytes) -> bool | None:
            return data[0] == _TRACKMASTER_ANSWER if data else None

        found = await self._talk.exchange.ask(_TRACKMASTER_ONLY, complete, ANSWER_LIMIT_S)
        return found is True

    # -- writing ----------------------------------------------------------------------------

    async def _start(self) -> Answer:
        """Set the lowest speed, then start: the last speed set may be fast."""
        stops = self._stops
        answer = await self._talk.order(woodway.encode_target_speed(LOWEST_DECI_MPH))
        if self._stops > stops:
            raise Refused("A stop came first.")
        if answer is not Answer.ACCEPTED:
            return Answer.REJECTED if answer is Answer.REJECTED else Answer.FAILED
        return await self._talk.order(woodway.START)

    async def _write_stop(self) -> None:
        """Brake to 0; a machine that does not acknowledge that is cut off its power.

        Without power the belt coasts, and a walker keeps it going.
        """
        answer = await self._talk.stop(woodway.AUTO_STOP, self._listener)
        if answer is not Answer.ACCEPTED:
            answer = await self._talk.stop(woodway.STOP, self._listener)
        self._listener.stop_answered(answer)

    # -- listening --------------------------------------------------------------------------

    async def _look(self) -> None:
        speed = await self._talk.read(woodway.READ_SPEED)
        if speed is not None:
            self._tell_speed(speed.data)
        await self._look_at_inclination()

    def _tell_speed(self, data: bytes) -> None:
        try:
            deci_mph = woodway.deci_mph(data)
        except DecodeError:
            return
        backwards = deci_mph < 0
        if backwards and not self._backwards:  # we never ask for that: a digit was changed
            self._listener.noticed(Notice(NoticeKind.CONTROL_LOST))
        self._backwards = backwards
        self._listener.heard(
            Telemetry(
                at=self._loop.time(),
                speed_kmh=miles.kmh(abs(deci_mph)),
                inclination_percent=self._inclination_percent,
            )
        )

    async def _look_at_inclination(self) -> None:
        reply = await self._talk.read(woodway.READ_INCLINATION)
        self._inclination_percent = None if reply is None else reply.number / 10
