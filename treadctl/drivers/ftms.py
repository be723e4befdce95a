"""A treadmill that speaks the Bluetooth Fitness Machine Service, over bleak.

Source: FTMS 1.0, sections 4.16 and 4.17; the order of connecting is what real machines need.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakGATTProtocolError

from treadctl.drivers import Listener, ftms_answers
from treadctl.drivers.ftms_describe import QUIRKS, SETUP_LIMIT_S, Quirks, describe
from treadctl.drivers.wire import LINK_ERRORS, WRITE_LIMIT_S, Wire, within_limit
from treadctl.errors import ConnectFailed, DecodeError, LinkLost, Refused
from treadctl.model import Answer, Command
from treadctl.protocols import ftms, ftms_control

ANSWER_LIMIT_S = 2.0  # FTMS allows 30 s; an answer later than this is matched and set aside
CONTROL_ANSWER_LIMIT_S = 0.3
FIRST_RECORD_LIMIT_S = 10.0
SUBSCRIBE_SPACING_S = 0.1  # some machines lose a subscription that comes too close to another
DISCONNECT_LIMIT_S = 3.0

OpenClient = Callable[[Callable[[BleakClient], None]], Awaitable[BleakClient]]
"""Connects and returns the client; takes what to call when the link is gone."""


class FtmsDriver:
    """One connection; see `treadctl.drivers.Driver` for the contract of each method."""

    def __init__(
        self, open_client: OpenClient, listener: Listener, *, simulated: bool = False
    ) -> None:
        self._open_client = open_client
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._simulated = simulated
        self._wire = Wire(self._write_stop)
        self._records = ftms.RecordAssembler()
        self._answers = ftms_answers.Answers()
        self._gone = asyncio.Event()
        self._why_gone = ""
        self._fresh = asyncio.Event()
        self._ready = False
        self._subscribed: set[str] = set()
        self._stop_again = False
        self._stop_answered = False
        self._regain_first = False
        self._regained_at = -math.inf
        self._client: BleakClient
        self._control_point: BleakGATTCharacteristic | None = None
        self._controlled = False

    def stop(self) -> None:
        self._wire.stop()

    async def send(self, command: Command) -> Answer:
        if not self._ready:
            raise Refused("The treadmill is not ready yet. Wait for its first reading.")
        if not self._controlled:
            raise Refused("The treadmill gives no control. Close its own app, then try again.")
        return await self._ask(ftms_answers.encode(command), ANSWER_LIMIT_S, command=True)

    async def run(self) -> None:
        try:
            self._client = await self._open_client(self._on_disconnect)
        except LINK_ERRORS as error:
            raise ConnectFailed(f"The treadmill does not answer: {error}") from error
        self._gone.clear()  # a disconnect on the way here was of an attempt that failed
        try:
            self._control_point = self._client.services.get_characteristic(ftms.CONTROL_POINT)
            await self._serve()
        except LINK_ERRORS as error:
            raise LinkLost(f"The link to the treadmill broke: {error}") from error
        finally:
            await self._disconnect()

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

    async def _disconnect(self) -> None:
        with suppress(*LINK_ERRORS):
            async with asyncio.timeout(DISCONNECT_LIMIT_S):
                await self._client.disconnect()

    # -- connecting -------------------------------------------------------------------------

    async def _prepare(self) -> None:
        machine = await describe(self._client, self._wire, simulated=self._simulated)
        await self._subscribe(ftms.TREADMILL_DATA, self._on_data)
        await self._subscribe(ftms.STATUS, self._on_status)
        await self._subscribe(ftms.CONTROL_POINT, self._on_answer)
        await self._first_record()
        await self._request_control(QUIRKS.get(machine.name, Quirks()))
        self._ready = True
        self._listener.ready(machine)

    async def _first_record(self) -> None:
        try:
            async with asyncio.timeout(FIRST_RECORD_LIMIT_S):
                await self._fresh.wait()
        except TimeoutError as error:
            raise LinkLost("The treadmill reports no speed. Switch it off and on.") from error

    async def _request_control(self, quirks: Quirks) -> None:
        if self._control_point is not None:
            answer = await self._ask(ftms_control.REQUEST_CONTROL, CONTROL_ANSWER_LIMIT_S)
            self._controlled = answer is Answer.ACCEPTED or quirks.control_unanswered

    async def _subscribe(self, uuid: str, on_value: Callable[[object, bytearray], None]) -> None:
        if self._client.services.get_characteristic(uuid) is None:
            return
        async with self._wire.turn():
            if uuid not in self._subscribed:
                await within_limit(self._client.start_notify(uuid, on_value), SETUP_LIMIT_S)
                self._subscribed.add(uuid)
        await asyncio.sleep(SUBSCRIBE_SPACING_S)

    # -- writing ----------------------------------------------------------------------------

    async def _ask(self, data: bytes, limit_s: float, *, command: bool = False) -> Answer:
        answer = self._answers.expect(data[0])
        try:
            async with self._wire.turn(command=command):
                await self._write(data)
            async with asyncio.timeout(limit_s):
                return await answer
        except BleakGATTProtocolError as error:
            return ftms_answers.refused(error.code)
        except TimeoutError:
            return Answer.SILENT

    async def _write(self, data: bytes) -> None:
        if self._control_point is None:
            raise BleakGATTProtocolError(ftms_answers.WRITE_NOT_PERMITTED)
        try:
            writing = self._client.write_gatt_char(self._control_point, data, response=True)
            await within_limit(writing)
        except BleakGATTProtocolError:
            raise
        except (LinkLost, *LINK_ERRORS) as error:
            self._lose(f"The link to the treadmill broke: {error}")
            raise LinkLost("The link to the treadmill broke.") from error

    async def _write_stop(self) -> None:
        if self._regain_first:
            await self._regain()
        if self._control_point is None:
            self._listener.stop_answered(Answer.REJECTED)
            return
        at = self._loop.time()
        late = self._loop.call_later(WRITE_LIMIT_S, self._lose, "A stop did not return.")
        try:
            await self._client.write_gatt_char(
                self._control_point, ftms_control.STOP, response=True
            )
        except BleakGATTProtocolError as error:
            self._stop_refused(error.code)
            return
        finally:
            late.cancel()
        self._listener.stop_written(at)
        if not self._ready:
            self._loop.call_later(CONTROL_ANSWER_LIMIT_S, self._stop_unanswered)

    def _stop_refused(self, att_error: int) -> None:
        if att_error == ftms_answers.PROCEDURE_OPEN:
            self._stop_again = True
        elif att_error in ftms_answers.NOT_SUBSCRIBED_OR_NOT_TRUSTED:
            self._stop_with_control()
        else:
            self._listener.stop_answered(Answer.REJECTED)

    def _stop_unanswered(self) -> None:
        if not self._stop_answered and not self._ready:
            self._stop_with_control()

    def _stop_with_control(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._regained_at >= CONTROL_ANSWER_LIMIT_S:
            self._regained_at = now
            self._regain_first = True
            self.stop()

    async def _regain(self) -> None:
        """A new connection has no permission and no subscription; a stop may need both."""
        self._regain_first = False
        with suppress(*LINK_ERRORS):
            if ftms.CONTROL_POINT not in self._subscribed:
                subscribing = self._client.start_notify(ftms.CONTROL_POINT, self._on_answer)
                await within_limit(subscribing, SETUP_LIMIT_S)
                self._subscribed.add(ftms.CONTROL_POINT)
            await self._write(ftms_control.REQUEST_CONTROL)

    # -- listening --------------------------------------------------------------------------

    def _on_data(self, _sender: object, data: bytearray) -> None:
        telemetry = self._records.feed(bytes(data), asyncio.get_running_loop().time())
        if telemetry is not None:
            self._fresh.set()
            self._listener.heard(telemetry)

    def _on_status(self, _sender: object, data: bytearray) -> None:
        with suppress(DecodeError):
            notice = ftms_control.notice(bytes(data))
            if notice is not None and self._ready:  # the first one after a subscription is stale
                self._listener.noticed(notice)

    def _on_answer(self, _sender: object, data: bytearray) -> None:
        with suppress(DecodeError):
            self._take_answer(*ftms_answers.decode(bytes(data)))
        if self._stop_again:
            self._stop_again = False
            self.stop()

    def _take_answer(self, op: int, answer: Answer) -> None:
        if op == ftms_control.STOP[0]:
            self._stop_answered = True
            if answer is Answer.NOT_PERMITTED:
                self._stop_with_control()
            self._listener.stop_answered(answer)
        elif op == ftms_control.REQUEST_CONTROL[0] and answer is Answer.ACCEPTED:
            self._controlled = True  # also when it took longer than we waited
        self._answers.take(op, answer)
