"""A treadmill that speaks the Bluetooth Fitness Machine Service, over bleak.

Source: FTMS 1.0, sections 4.16 and 4.17; the order of connecting is what real machines need.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bleak import BleakClient
from bleak.exc import BleakGATTProtocolError

from treadctl.drivers import Listener, ftms_answers
from treadctl.drivers.ftms_describe import describe, identify
from treadctl.drivers.ftms_link import FtmsLink, OnValue, Spacing
from treadctl.drivers.ftms_reports import Reports, in_kmh, in_percent
from treadctl.drivers.ftms_stop import CONTROL_ANSWER_LIMIT_S, StopWriter
from treadctl.drivers.gatt import LINK_ERRORS, OpenClient, hang_up
from treadctl.drivers.known_machines import KNOWN
from treadctl.drivers.quirks import STANDARD, Quirk, select
from treadctl.drivers.wire import Wire
from treadctl.errors import ConnectFailed, DecodeError, LinkLost, Refused
from treadctl.model import Answer, Command, Machine, Start
from treadctl.protocols import ftms, ftms_control

ANSWER_LIMIT_S = 2.0  # FTMS allows 30 s; an answer later than this is matched and set aside
FIRST_RECORD_LIMIT_S = 10.0
CONTROL_AGAIN_S = 0.5
MOVING_LIMIT_S = 15.0
LOOK_S = 0.05

Met = Callable[[Machine, str, bool], None]


class FtmsDriver:
    """One connection; see `treadctl.drivers.Driver` for the contract of each method."""

    def __init__(
        self,
        open_client: OpenClient,
        listener: Listener,
        *,
        quirks: tuple[Quirk, ...] = (),
        met: Met = lambda _machine, _model, _has_row: None,
        simulated: bool = False,
    ) -> None:
        """`quirks`: rows that come before those of the machines that are known.

        `met` hears who it is, the model that it tells and whether a row is for it, before anything
        but a stop is written; what it raises ends the connection.
        """
        self._open_client = open_client
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._simulated, self._met = simulated, met
        self._wire = Wire(self._write_stop)
        self._own = quirks
        self._quirk = STANDARD
        self._reports = Reports(STANDARD)
        self._answers = ftms_answers.Answers()
        self._gone = asyncio.Event()
        self._why_gone = ""
        self._fresh = asyncio.Event()
        self._ready = False
        self._link: FtmsLink
        self._stopping: StopWriter
        self._controlled = False
        self._stops = 0
        self._apart = Spacing()

    def stop(self) -> None:
        self._stops += 1
        self._wire.stop()

    async def send(self, command: Command) -> Answer:
        if not self._ready:
            raise Refused("The treadmill is not ready yet. Wait for its first reading.")
        if not self._controlled:
            raise Refused("The treadmill gives no control. Close its own app, then try again.")
        data = ftms_answers.encode(command, self._quirk)
        try:
            await self._lead_in(command)
            return await self._ask(data, ANSWER_LIMIT_S, command=True)
        except LINK_ERRORS as error:
            raise LinkLost("The link to the treadmill broke.") from error

    async def run(self) -> None:
        try:
            client = await self._open_client(self._on_disconnect)
        except LINK_ERRORS as error:
            raise ConnectFailed(f"The treadmill does not answer: {error}") from error
        self._gone.clear()  # a disconnect on the way here was of an attempt that failed
        try:
            self._quirk = select(KNOWN, client.name or "", own=self._own)
            self._link = FtmsLink(client, self._lose)
            self._stopping = StopWriter(
                link=self._link,
                listener=self._listener,
                quirk=self._quirk,
                again=self.stop,
                on_answer=self._on_answer,
                slowing=lambda now: self._reports.slowing(now),  # noqa: PLW0108 - they change
            )
            await self._serve()
        except LINK_ERRORS as error:
            raise LinkLost(f"The link to the treadmill broke: {error}") from error
        finally:
            await hang_up(client)

    async def _serve(self) -> None:
        work = (  # a stop that is due already comes before all else
            asyncio.ensure_future(self._wire.run_stops()),
            asyncio.ensure_future(self._prepare()),
            asyncio.ensure_future(self._until_gone()),
        )
        try:
            await asyncio.gather(*work)
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def _until_gone(self) -> None:
        await self._gone.wait()
        raise LinkLost(self._why_gone)

    def _lose(self, why: str) -> None:
        if not self._gone.is_set():
            self._why_gone = why
        self._gone.set()

    def _on_disconnect(self, _client: BleakClient) -> None:
        self._lose("The treadmill hung up.")

    async def _prepare(self) -> None:
        client, wire = self._link.client, self._wire
        model, firmware = await identify(client, wire, (*self._own, *KNOWN))
        self._quirk = select(KNOWN, client.name or "", model, firmware, own=self._own)
        self._reports, self._stopping.quirk = Reports(self._quirk), self._quirk
        machine = await describe(client, wire, model, self._quirk, simulated=self._simulated)
        self._met(machine, model, self._quirk is not STANDARD)
        await self._subscribe(ftms.TREADMILL_DATA, self._on_data)
        await self._subscribe(ftms.STATUS, self._on_status)
        await self._subscribe(ftms.CONTROL_POINT, self._on_answer)
        await self._first_record()
        if self._link.controllable:
            await self._request_control()
        self._ready = self._stopping.ready = True
        self._listener.ready(machine)

    async def _first_record(self) -> None:
        try:
            async with asyncio.timeout(FIRST_RECORD_LIMIT_S):
                await self._fresh.wait()
        except TimeoutError as error:
            raise LinkLost("The treadmill reports no speed. Switch it off and on.") from error

    async def _request_control(self) -> None:
        async with self._wire.turn():
            await self._link.unlock(self._quirk.unlock)
        if self._quirk.control_twice:
            await self._ask(ftms_control.REQUEST_CONTROL, CONTROL_ANSWER_LIMIT_S)
            await asyncio.sleep(CONTROL_AGAIN_S)
        answer = await self._ask(ftms_control.REQUEST_CONTROL, CONTROL_ANSWER_LIMIT_S)
        self._controlled = answer is Answer.ACCEPTED or self._quirk.control_not_needed

    async def _subscribe(self, uuid: str, on_value: OnValue) -> None:
        if self._link.has(uuid):
            async with self._wire.turn():
                await self._link.subscribe(uuid, on_value)
            await asyncio.sleep(self._quirk.subscribe_spacing_s)

    async def _lead_in(self, command: Command) -> None:
        """Do what this machine needs before a command. Raises Refused if a stop comes meanwhile."""
        quirk, stops = self._quirk, self._stops
        if isinstance(command, Start):
            if quirk.start_toggles and self._reports.moving:
                raise Refused("The belt moves already.")
            self._reports.started(self._loop.time())
        elif quirk.targets_once_moving:
            await self._until_moving()
        await self._apart.keep(quirk.write_spacing_s)
        if quirk.unlock is not None and quirk.unlock.each_write:
            async with self._wire.turn(command=True):
                await self._link.unlock(quirk.unlock)
        if quirk.control_before_targets and self._reports.moving and not isinstance(command, Start):
            await self._ask(ftms_control.REQUEST_CONTROL, CONTROL_ANSWER_LIMIT_S, command=True)
        if stops != self._stops:
            raise Refused("A stop came first.")

    async def _until_moving(self) -> None:
        """Wait for a belt that moves, and no longer once that will not come to pass."""
        stops, until = self._stops, self._loop.time() + MOVING_LIMIT_S
        while not self._reports.moving and stops == self._stops and not self._gone.is_set():
            if self._loop.time() > until:
                raise Refused("The belt does not move yet.")
            await asyncio.sleep(LOOK_S)

    async def _ask(self, data: bytes, limit_s: float, *, command: bool = False) -> Answer:
        answer = self._answers.expect(data)
        try:
            async with self._wire.turn(command=command):
                await self._link.write(data)
            async with asyncio.timeout(limit_s):
                return await answer
        except BleakGATTProtocolError as error:
            return ftms_answers.refused(error.code)
        except TimeoutError:
            return Answer.SILENT

    def _write_stop(self) -> Awaitable[None]:
        return self._stopping.write()

    def _on_data(self, _sender: object, data: bytearray) -> None:
        self._reports.stopped(self._stopping.written_at)
        telemetry = self._reports.feed(bytes(data), self._loop.time())
        if telemetry is not None:
            self._fresh.set()
            self._listener.heard(telemetry)

    def _on_status(self, _sender: object, data: bytearray) -> None:
        if self._quirk.answers_as_status and self._is_answer(data):
            return
        with suppress(DecodeError):
            notice = ftms_control.notice(bytes(data))
            if notice is not None and self._ready:  # the first one after a subscription is stale
                written = self._answers.written(ftms_control.SET_TARGET_SPEED)
                notice = in_percent(in_kmh(notice, self._quirk, written), self._quirk)
                self._listener.noticed(notice)

    def _is_answer(self, status: bytearray) -> bool:
        stop_due = self._loop.time() - self._stopping.written_at <= ANSWER_LIMIT_S
        in_mph = self._quirk.targets_in_mph
        op = self._answers.of_status(bytes(status), in_mph=in_mph, stop_due=stop_due)
        if op is not None:
            self._take_answer(op, Answer.ACCEPTED)
        return op is not None

    def _on_answer(self, _sender: object, data: bytearray) -> None:
        with suppress(DecodeError):
            self._take_answer(*ftms_answers.decode(bytes(data)))
        self._stopping.procedure_closed()

    def _take_answer(self, op: int, answer: Answer) -> None:
        if op == ftms_control.STOP[0]:
            self._stopping.answered(answer)
        elif op == ftms_control.REQUEST_CONTROL[0] and answer is Answer.ACCEPTED:
            self._controlled = True  # also when it took longer than we waited
        self._answers.take(op, answer)
