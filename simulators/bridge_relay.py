"""K1 and what breaks its coil: the pain button, the safety key, a charge pump. No code is in it."""

from firmware_bridge import wire

PUMP_STEPS = 10  # 100 ms without an edge, and the pump has run dry
MOVE_STEPS = 1
OFF_DELAY_STEPS = 450  # of the relay behind the pain button; 4.5 s is enough from 7 km/h


class BridgeRelay:
    """Its contacts, from one control step to the next. The public attributes are wires and faults.

    key_in: the safety key is in. pressed: the pain button is. welded: the contact never opens.
    off_delay_steps: how long the pain button's own relay holds on, whatever the code does.
    """

    def __init__(self) -> None:
        self.key_in = True
        self.pressed = self.welded = False
        self.off_delay_steps = OFF_DELAY_STEPS
        self.closed = False
        self._alive = False
        self._quiet_steps = PUMP_STEPS
        self._pressed_steps = 0
        self._moving_steps = 0

    @property
    def levels(self) -> int:
        """Return what the microcontroller senses of it, as bits of STATUS."""
        levels = wire.KEY if self.key_in else 0
        levels |= 0 if self.pressed else wire.PAIN_OK
        return levels | (wire.K1_CLOSED if self.closed else 0)

    def step(self, *, wanted: bool, alive: bool) -> None:
        """Let one control step pass with these levels at the pins."""
        self._quiet_steps = 0 if alive is not self._alive else self._quiet_steps + 1
        self._alive = alive
        self._pressed_steps = self._pressed_steps + 1 if self.pressed else 0
        chain = self.key_in and self._pressed_steps <= self.off_delay_steps
        pulled = wanted and chain and self._quiet_steps < PUMP_STEPS
        self._moving_steps = self._moving_steps + 1 if pulled is not self.closed else 0
        if self._moving_steps > MOVE_STEPS:
            self.closed = pulled or self.welded
            self._moving_steps = 0
