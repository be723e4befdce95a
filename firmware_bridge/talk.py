"""What the bridge tells unasked: STATUS and events, and how an event is told until it is heard."""

from firmware_bridge import wire
from firmware_bridge.control import Control
from firmware_bridge.sender import Sender
from firmware_bridge.ticks import LAST, longer, since

STATUS_MS = 100
REPEAT_MS = 200
HEALTH_MS = 2000
_MOST_WAITING = 16  # then the newest are dropped: STATUS has what counts
_MOST = 0xFFFF


class Talk:
    """Tells nothing until `begin`. Call `step` after each control step, `collected` after a GC."""

    def __init__(self, control: Control, sender: Sender, now_ms: int) -> None:
        self._control, self._sender = control, sender
        self._begun = False
        self._at_ms = now_ms
        self._told = (control.state, control.inputs, control.faults)
        self._status_ms = self._repeat_ms = self._health_ms = 0
        self._events: list[tuple[int, ...]] = []
        self._number = 0
        self._sent_as = -1
        self._worst_us = self._collections = 0
        self._bad = self._lost = 0

    def begin(self) -> None:
        """Somebody listens from now on."""
        self._begun = True
        self._status_ms = STATUS_MS
        self._repeat_ms = REPEAT_MS

    def heard(self, ack: int) -> None:
        """Take the host's last accepted seq: an event sent by then is told."""
        if self._sent_as >= 0 and wire.steps_ahead(ack, self._sent_as) >= 0:
            self._events.pop(0)
            self._sent_as = -1
            self._repeat_ms = REPEAT_MS

    def took(self, step_us: int) -> None:
        """Note how long a control step took."""
        self._worst_us = max(self._worst_us, step_us)

    def collected(self) -> None:
        """Note a garbage collection."""
        self._collections += 1

    def step(self, now_ms: int, bad: int, lost: int) -> None:
        """Send what is due. `bad` and `lost` count frames since start-up."""
        dt_ms = since(self._at_ms, now_ms)
        self._at_ms = now_ms
        if not self._begun:
            return
        self._status_ms = longer(self._status_ms, dt_ms)
        self._repeat_ms = longer(self._repeat_ms, dt_ms)
        self._health_ms = longer(self._health_ms, dt_ms)
        self._note_changes()
        self._note_health(bad, lost)
        if self._status_ms >= STATUS_MS:
            self._status_ms = 0
            self._sender.send(wire.STATUS, *self._status())
        if self._events and self._repeat_ms >= REPEAT_MS:
            self._repeat_ms = 0
            self._sent_as = self._sender.send(wire.EVENT, *self._events[0])

    def _note_changes(self) -> None:
        state, inputs, faults = self._told
        now = (self._control.state, self._control.inputs, self._control.faults)
        if now == self._told:
            return
        self._told = now
        self._status_ms = STATUS_MS
        if now[0] != state:
            self._note(wire.E_STATE, now[0], now[2])
        if now[2] & ~faults:
            self._note(wire.E_FAULTS, _lowest(now[2] & ~faults), now[2])
        if now[1] != inputs:
            self._note(wire.E_INPUTS, now[1], inputs)

    def _note_health(self, bad: int, lost: int) -> None:
        if self._health_ms < HEALTH_MS:
            return
        self._health_ms = 0
        self._note(wire.E_STEP, min(self._collections, 0xFF), min(self._worst_us, _MOST))
        self._worst_us = self._collections = 0
        if (bad, lost) != (self._bad, self._lost):
            self._bad, self._lost = bad, lost
            self._note(wire.E_LINK, min(lost, 0xFF), min(bad, _MOST))

    def _note(self, code: int, arg: int, value: int) -> None:
        if len(self._events) < _MOST_WAITING:
            self._number = (self._number + 1) & _MOST
            self._events.append((self._number, code, arg, value, self._at_ms & LAST))

    def _status(self) -> tuple[int, ...]:
        control = self._control
        measured = control.settings.um_per_pulse
        return (
            control.state,
            control.inputs,
            control.faults,
            min(control.tach.speed_ckmh, _MOST - 1) if measured else wire.NO_SPEED,
            control.motor.command_ckmh,
            control.motor.duty,
            control.lease_left_ms,
            control.incline.permille,
            control.arm_id,
            self._at_ms,
        )


def _lowest(bits: int) -> int:
    number = 0
    while not bits >> number & 1:
        number += 1
    return number
