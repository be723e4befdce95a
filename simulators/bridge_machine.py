"""A bridge at a treadmill: the firmware itself, on a simulated motor, tachometer, relay and wires.

The firmware is the product and no stand-in: only what it is wired to is simulated. The motor's
line of duty over speed is that of a walked-on belt; the settings start with that of an empty one
(both as NessDan measured them: treadmill-api, GitHub, 2021).
"""

from collections.abc import Sequence

from firmware_bridge import wire
from firmware_bridge.bridge import Bridge
from firmware_bridge.settings import DRIVE, Settings
from simulators.bridge_relay import BridgeRelay
from simulators.controls import Controls
from simulators.physics import Belt, Drive

STEP_S, STEP_MS, STEP_US = 0.01, 10, 10_000
STALL_STEPS = 20  # this process stood still: for bridge and belt no more time than this went by
DEAD_ZONE_DUTY, DUTY_PER_KMH = 9_512, 2_382
_TICKS = 1 << 30
_ORDERS = (wire.LIMITS, wire.ARM, wire.SETPOINT, wire.STOP, wire.CLEAR)
_DRIVE = Drive(
    min_speed_kmh=0.0,
    max_speed_kmh=25.0,
    accel_kmh_s=4.0,
    decel_kmh_s=3.0,
    key_kmh_s=2.9,  # 0.8 m/s2
    dead_time_s=0.0,
    countdown_s=0.0,
)


class BridgeMachine:
    """One bridge; a `simulators.line.SerialMachine`. The public attributes are wires and faults.

    console: somebody uses the treadmill's own console. no_tach: its wire is cut. hangs: the
    program of the microcontroller stands still. um_per_pulse: the belt that a pulse truly is.
    Settings with KEYLOOP have no motor of ours: their tachometer, if they have one, is at the belt
    `beside` them, of another machine.
    """

    name = "bridge"
    baudrate = 115200
    half_duplex = False
    has_dead_man = False
    answer_s = 0.0
    check_at = -2  # the last byte of the CRC, before the 00

    def __init__(
        self,
        now: float,
        settings: Settings | None = None,
        boot_id: int = 0x1234,
        beside: Belt | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.controls = Controls(_DRIVE, now)
        self.belt = beside or self.controls.belt
        self.relay = BridgeRelay()
        self.console = self.no_tach = self.hangs = False
        self.um_per_pulse = self.settings.um_per_pulse
        self.writes: list[tuple[float, bytes]] = []
        self._heard = wire.Receiver()
        self._boot_id = boot_id
        self._ms = 0
        self._at = now
        self._stalled_s = 0.0
        self._beside = beside
        self._beside_m = self._since_pulse_m = 0.0
        self.bridge = self._booted()

    @property
    def wakes_at(self) -> float | None:
        """When its next control step is due."""
        return self._at + STEP_S

    def received(self, data: bytes, now: float) -> Sequence[bytes]:
        """Take bytes; what they bring about is said after the next control step."""
        for frame in self._heard.feed(data):
            order = bytes((frame.kind,)) + frame.payload
            if frame.kind in _ORDERS and not (self.writes and self.writes[-1][1] == order):
                self.writes.append((now, order))
        if not self.hangs and self.controls.powered:
            self.bridge.received(data, self._ms)
        return ()

    def tick(self, now: float) -> Sequence[bytes]:
        """Make the control steps that are due; return what the bridge says behind each."""
        due = round((now - self._at) / STEP_S)
        if due > STALL_STEPS:
            self._stalled_s += (due - STALL_STEPS) * STEP_S
            self._at += (due - STALL_STEPS) * STEP_S
        way_m = self._way_beside_m(now) / max(due, 1)
        said = [self._step(way_m) for _ in range(min(due, STALL_STEPS))]
        return [data for data in said if data]

    def _way_beside_m(self, now: float) -> float:
        """How far the other machine's belt went since it was asked last."""
        if self._beside is None:
            return 0.0
        self._beside.advance(now)
        way_m = self._beside.distance_m - self._beside_m
        self._beside_m = self._beside.distance_m
        return way_m

    def restart(self) -> None:
        """Switch the microcontroller off and on."""
        self._boot_id += 1
        self.bridge = self._booted()

    def _booted(self) -> Bridge:
        return Bridge(self.settings, self._boot_id, self._ms)

    def _step(self, way_beside_m: float) -> bytes:
        self._at += STEP_S
        self._ms = (self._ms + STEP_MS) % _TICKS
        control = self.bridge.control
        self.relay.step(wanted=control.relay.wanted, alive=control.relay.alive)
        turned_m = self._turn_motor(self._at - self._stalled_s)
        self._give_pulses(turned_m + way_beside_m)
        if self.hangs or not self.controls.powered:
            return b""
        self.bridge.step(self._ms, self._levels())
        self.bridge.may_feed(control.motor.duty, control.relay.wanted, STEP_US // 10)
        return self.bridge.talk(self._ms)

    def _levels(self) -> int:
        levels = self.relay.levels
        levels |= wire.CONSOLE if self.console else 0
        return levels | (wire.HOME if self.belt.inclination_percent <= 0 else 0)

    def _turn_motor(self, now: float) -> float:
        """Let the motor follow its duty; return how far it moved the belt."""
        if self.settings.role != DRIVE:
            return 0.0
        duty, before_m = self.bridge.control.motor.duty, self.belt.distance_m
        aim_kmh = max(0.0, (duty - DEAD_ZONE_DUTY) / DUTY_PER_KMH)
        if not self.relay.closed:
            self.belt.cut(now)
        elif self.belt.started:
            self.belt.follow(now, aim_kmh)
        elif aim_kmh > 0.0:
            self.belt.start(now, aim_kmh)
        self.belt.advance(now)
        return self.belt.distance_m - before_m

    def _give_pulses(self, way_m: float) -> None:
        if not self.um_per_pulse:
            return
        self._since_pulse_m += way_m
        new = int(self._since_pulse_m * 1e6 / self.um_per_pulse)
        self._since_pulse_m -= new * self.um_per_pulse / 1e6
        if self.no_tach:
            return
        for number in range(new):
            early_us = STEP_US * (new - 1 - number) // new + self._since_pulse_us(new)
            self.bridge.control.tach.edge((self._ms * 1000 - early_us) % _TICKS)

    def _since_pulse_us(self, new: int) -> int:
        """How long ago the last pulse came, of `new` in this step."""
        um_per_us = max(self.belt.speed_kmh / 3.6, 1e-3)
        return min(round(self._since_pulse_m * 1e6 / um_per_us), STEP_US // new - 1)
