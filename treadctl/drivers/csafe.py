"""A gym machine with a CSAFE port. Experimental: its table of transitions is not public.

Nothing in CSAFE stops a belt when the host falls silent, and no range can be read from it: one
that tells its inclination may have no motor for that, and rejects what it cannot do. What is asked
for is verified by two statuses, and by the speed that the machine tells; its unit is read each time
and targets are set in the same one. Source: `treadctl.protocols.csafe`.
"""

import asyncio
from collections.abc import Callable
from functools import partial

from treadctl.drivers import Driver, Listener
from treadctl.drivers.csafe_talk import Talk
from treadctl.drivers.serial_port import OpenLine, open_port
from treadctl.errors import ConnectFailed, LinkLost, Refused
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
from treadctl.protocols import csafe
from treadctl.protocols.csafe import Reply, State
from treadctl.protocols.csafe_units import UNITS

POLL_S = 0.25
STRIKES = 3
INCLINATION_PERCENT = Range(low=0.0, high=5.0, step=0.5)  # no walk asks for more
_LONGEST_WAY = 6  # from a machine in use to one in use again

_POLL = (
    csafe.GET_STATUS,
    csafe.GET_SPEED,
    csafe.GET_INCLINATION,
    csafe.GET_DISTANCE,
    csafe.GET_HEART_RATE,
)
_NEXT_TO_START = {  # there is no pause: what was interrupted is finished, then begun anew
    State.PAUSED: csafe.GO_FINISHED,
    State.FINISHED: csafe.GO_READY,
    State.READY: csafe.GO_IDLE,
    State.IDLE: csafe.GO_HAVE_ID,
    State.HAVE_ID: csafe.GO_IN_USE,
}
_NO_CONTROL = {
    State.ERROR: "The treadmill reports a fault of its own. Switch it off and on.",
    State.MANUAL: "Somebody at the console has the treadmill. End that, then try again.",
    State.OFF_LINE: "The treadmill is set to be used without CSAFE. Choose CSAFE at its console.",
}


def connect(path: str, baudrate: int | None, listener: Listener) -> Driver:
    """A driver for the machine at this port."""
    return CsafeDriver(partial(open_port, path, baudrate or csafe.BAUD), listener, path)


class CsafeDriver:
    """One connection; see `treadctl.drivers.Driver` for the contract of each method."""

    def __init__(self, open_line: OpenLine, listener: Listener, port: str) -> None:
        self._open_line = open_line
        self._listener = listener
        self._port = port
        self._loop = asyncio.get_running_loop()
        self._talk = Talk(self._write_stop, self._hear, port)
        self._state: State | None = None
        self._speed_unit: int | None = None
        self._inclination_unit: int | None = None
        self._ready = False
        self._ours = False
        self._stops = 0

    def stop(self) -> None:
        self._stops += 1
        self._ours = False
        self._talk.stop()

    async def send(self, command: Command) -> Answer:
        if not self._ready or self._state is None:
            raise Refused("The treadmill is not ready yet. Wait for its first reading.")
        if self._state in _NO_CONTROL:
            raise Refused(_NO_CONTROL[self._state])
        match command:
            case Start():
                return await self._start()
            case SetTargetSpeed(speed_kmh):
                return await self._set(csafe.set_speed, speed_kmh, self._speed_unit)
            case SetTargetInclination(inclination_percent):
                if inclination_percent < 0:
                    raise Refused("CSAFE knows no downhill.")
                unit = self._inclination_unit
                return await self._set(csafe.set_inclination, inclination_percent, unit)

    async def run(self) -> None:
        await self._talk.exchange.serve(self._open_line, self._work)

    async def _work(self) -> None:
        await self._talk.must_ask(csafe.GET_STATUS)
        version = await self._talk.must_ask(csafe.GET_VERSION)
        first = await self._talk.must_ask(*_POLL)
        if "speed_kmh" not in first.values:
            raise ConnectFailed(
                f"The CSAFE machine at {self._port} tells no belt speed. It is no treadmill, or"
                " has to be started once at its console."
            )
        self._ready = True
        inclines = INCLINATION_PERCENT if "inclination_percent" in first.values else None
        self._listener.ready(
            Machine(_name(version), identity=self._port, inclination_percent=inclines)
        )
        self._tell(first)
        await self._poll()

    async def _poll(self) -> None:
        while self._talk.exchange.strikes < STRIKES:
            due = self._loop.time() + POLL_S
            reply = await self._talk.ask(*_POLL)
            if reply is not None:
                self._tell(reply)
            await asyncio.sleep(due - self._loop.time())
        raise LinkLost(f"The CSAFE machine at {self._port} answers no more.")

    # -- writing ----------------------------------------------------------------------------

    async def _start(self) -> Answer:
        """Go the usual way, state by state; each one must be seen before the next is asked for."""
        stops = self._stops
        if self._state is State.IN_USE:
            await self._talk.order(csafe.GO_FINISHED)
        for _ in range(_LONGEST_WAY):
            if self._stops != stops:
                raise Refused("A stop came first.")
            step = None if self._state is None else _NEXT_TO_START.get(self._state)
            if step is None:
                return Answer.REJECTED
            self._ours = step == csafe.GO_IN_USE
            answer = await self._talk.order(step)
            if answer is not Answer.ACCEPTED or step == csafe.GO_IN_USE:
                return answer
        return Answer.REJECTED

    async def _set(
        self, encode: Callable[[int, int], bytes], value: float, unit: int | None
    ) -> Answer:
        """A machine that is not in use might keep the target for its next start: not written."""
        stops = self._stops
        if self._state is not State.IN_USE:
            await self._talk.ask(csafe.GET_STATUS)
        if self._stops != stops:
            raise Refused("A stop came first.")
        if unit is None or self._state is not State.IN_USE:
            return Answer.NOT_PERMITTED
        return await self._talk.order(encode(UNITS[unit].at_most(value), unit))

    async def _write_stop(self) -> None:
        """Finish; where the machine stays in use, ask for speed 0 too."""
        answer = await self._talk.order_at_once(csafe.GO_FINISHED, self._listener.stop_written)
        if self._state is State.IN_USE and self._speed_unit is not None:
            standing = csafe.set_speed(0, self._speed_unit)
            slowing = await self._talk.order_at_once(standing, lambda _at: None)
            answer = Answer.ACCEPTED if Answer.ACCEPTED in (answer, slowing) else answer
        self._listener.stop_answered(answer)

    # -- listening --------------------------------------------------------------------------

    def _hear(self, reply: Reply) -> None:
        before, self._state = self._state, reply.status.state
        if "speed_kmh" in reply.values:
            self._speed_unit = reply.unit(csafe.GET_SPEED)
        if "inclination_percent" in reply.values:
            self._inclination_unit = reply.unit(csafe.GET_INCLINATION)
        if self._ready and before is not None and self._state is not before:
            self._changed(before, self._state)

    def _changed(self, before: State, now: State) -> None:
        """Tell of a state that the machine went to by itself, or by somebody at its console."""
        if self._ours and before is State.IN_USE:
            self._ours = False
            lost = now in _NO_CONTROL
            kind = NoticeKind.CONTROL_LOST if lost else NoticeKind.STOPPED_BY_USER
            self._listener.noticed(Notice(kind))
        elif not self._ours and now in (State.IN_USE, State.MANUAL):
            self._listener.noticed(Notice(NoticeKind.STARTED_BY_USER))

    def _tell(self, reply: Reply) -> None:
        values = reply.values
        distance_m = values.get("distance_m")
        self._listener.heard(
            Telemetry(
                at=self._loop.time(),
                speed_kmh=values.get("speed_kmh"),
                inclination_percent=values.get("inclination_percent"),
                distance_m=None if distance_m is None else int(distance_m),
                heart_rate_bpm=values.get("heart_rate_bpm") or None,
            )
        )


def _name(version: Reply) -> str:
    maker, model = version.values.get("manufacturer"), version.values.get("model")
    known = "" if maker is None else f" of manufacturer {maker}, model {model}"
    return f"CSAFE machine{known} (experimental)"
