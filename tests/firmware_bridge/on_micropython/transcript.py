"""A walk with everything in it, told step by step: the same on each Python that runs the core.

With `locked` as an argument no control step can take memory: MicroPython raises if one tries.
"""

import sys

from firmware_bridge import wire
from firmware_bridge.bridge import Bridge
from firmware_bridge.settings import Settings, dump, load
from firmware_bridge.ticks import LAST, PERIOD

LOCKED = "locked" in sys.argv
if LOCKED:
    from micropython import heap_lock, heap_unlock  # type: ignore[import-not-found]

GOOD = wire.KEY | wire.PAIN_OK
ROUNDS = 4


class Bench:
    """A bridge, its host, and a belt that does as the duty says at once."""

    def __init__(self) -> None:
        values = {"incline_pulses": 54, "min_permille": -30, "max_permille": 150, "accel": 100}
        self.settings = load(dump(Settings(**values)))
        self.now_ms = PERIOD - 4000
        self.bridge = Bridge(self.settings, 77, self.now_ms)
        self.seq = 0
        self.levels = GOOD
        self.way_um = 0

    def tell(self, kind: int, *values: int, boot_id: int = 77) -> None:
        self.seq += 1
        frame = wire.encode(kind, self.seq, 0, boot_id, wire.pack(kind, *values))
        self.bridge.received(frame, self.now_ms)

    def step(self) -> None:
        control, self.now_ms = self.bridge.control, (self.now_ms + 10) & LAST
        duty = control.motor.duty - self.settings.dead_zone_duty
        self.way_um += max(duty, 0) * 100 // self.settings.duty_per_kmh * 28
        if self.way_um >= self.settings.um_per_pulse:
            self.way_um -= self.settings.um_per_pulse
            control.tach.edge(self.now_ms * 1000 & LAST)
        if control.incline.direction and self.now_ms % 50 < 10:
            control.incline.edge()
        levels = self.levels | (wire.K1_CLOSED if control.relay.wanted else 0)
        if LOCKED:
            heap_lock()
        self.bridge.step(self.now_ms, levels)
        if LOCKED:
            heap_unlock()
        said = self.bridge.talk(self.now_ms)
        outputs = (control.motor.duty, control.relay.alive, control.incline.direction)
        print(self.now_ms, control.state, control.faults, outputs, said.hex())  # noqa: T201

    def walk(self, steps: int, *values: int) -> None:
        for n in range(steps):
            if values and n % 10 == 0:
                self.tell(wire.SETPOINT, wire.RUN, *values, 500, self.bridge.control.arm_id)
            self.step()


def main() -> None:
    bench = Bench()
    bench.walk(220)
    bench.tell(wire.HELLO, 1, 0, 9, boot_id=0)
    bench.tell(wire.LIMITS, 800, -30, 100, 90, 60)
    for ending in range(ROUNDS):
        bench.tell(wire.ARM, bench.bridge.control.arm_id)
        bench.walk(100, 100, 0)
        bench.walk(500, 400, 50)
        bench.tell(wire.TIME, ending)
        if ending == 0:
            bench.tell(wire.STOP, wire.STOP_RAMP, 1)
        elif ending == 1:
            bench.levels = GOOD & ~wire.PAIN_OK
        elif ending == 2:
            bench.levels = GOOD & ~wire.KEY
        bench.walk(100)  # and at last, of silence
        bench.levels = GOOD
        bench.walk(600)
        bench.tell(wire.CLEAR, 0xFFFF)
        bench.walk(5)


main()
