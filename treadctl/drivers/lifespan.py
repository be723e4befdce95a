"""A LifeSpan desk treadmill, whose console this takes the place of.

No register tells the speed of the belt: D10A only repeats the setpoint. So speed is never
reported, nobody can say that the belt stands, and no guided walk can be started on it without a
tach beside it (`treadctl.drivers.tach`); it can be watched and stopped. A stop waits for the
transaction in flight, and the silence of 3.5 characters that ends one is part of it: a frame that
comes sooner may be taken for more of the last. Source: `treadctl.protocols.lifespan`.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from treadctl.drivers import Driver, Listener
from treadctl.drivers.exchange import Exchange
from treadctl.drivers.serial_port import OpenLine, open_port
from treadctl.errors import LinkLost, Refused
from treadctl.model import (
    Answer,
    Command,
    Machine,
    Range,
    SetTargetInclination,
    SetTargetSpeed,
    Start,
    Telemetry,
)
from treadctl.protocols import lifespan, miles, modbus
from treadctl.protocols.modbus import Frame

ANSWER_LIMIT_S = 0.15
WHOLE_ANSWER_S = 0.1  # two at once on a line for one at a time spoil each other
TRIES = 3
STRIKES, GIVE_UP_S = 3, 2.0  # nothing is learned here of the belt, so nothing is missed sooner
SPEED_KMH = Range(low=0.65, high=3.21, step=0.01)  # 0.4 to 2.0 mph; see drivers.trackmaster


def connect(path: str, baudrate: int | None, listener: Listener) -> Driver:
    """A driver for the base at this port."""
    return LifespanDriver(partial(open_port, path, baudrate or lifespan.BAUD), listener, path)


class LifespanDriver:
    """One connection; see `treadctl.drivers.Driver` for the contract of each method."""

    def __init__(self, open_line: OpenLine, listener: Listener, port: str) -> None:
        self._open_line = open_line
        self._listener = listener
        self._port = port
        self._loop = asyncio.get_running_loop()
        self._exchange = Exchange(self._write_stop, hurry_s=WHOLE_ANSWER_S, pause_s=lifespan.GAP_S)
        self._setpoint = lifespan.SET_IDLE
        self._ready = False
        self._stops = 0

    def stop(self) -> None:
        self._stops += 1
        self._setpoint = lifespan.SET_IDLE
        self._exchange.stop()

    async def send(self, command: Command) -> Answer:
        if not self._ready:
            raise Refused("The treadmill is not ready yet. Wait for its first reading.")
        match command:
            case Start():
                return await self._start()
            case SetTargetSpeed(speed_kmh):
                return await self._set_speed(speed_kmh)
            case SetTargetInclination():
                raise Refused("This treadmill has no incline.")

    async def run(self) -> None:
        await self._exchange.serve(self._open_line, self._work)

    async def _work(self) -> None:
        await self._must_find()
        self._ready = True
        self._listener.ready(Machine("LifeSpan", identity=self._port, speed_kmh=SPEED_KMH))
        while self._answers:
            due = self._loop.time() + lifespan.CYCLE_S
            await self._cycle()
            await asyncio.sleep(due - self._loop.time())
        raise LinkLost(f"The LifeSpan at {self._port} answers no more.")

    async def _must_find(self) -> None:
        for _ in range(TRIES):
            if await self._ask(lifespan.READ_MODEL) is not None:
                return
        raise self._exchange.stranger("LifeSpan", self._port)

    @property
    def _answers(self) -> bool:
        unanswered_s = self._loop.time() - self._exchange.answered_at
        return self._exchange.strikes < STRIKES or unanswered_s < GIVE_UP_S

    async def _cycle(self) -> None:
        """The console's four transactions; the setpoint is written each time."""
        steps = await self._ask(lifespan.READ_STEPS)
        await self._ask(lifespan.READ_MIRROR)
        with suppress(Refused):  # a stop came first: the belt's setpoint is another one now
            await self._ask(self._setpoint, command=True)
        await self._ask(lifespan.READ_MODEL)
        if steps is not None and not steps.function & modbus.FAILED:
            (count,) = modbus.registers(steps)
            self._listener.heard(Telemetry(at=self._loop.time(), steps=count))

    # -- writing ----------------------------------------------------------------------------

    async def _start(self) -> Answer:
        """In the console's order: the lowest setpoint, the steps to 0, start."""
        stops = self._stops
        answer = await self._set_speed(miles.kmh(lifespan.MIN_DECI_MPH))
        for request in (lifespan.RESET_STEPS, lifespan.START):
            if self._stops != stops:
                raise Refused("A stop came first.")
            if answer is not Answer.ACCEPTED:
                break
            answer = _answer(await self._ask(request, command=True))
        return answer

    async def _set_speed(self, speed_kmh: float) -> Answer:
        deci_mph = miles.deci_mph_at_most(speed_kmh)
        if not lifespan.MIN_DECI_MPH <= deci_mph <= lifespan.MAX_DECI_MPH:
            raise Refused("This treadmill takes 0.4 to 2.0 mph.")
        stops, request = self._stops, lifespan.encode_target_speed(deci_mph)
        answer = _answer(await self._ask(request, command=True))
        if self._stops == stops and answer is Answer.ACCEPTED:
            self._setpoint = request
        return answer

    async def _write_stop(self) -> None:
        stop_written = self._listener.stop_written
        answer = _answer(await self._ask_at_once(lifespan.STOP, stop_written))
        await self._ask_at_once(lifespan.SET_IDLE, lambda _at: None)
        self._listener.stop_answered(answer)

    async def _ask(self, request: bytes, *, command: bool = False) -> Frame | None:
        take = partial(modbus.take_answer, request)
        return await self._exchange.ask(request, take, ANSWER_LIMIT_S, command=command)

    async def _ask_at_once(
        self, request: bytes, written: Callable[[float], object]
    ) -> Frame | None:
        take = partial(modbus.take_answer, request)
        return await self._exchange.ask_at_once(request, take, ANSWER_LIMIT_S, written)


def _answer(frame: Frame | None) -> Answer:
    if frame is None:
        return Answer.SILENT
    return Answer.REJECTED if frame.function & modbus.FAILED else Answer.ACCEPTED
