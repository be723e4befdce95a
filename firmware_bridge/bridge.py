"""The whole bridge but its pins: time and levels go in, outputs and bytes come out."""

from firmware_bridge.control import OVERRUN_MS, WATCHDOG_RESET, Control
from firmware_bridge.link import Link
from firmware_bridge.sender import Sender
from firmware_bridge.settings import Settings
from firmware_bridge.talk import Talk
from firmware_bridge.wire import F_WATCHDOG


class Bridge:
    """`control` has the outputs (relay, motor, incline) and takes pulses and trips.

    `boot_id` is random, not 0, of 30 bits. `start_faults`: as in Control.
    """

    def __init__(
        self,
        settings: Settings,
        boot_id: int,
        now_ms: int,
        reset_cause: int = 1,
        start_faults: int = 0,
    ) -> None:
        if reset_cause == WATCHDOG_RESET:
            start_faults |= F_WATCHDOG
        self.control = Control(settings, now_ms, start_faults)
        self._sender = Sender(boot_id)
        self._talk = Talk(self.control, self._sender, now_ms)
        self._link = Link(self.control, self._sender, self._talk, reset_cause)
        self._sampled = False

    def step(self, now_ms: int, levels: int) -> None:
        """Make a control step: every 10 ms, whatever else there is to do."""
        self._sampled = True
        self.control.step(now_ms, levels)

    def may_feed(self, duty: int, k1: bool, step_us: int) -> bool:
        """Return whether the watchdog may be fed, once after each step.

        `duty` and `k1` are read back from the outputs; `step_us` is what the step took.
        """
        sampled, self._sampled = self._sampled, False
        self._talk.took(step_us)
        as_meant = duty == self.control.motor.duty and k1 == self.control.relay.wanted
        return sampled and as_meant and step_us < OVERRUN_MS * 1000

    def received(self, data: bytes, now_ms: int) -> None:
        """Take bytes from the host."""
        self._link.received(data, now_ms)

    def collected(self) -> None:
        """Note a garbage collection."""
        self._talk.collected()

    def talk(self, now_ms: int) -> bytes:
        """Return what is to be written to the host now; after each step."""
        self._talk.step(now_ms, self._link.receiver.bad, self._link.lost)
        return self._sender.take()
