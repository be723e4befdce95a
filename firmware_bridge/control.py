"""The state machine: what the outputs are, every 10 ms, and what ends a walk.

`step` takes no memory, so that nothing is ever collected within it. What the host asks for is in
`orders`. States, inputs and faults are named in `wire`.
"""

from firmware_bridge import wire
from firmware_bridge.incline import Incline
from firmware_bridge.inputs import Panel
from firmware_bridge.motor import Motor
from firmware_bridge.relay import Relay
from firmware_bridge.settings import KEYLOOP, MOST_LEASE_MS, Settings
from firmware_bridge.tach import STILL_MS, Tach
from firmware_bridge.ticks import longer, since
from firmware_bridge.watch import Watch

BOOT_MS = 1000
OVERRUN_MS = 50
LATE_MS = 250
ARMED_MS = 10_000
WATCHDOG_RESET = 3  # machine.WDT_RESET


class Control:
    """`relay`, `motor` and `incline` hold the outputs. The attributes here are what STATUS tells.

    `start_faults`: what start-up itself found wrong, such as settings that fail their check.
    """

    def __init__(self, settings: Settings, now_ms: int, start_faults: int = 0) -> None:
        self.settings = settings
        self.panel, self.relay = Panel(), Relay()
        self.tach = Tach(settings.um_per_pulse)
        self.motor, self.incline = Motor(settings), Incline(settings)
        self.watch = Watch(settings, self.tach)
        self.state = wire.BOOTING
        self.faults = 0
        self.arm_id = 1
        self.lease_left_ms = 0
        self.silent_ms = 0  # since the last setpoint
        self.target_permille = 0
        self.max_ckmh = settings.max_ckmh
        self.min_permille, self.max_permille = settings.min_permille, settings.max_permille
        self.accel, self.decel = settings.accel, settings.decel
        self._start_faults, self._relay_faults = start_faults, 0
        self._booted_ms = 0
        self._at_ms = now_ms

    # -- what it is ---------------------------------------------------------------------------

    @property
    def inputs(self) -> int:
        """Return the inputs as STATUS shows them."""
        bits = self.panel.bits
        bits |= wire.K1_CLOSED if self.relay.closed else 0
        bits |= wire.PULSES if self.tach.quiet_ms < STILL_MS else 0
        return bits | (wire.LATE if self.late else 0)

    @property
    def late(self) -> bool:
        """Return whether setpoints stay away, so that nothing may rise."""
        return self.state == wire.RUNNING and self.silent_ms >= LATE_MS

    @property
    def still(self) -> bool:
        """Return whether the belt is known to stand; without a tach: whether K1 holds it."""
        if self.settings.um_per_pulse:
            return self.tach.quiet_ms >= STILL_MS and self.motor.duty == 0
        return not self.relay.wanted

    # -- one step -----------------------------------------------------------------------------

    def step(self, now_ms: int, levels: int) -> None:
        """Take the inputs (bits as in STATUS; K1_CLOSED is the feedback) and set the outputs."""
        dt_ms = since(self._at_ms, now_ms)
        self._at_ms = now_ms
        self._sample(levels, dt_ms)
        if self.state == wire.BOOTING:
            self._booted_ms += dt_ms
            if self._booted_ms >= BOOT_MS:
                self.state = wire.SELFTEST
        elif self.state == wire.SELFTEST:
            self._test()
        else:
            self._guard(dt_ms)
            self._act(dt_ms)
        self.relay.beat()

    def _sample(self, levels: int, dt_ms: int) -> None:
        self.panel.step(levels, dt_ms)
        self._relay_faults = self.relay.step(levels & wire.K1_CLOSED != 0, dt_ms)
        self.tach.step(dt_ms)
        self.lease_left_ms = max(self.lease_left_ms - dt_ms, 0)
        self.silent_ms = longer(self.silent_ms, dt_ms)

    def _test(self) -> None:
        bits = self._start_faults | self._relay_faults
        bits |= 0 if self.panel.key.safe else wire.F_KEY
        bits |= 0 if self.panel.pain.safe else wire.F_PAIN
        self.state = wire.SAFE
        if bits:
            self.trip(bits)

    def _guard(self, dt_ms: int) -> None:
        panel, bits = self.panel, self._relay_faults
        if self.faults & wire.F_PAIN:
            bits &= ~wire.F_NO_CLOSE  # the button's own off-delay has opened it
        bits |= 0 if panel.key.safe else wire.F_KEY
        bits |= wire.F_OVERRUN if dt_ms > OVERRUN_MS else 0
        if self.relay.wanted:
            bits |= self.watch.overspeed(self.max_ckmh, dt_ms)
            bits |= self.watch.tach_lost(self.motor.command_ckmh, self.motor.steady, dt_ms)
        if panel.key.glitch or panel.pain.glitch:
            self.faults |= wire.F_INPUT  # trips nothing by itself: a button that is hit bounces
        if not panel.pain.safe:
            bits |= self._pressed()
        if bits:
            self.trip(bits)

    def _pressed(self) -> int:
        """Latch the pain button; return the fault that trips, or 0 while the belt may ramp."""
        moving = wire.RUNNING <= self.state <= wire.STOPPING
        if not moving or self.settings.open_on_pain:
            return wire.F_PAIN
        self.faults |= wire.F_PAIN
        self.begin_stop()
        return 0

    def _act(self, dt_ms: int) -> None:
        if self.panel.console:
            self.halt()
        if self.state == wire.ARMED and not self.lease_left_ms:
            self.make_safe()
        elif self.state == wire.RUNNING:
            self._run(dt_ms)
        if self.state == wire.STOPPING:  # also in the step that began it
            self._slow(dt_ms)

    def _run(self, dt_ms: int) -> None:
        if not self.lease_left_ms:
            self.lose_link()
        elif self.settings.role != KEYLOOP and self.relay.closed:
            self._drive(dt_ms)

    def _drive(self, dt_ms: int) -> None:
        late, motor = self.late, self.motor
        if motor.steady and not late and self.tach.speed_ckmh:  # 0: not measured yet
            motor.trim(dt_ms, self.tach.speed_ckmh)
        motor.drive(dt_ms, 0 if late else self.accel, self.decel)
        if late:
            self.incline.off()
        else:
            self.incline.step(self.target_permille, dt_ms)
        bits = self.watch.tracking(motor.command_ckmh, motor.steady, dt_ms)
        if bits:
            self.faults |= bits
            self.begin_stop()

    def _slow(self, dt_ms: int) -> None:
        self.motor.slow(dt_ms)
        bits = self.watch.lags(dt_ms)
        if bits and self.relay.wanted:
            self.trip(bits)
            return
        lapsed = self.settings.role == KEYLOOP and not self.lease_left_ms
        if lapsed and self.relay.wanted:
            self.faults |= wire.F_LINK
        if lapsed or self.watch.ramp_over():
            self.open()
        if self.still:
            self._stand()

    def _stand(self) -> None:
        if self.faults & wire.F_PAIN:
            self.trip(wire.F_PAIN)
        else:
            self.make_safe()

    # -- ways down ----------------------------------------------------------------------------

    def begin_stop(self) -> None:
        """Ramp down from RUNNING; a ramp under way goes on as it was."""
        if self.state == wire.RUNNING:
            self.state = wire.STOPPING
            self.incline.off()
            self.watch.begin_stop(self.motor.command_ckmh)
            self.motor.begin_stop()

    def halt(self) -> None:
        """Give up what moves or might: to SAFE from ARMED, to the ramp from RUNNING."""
        if self.state == wire.ARMED:
            self.make_safe()
        self.begin_stop()

    def lose_link(self) -> None:
        """Stop because nobody on the host is at work any more; latched."""
        self.faults |= wire.F_LINK
        self.begin_stop()
        if self.settings.role == KEYLOOP or self.settings.open_on_link_loss:
            self.open()

    def open(self) -> None:
        """Take K1 and the duty away. The state stays: SAFE is for a belt that stands."""
        self.relay.want(False)
        self.motor.off()

    def trip(self, bits: int) -> None:
        """Latch faults: duty 0 and K1 open now, whatever the state."""
        self.faults |= bits
        self.state = wire.FAULT
        self.incline.off()
        self.open()

    def make_safe(self) -> None:
        """Be SAFE, with an arm id of which no earlier setpoint knows."""
        self.state = wire.SAFE
        self.open()
        self.arm_id = (self.arm_id + 1) & 0xFFFF

    # -- ways up: called by orders alone --------------------------------------------------------

    def arm(self) -> None:
        """Close K1, until a first setpoint is due. In the key loop, K1 alone lets a belt move."""
        self.state = wire.ARMED
        self.relay.want(True)
        self.lease_left_ms = MOST_LEASE_MS if self.settings.role == KEYLOOP else ARMED_MS

    def run(self) -> None:
        """Follow setpoints from now on."""
        self.state = wire.RUNNING
        self.incline.retry()
