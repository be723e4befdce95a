"""Frames from the host: which count, what each asks for, and what it is told.

A frame that fails a check is counted and changes nothing. STOP needs none but the CRC.
"""

from firmware_bridge import orders, wire
from firmware_bridge.control import Control
from firmware_bridge.sender import Sender
from firmware_bridge.settings import MOST_LEASE_MS
from firmware_bridge.talk import Talk
from firmware_bridge.wire import Frame

FIRMWARE = 1
_PROTO = 1
_WRONG_LENGTH = (wire.OUT_OF_RANGE, 0xFF)  # no value's number


class Link:
    """Takes bytes as they come. `lost` counts frames of the host that never came."""

    def __init__(self, control: Control, sender: Sender, talk: Talk, reset_cause: int) -> None:
        self.receiver = wire.Receiver()
        self.lost = 0
        self._control, self._sender, self._talk = control, sender, talk
        self._reset_cause = reset_cause
        self._controls = False
        self._nonce = -1  # of the last HELLO
        self._result = orders.DONE  # of the last frame in turn, for a duplicate
        self._now_ms = 0

    def received(self, data: bytes, now_ms: int) -> None:
        """Act on the frames that `data` completes."""
        self._now_ms = now_ms
        for frame in self.receiver.feed(data):
            self._take(frame)

    def _take(self, frame: Frame) -> None:
        if frame.kind == wire.STOP:
            self._stop(frame)
        elif frame.kind == wire.HELLO:
            self._hello(frame)
        elif frame.boot_id != self._sender.boot_id:
            self._answer(frame.seq, (wire.WRONG_BOOT, 0))
        else:
            self._in_turn(frame)

    def _stop(self, frame: Frame) -> None:
        orders.stop(self._control, frame.payload[0] if frame.payload else wire.STOP_RAMP)
        ahead = wire.steps_ahead(frame.seq, self._sender.ack)
        if frame.boot_id == self._sender.boot_id and ahead > 0:
            self._accept(frame, ahead)
            self._result = orders.DONE
        self._answer(frame.seq, orders.DONE)

    def _hello(self, frame: Frame) -> None:
        if frame.boot_id not in (0, self._sender.boot_id):
            self._answer(frame.seq, (wire.WRONG_BOOT, 0))
            return
        try:
            proto, role, nonce = wire.unpack(wire.HELLO, frame.payload)
        except ValueError:
            self._answer(frame.seq, _WRONG_LENGTH)
            return
        if proto != _PROTO or role not in (wire.CONTROLLER, wire.OBSERVER):
            self._answer(frame.seq, (wire.OUT_OF_RANGE, 0 if proto != _PROTO else 1))
            return
        if (frame.seq, nonce) != (self._sender.ack, self._nonce):
            orders.hello(self._control)
            self._sender.ack, self._nonce = frame.seq, nonce
            self._controls = role == wire.CONTROLLER
            self._result = orders.DONE
        self._welcome(nonce)

    def _welcome(self, nonce: int) -> None:
        settings = self._control.settings
        crc, most = settings.crc(), settings.max_ckmh
        head = (_PROTO, self._reset_cause, FIRMWARE, nonce)
        self._sender.send(wire.HELLO_ACK, *head, crc, most, MOST_LEASE_MS)
        self._talk.begin()

    def _in_turn(self, frame: Frame) -> None:
        ahead = wire.steps_ahead(frame.seq, self._sender.ack)
        if ahead > 0:
            self._accept(frame, ahead)
            try:
                self._result = self._ask(frame)
            except ValueError:
                self._result = _WRONG_LENGTH
        if ahead >= 0:
            self._answer(frame.seq, self._result)

    def _accept(self, frame: Frame, ahead: int) -> None:
        self.lost += ahead - 1
        self._sender.ack = frame.seq
        self._talk.heard(frame.ack)

    def _ask(self, frame: Frame) -> tuple[int, int]:
        if not wire.HELLO < frame.kind <= wire.TIME:
            return wire.UNKNOWN_TYPE, 0
        values = wire.unpack(frame.kind, frame.payload)
        if frame.kind == wire.TIME:
            self._sender.send(wire.TIME_ACK, values[0], self._now_ms)
            return orders.DONE
        if not self._controls:
            return wire.NOT_CONTROLLER, 0
        return self._order(frame.kind, values)

    def _order(self, kind: int, values: tuple[int, ...]) -> tuple[int, int]:
        if kind == wire.SETPOINT:
            return orders.setpoint(self._control, values)
        if kind == wire.ARM:
            return orders.arm(self._control, values[0])
        if kind == wire.LIMITS:
            return orders.limits(self._control, values)
        return orders.clear(self._control, values[0])

    def _answer(self, seq: int, result: tuple[int, int]) -> None:
        self._sender.send(wire.ACK, seq, result[0], result[1])
