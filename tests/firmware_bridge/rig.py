"""A bridge with a treadmill and a host around it, in time that is counted in steps of 10 ms.

The clock starts 5 s before the ticks begin again at 0, so that every walk comes by there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from firmware_bridge import wire
from firmware_bridge.bridge import Bridge
from firmware_bridge.settings import KEYLOOP, Settings
from firmware_bridge.ticks import LAST, PERIOD

BOOT_ID = 0x5EED1234
STEP_MS = 10
NONCE = 7
PERIODS_EACH_MS = 100  # setpoints
_M_S_PER_CKMH = 1 / 360


class Plant:
    """A motor that follows its duty with a lag of 0.5 s, on a belt that coasts at 1 m/s2."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.speed_ckmh = 0.0
        self.pushed_ckmh: float | None = None  # something else than the duty moves the belt
        self.load = 1.0
        self._way_um = 0.0

    def step(self, duty: int, powered: bool) -> list[float]:
        """Let 10 ms pass; return when pulses came, as parts of the step."""
        settings, before = self.settings, self.speed_ckmh
        aim = (duty - settings.dead_zone_duty) / settings.duty_per_kmh * 100 * self.load
        if self.pushed_ckmh is not None:
            self.speed_ckmh = self.pushed_ckmh
        elif powered:
            self.speed_ckmh += (max(aim, 0.0) - before) * STEP_MS / 500
        else:
            self.speed_ckmh = max(before - 360 * STEP_MS / 1000, 0.0)
        if self.speed_ckmh < 5.0 and (aim <= 0.0 or not powered):
            self.speed_ckmh = 0.0
        moved_um = (before + self.speed_ckmh) / 2 * _M_S_PER_CKMH * STEP_MS * 1000
        return self._pulses(moved_um)

    def _pulses(self, moved_um: float) -> list[float]:
        each, found = self.settings.um_per_pulse, []
        way_um = self._way_um + moved_um
        while each and way_um >= each:
            way_um -= each
            found.append(1.0 - way_um / moved_um)
        self._way_um = way_um
        return found


@dataclass(frozen=True)
class Out:
    """The outputs after a step."""

    duty: int
    k1: bool
    alive: bool
    incline: int


OFF = Out(duty=0, k1=False, alive=False, incline=0)


class Rig:
    """Contacts are plain attributes, True as in daily life. `heard` is what the host got."""

    def __init__(self, settings: Settings | None = None, **kwargs: int) -> None:
        self.settings = settings or Settings()
        self.now_ms = PERIOD - 5000
        self.bridge = Bridge(self.settings, BOOT_ID, self.now_ms, **kwargs)
        self.control = self.bridge.control
        self.plant = Plant(self.settings)
        self.key = self.pain = True
        self.k1: bool | None = None  # what the feedback is made to say; None: the truth
        self.console = self.home = False
        self.tach = True
        self.boot_id = BOOT_ID
        self.seq = self.ack = 0
        self.heard: list[wire.Frame] = []
        self.outs: list[Out] = []
        self._receiver = wire.Receiver()

    # -- time ---------------------------------------------------------------------------------

    def step(self) -> Out:
        """Let one control step pass."""
        before_ms, self.now_ms = self.now_ms, (self.now_ms + STEP_MS) & LAST
        relay = self.control.relay
        for part in self.plant.step(self.control.motor.duty, relay.wanted and self.key):
            if self.tach:
                self.control.tach.edge((before_ms * 1000 + int(part * STEP_MS * 1000)) & LAST)
        self.bridge.step(self.now_ms, self.levels())
        self._listen(self.bridge.talk(self.now_ms))
        self.outs.append(self.out())
        return self.outs[-1]

    def out(self) -> Out:
        """Return the outputs as they are."""
        control = self.control
        motor, relay = control.motor, control.relay
        return Out(motor.duty, relay.wanted, relay.alive, control.incline.direction)

    def levels(self) -> int:
        """Return the inputs as the pins show them."""
        wanted = self.control.relay.wanted and self.key
        closed = wanted if self.k1 is None else self.k1
        bits = (self.key, wire.KEY), (self.pain, wire.PAIN_OK), (closed, wire.K1_CLOSED)
        more = (self.console, wire.CONSOLE), (self.home, wire.HOME)
        return sum(bit for on, bit in (*bits, *more) if on)

    def steps(self, n: int) -> Out:
        """Let `n` steps pass without a word from the host."""
        for _ in range(n):
            self.step()
        return self.out()

    def walk(self, seconds: float, speed_ckmh: int, incline_permille: int = 0) -> Out:
        """Let time pass while the host sends a setpoint every 100 ms."""
        for n in range(round(seconds * 1000 / STEP_MS)):
            if n * STEP_MS % PERIODS_EACH_MS == 0:
                self.setpoint(speed_ckmh, incline_permille)
            self.step()
        return self.out()

    # -- the host -----------------------------------------------------------------------------

    def tell(self, kind: int, *values: int, payload: bytes | None = None) -> None:
        """Send one message."""
        self.seq = (self.seq + 1) & 0xFFFF
        packed = wire.pack(kind, *values) if payload is None else payload
        self.raw(wire.encode(kind, self.seq, self.ack, self.boot_id, packed))

    def raw(self, data: bytes) -> None:
        """Send bytes."""
        self.bridge.received(data, self.now_ms)

    def ask(self, kind: int, *values: int) -> tuple[int, int]:
        """Send one message; return the result and the detail of its ACK."""
        self.tell(kind, *values)
        self._listen(self.bridge.talk(self.now_ms))
        seq, result, detail = self.last(wire.ACK)
        assert seq == self.seq
        return result, detail

    def hello(self, role: int = wire.CONTROLLER, nonce: int = NONCE) -> None:
        """Be the host from now on."""
        self.tell(wire.HELLO, 1, role, nonce)

    def setpoint(self, speed_ckmh: int, incline_permille: int = 0, lease_ms: int = 500) -> None:
        """Send a setpoint with the arm id of now; what it is answered is not looked at."""
        values = (wire.RUN, speed_ckmh, incline_permille, lease_ms, self.control.arm_id)
        self.tell(wire.SETPOINT, *values)

    def stop(self, mode: int = wire.STOP_RAMP) -> None:
        """Send a stop."""
        self.tell(wire.STOP, mode, 0)

    def last(self, kind: int) -> tuple[int, ...]:
        """Return the values of the last message of this kind."""
        return self.all(kind)[-1]

    def all(self, kind: int) -> list[tuple[int, ...]]:
        """Return the values of all messages of this kind, in order."""
        return [wire.unpack(kind, frame.payload) for frame in self.heard if frame.kind == kind]

    def status(self) -> dict[str, int]:
        """Return the last STATUS by name."""
        return dict(zip(wire.MESSAGES[wire.STATUS][1], self.last(wire.STATUS), strict=True))

    def _listen(self, data: bytes) -> None:
        for frame in self._receiver.feed(data):
            self.ack = frame.seq
            self.heard.append(frame)


def safe_rig(**changes: int) -> Rig:
    """A bridge that has booted and stands, with a host that has said hello."""
    rig = Rig(Settings(**changes))
    rig.steps(220)
    rig.hello()
    rig.steps(2)
    assert rig.control.state == wire.SAFE
    return rig


def armed_rig(**changes: int) -> Rig:
    """The same, armed, K1 closed."""
    rig = safe_rig(**changes)
    assert rig.ask(wire.ARM, rig.control.arm_id) == (wire.OK, 0)
    rig.step()
    assert rig.control.state == wire.ARMED
    return rig


def running_rig(speed_ckmh: int = 600, **changes: int) -> Rig:
    """The same, walking at this speed for a while."""
    rig = armed_rig(**({"accel": 100} | changes))
    rig.walk(1.0, 100)
    rig.walk(speed_ckmh / 100 + 3.0, speed_ckmh)
    assert rig.control.state == wire.RUNNING, rig.control.faults
    return rig


def guarding_rig(**changes: int) -> Rig:
    """A bridge in the key loop, without a tach, while the treadmill walks somebody."""
    rig = armed_rig(**({"role": KEYLOOP, "um_per_pulse": 0} | changes))
    rig.walk(3.0, 0)
    assert rig.control.state == wire.RUNNING
    return rig


def stopping_rig() -> Rig:
    """A bridge on its ramp from 6 km/h."""
    rig = running_rig(600)
    rig.stop()
    rig.steps(10)
    return rig


def faulty_rig() -> Rig:
    """A bridge that was stopped by its key, which is back."""
    rig = running_rig(600)
    rig.key = False
    rig.step()
    rig.key = True
    rig.steps(10)
    return rig


Made = Callable[[], Rig]


def until(rig: Rig, state: int, limit_s: float = 30.0) -> float:
    """Let time pass until this state; return how long it took, in s."""
    for n in range(round(limit_s * 100)):
        if rig.control.state == state:
            return n / 100
        rig.step()
    raise AssertionError(f"still in {rig.control.state}")
