"""A simulated FTMS treadmill without a transport: what its GATT server holds and does.

A transport (memory or bumble) connects itself, hands over subscriptions and writes, and carries
what `deliver` is called with. Source: FTMS 1.0, sections 4.2-4.17.
"""

import asyncio
from collections.abc import Callable, Sequence

from simulators import attributes, control_point, treadmill_data
from simulators.attributes import CONTROL_POINT, STATUS, TRAINING_STATUS, TREADMILL_DATA
from simulators.gate import Gate
from simulators.machines import DEFAULT, MachineModel

CCCD_IMPROPER, IN_PROGRESS, INVALID_LENGTH = 0xFD, 0xFE, 0x0D
_TARGETS = (0x02, 0x03)
_DONE = {0x02: b"\x05", 0x03: b"\x06", 0x07: b"\x04", 0x08: b"\x02"}
"""The status (2ADA) that tells of a command, by its op code. Source: FTMS 1.0, section 4.17."""
_IDLE, _MANUAL_MODE, _PRE_WORKOUT, _POST_WORKOUT = 0x01, 0x0D, 0x0E, 0x0F

Deliver = Callable[[int, bytes], None]
"""Called with a characteristic's 16-bit UUID and the bytes notified or indicated."""


class AttError(Exception):
    """A write was refused below FTMS; `code` is the ATT error code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"ATT error 0x{code:02X}")
        self.code = code


class FtmsMachine:
    """One simulated treadmill and its one connection. Needs a running loop.

    `belt` is the machine's own truth. `writes` holds every control point write that arrived, with
    the loop time, refused ones too. `telemetry_silent` and `radio` (what becomes of each telemetry
    notification on its way) are faults; those of the controls are in `controller`. `hang_up` is
    what a transport ends the link with.
    """

    def __init__(self, model: MachineModel = DEFAULT) -> None:
        self._loop = asyncio.get_running_loop()
        self.model = model
        self.services = attributes.services(model)
        self.controller = control_point.Controller(model, self._loop.time())
        self.belt = self.controller.belt
        self.writes: list[tuple[float, bytes]] = []
        self.vendor_writes: list[tuple[float, bytes]] = []
        self.telemetry_silent = False
        self.radio: Callable[[bytes], Sequence[bytes]] = lambda data: (data,)
        self.hang_up: Callable[[], None] = lambda: None
        self._constants = attributes.constants(model)
        self._layout = treadmill_data.plan(model)
        self._deliver: Deliver | None = None
        self._subscribed: set[int] = set()
        self._gate = Gate(model)
        self._busy = False
        self._tick: asyncio.TimerHandle | None = None
        self._ticks = 0
        self._training = _IDLE
        self._shown_centi = 0
        self._last_speed = bytes(2)

    def connect(self, deliver: Deliver) -> None:
        """Serve one client; what the last one had is forgotten."""
        self.disconnect()
        self._deliver = deliver

    def disconnect(self) -> None:
        """Forget the client: subscriptions, permission, an open procedure. The belt goes on."""
        self._deliver = None
        self._subscribed.clear()
        self._gate.shut()
        self._busy = False
        if self._tick is not None:
            self._tick.cancel()
            self._tick = None

    def subscribe(self, characteristic: int) -> None:
        """Turn on notifications or indications; the first of all starts the telemetry clock."""
        if self._gate.hears_subscription(self._loop.time()):
            self._subscribed.add(characteristic)
        if self._tick is None:
            self._wait_until(self._loop.time() + self.model.telemetry_period_s)

    def unsubscribe(self, characteristic: int) -> None:
        """Turn off notifications or indications."""
        self._subscribed.discard(characteristic)

    def read(self, characteristic: int) -> bytes:
        """Return the value of a readable characteristic. Raises KeyError for any other."""
        if characteristic == TRAINING_STATUS:
            return bytes((self.model.training_flags, self._training))
        return self._constants[characteristic]

    def write(self, data: bytes) -> None:
        """Take one control point write; the result is indicated `answer_s` later.

        The belt gets the order at once. Raises AttError if indications are off, the last
        procedure is not confirmed yet, or `data` is empty.
        """
        now = self._loop.time()
        self.writes.append((now, data))
        if not data:
            raise AttError(INVALID_LENGTH)
        if CONTROL_POINT not in self._subscribed:
            raise AttError(CCCD_IMPROPER)
        if self._busy:
            raise AttError(IN_PROGRESS)
        if not self._gate.hears_write(now):
            return
        if self.model.hangs_up_in_spin_up and data[0] == 0x02 and not self._moves(now):
            self._loop.call_soon(self.hang_up)
            return
        result = self._result(data, now)
        if result == control_point.SUCCESS and self.model.answers_as_status:
            self._tell_done(data)
        elif data[0] not in self.model.silent_ops:
            self._busy = True
            response = bytes((0x80, data[0], result))
            self._loop.call_later(self.model.answer_s, self._indicate, self._deliver, response)

    def write_vendor(self, data: bytes) -> None:
        """Take one write to the vendor's own characteristic."""
        self.vendor_writes.append((self._loop.time(), data))
        self._gate.unlock(data)

    def _moves(self, now: float) -> bool:
        self.belt.advance(now)
        return self.belt.speed_kmh > 0.0

    def indication_confirmed(self) -> None:
        """Close the open procedure; the transport calls this once the client has confirmed."""
        self._busy = False

    def notify_status(self, data: bytes) -> None:
        """Send a Fitness Machine Status (2ADA), if the client asked for them."""
        self._notify(STATUS, data)

    def take_control_away(self) -> None:
        """Give control to somebody else: 2ADA FF, and further writes answer 05."""
        self._gate.withdraw()
        self.notify_status(b"\xff")

    def _result(self, data: bytes, now: float) -> int:
        if data[0] == control_point.REQUEST_CONTROL:
            self._gate.request()
        elif not self._gate.admits():
            return control_point.NOT_PERMITTED
        result = self.controller.carry_out(data, now)
        if result == control_point.SUCCESS:
            one_only = self.model.control_for_one and self.belt.speed_kmh > 0.0
            if data[0] == control_point.RESET or (one_only and data[0] in _TARGETS):
                self._gate.withdraw()
            if data[0] == control_point.START and self.model.announces_start:
                self.notify_status(b"\x04")
        return result

    def _tell_done(self, data: bytes) -> None:
        status = _DONE[data[0]] + data[1:] if data[0] in _DONE else b""
        if status:
            self._loop.call_later(self.model.answer_s, self.notify_status, status)

    def _indicate(self, asked_by: Deliver | None, response: bytes) -> None:
        if self._deliver is not asked_by:  # the link was lost in between
            return
        if CONTROL_POINT in self._subscribed:
            self._notify(CONTROL_POINT, response)
        else:
            self._busy = False

    def _notify(self, characteristic: int, data: bytes) -> None:
        if self._deliver is not None and characteristic in self._subscribed:
            self._deliver(characteristic, data)

    def _wait_until(self, due: float) -> None:
        self._tick = self._loop.call_at(due, self._tell, due)

    def _tell(self, due: float) -> None:
        """Send what this telemetry period brings and wait for the next one."""
        self._wait_until(due + self.model.telemetry_period_s)
        self.belt.advance(due)
        self._ticks += 1
        self._tell_telemetry()
        self._tell_training()
        if self.model.announces_slowing:
            self._tell_slowing()

    def _tell_telemetry(self) -> None:
        model = self.model
        if self.telemetry_silent or self._ticks % model.frame_cycle in model.lost_frames:
            return
        zero = self._ticks % model.frame_cycle in model.zero_frames and self.belt.speed_kmh > 0.0
        for data in treadmill_data.encode(model, self._layout, self.belt):
            told = self._bent(data, zero=zero) if not data[0] & 1 else data
            for received in self.radio(told):
                self._notify(TREADMILL_DATA, received)

    def _bent(self, data: bytes, *, zero: bool) -> bytes:
        """Return a telemetry notification with the speed that this machine tells."""
        if zero:
            return data[:2] + bytes(2) + data[4:]
        if self.model.keeps_last_speed and self.belt.speed_kmh == 0.0:
            return data[:2] + self._last_speed + data[4:]
        self._last_speed = data[2:4]
        return data

    def _tell_training(self) -> None:
        belt = self.belt
        if belt.started:
            training = _MANUAL_MODE if belt.speed_kmh > 0.0 else _PRE_WORKOUT
        else:
            training = _IDLE if belt.standing else _POST_WORKOUT
        if training != self._training:
            self._training = training
            self._notify(TRAINING_STATUS, self.read(TRAINING_STATUS))

    def _tell_slowing(self) -> None:
        shown_centi = treadmill_data.reported_speed_centi(self.belt, self.model)
        if not self.belt.started and shown_centi < self._shown_centi:
            self.notify_status(b"\x05" + shown_centi.to_bytes(2, "little"))
        self._shown_centi = shown_centi
