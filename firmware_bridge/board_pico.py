"""The pins of a Raspberry Pi Pico. NEVER RUN ON HARDWARE: read it beside the wiring diagram.

All else of the bridge runs in tests, on CPython and on MicroPython. Here are the pins, the
watchdog and the line alone. Inputs are pulled so that a broken wire reads as not safe.
"""

import gc
import os
import time

import machine
import micropython

from firmware_bridge.bridge import Bridge
from firmware_bridge.loop import STEP_MS, run
from firmware_bridge.settings import Settings, load
from firmware_bridge.ticks import LAST
from firmware_bridge.wire import CONSOLE, F_CONFIG, HOME, K1_CLOSED, KEY, PAIN_OK

PWM_PIN, K1_PIN, ALIVE_PIN, UP_PIN, DOWN_PIN = 2, 3, 4, 5, 6
KEY_PIN, PAIN_PIN, K1_FEEDBACK_PIN, CONSOLE_PIN, HOME_PIN = 7, 8, 9, 10, 11
TACH_PIN, INCLINE_PIN = 12, 13
UART, TX_PIN, RX_PIN, BAUD = 0, 0, 1, 115_200
WATCHDOG_MS = 500
MOST_BYTES = 128  # 115 come within a step at 115,200 baud
SPARE_BYTES = 48 * 1024  # below, memory is collected even while the belt moves


class Pico:
    """As `board.Board` describes it."""

    def __init__(self, pwm_hz: int) -> None:
        pin = machine.Pin
        self._k1 = pin(K1_PIN, pin.OUT, value=0)
        self._alive = pin(ALIVE_PIN, pin.OUT, value=0)
        self._up = pin(UP_PIN, pin.OUT, value=0)
        self._down = pin(DOWN_PIN, pin.OUT, value=0)
        self._pwm = machine.PWM(pin(PWM_PIN), freq=pwm_hz, duty_u16=0)
        # Each is closed to ground while safe; open, or its wire broken, it reads 1.
        self._key = pin(KEY_PIN, pin.IN, pin.PULL_UP)
        self._pain = pin(PAIN_PIN, pin.IN, pin.PULL_UP)
        self._feedback = pin(K1_FEEDBACK_PIN, pin.IN, pin.PULL_UP)
        self._console = pin(CONSOLE_PIN, pin.IN, pin.PULL_UP)
        self._home = pin(HOME_PIN, pin.IN, pin.PULL_UP)
        self._tach = pin(TACH_PIN, pin.IN)
        self._incline = pin(INCLINE_PIN, pin.IN)
        self._uart = machine.UART(
            UART, BAUD, tx=pin(TX_PIN), rx=pin(RX_PIN), txbuf=512, rxbuf=512, timeout=0
        )
        self._asked_duty = self._read_duty = 0
        self._watchdog = machine.WDT(timeout=WATCHDOG_MS)
        self._due_ms = time.ticks_ms()

    def watch(self, bridge: Bridge) -> None:
        """Take interrupts: pulses, and the unsafe edges of key and pain button."""
        control, rising = bridge.control, machine.Pin.IRQ_RISING
        panel = control.panel
        self._tach.irq(lambda _: control.tach.edge(self.now_us()), rising, hard=True)
        self._incline.irq(lambda _: control.incline.edge(), rising, hard=True)
        self._key.irq(lambda _: panel.key.trip(), rising, hard=True)
        self._pain.irq(lambda _: panel.pain.trip(), rising, hard=True)

    def now_ms(self) -> int:
        return time.ticks_ms() & LAST

    def now_us(self) -> int:
        return time.ticks_us() & LAST

    def wait(self) -> None:
        self._due_ms = time.ticks_add(self._due_ms, STEP_MS)
        left_ms = time.ticks_diff(self._due_ms, time.ticks_ms())
        if left_ms < -STEP_MS:  # far behind: steps are not made up for
            self._due_ms = time.ticks_ms()
        elif left_ms > 0:
            time.sleep_ms(left_ms)

    def levels(self) -> int:
        bits = 0 if self._key.value() else KEY
        bits |= 0 if self._pain.value() else PAIN_OK
        # The mirror contact is closed while K1 is open.
        bits |= K1_CLOSED if self._feedback.value() else 0
        bits |= 0 if self._console.value() else CONSOLE
        return bits | (0 if self._home.value() else HOME)

    def drive(self, duty: int, k1: bool, alive: bool, incline: int) -> None:
        self._k1.value(k1)  # first: it needs nothing but itself
        self._alive.value(alive)
        self._asked_duty = duty
        self._pwm.duty_u16(duty)
        self._read_duty = self._pwm.duty_u16()
        self._up.value(incline > 0)
        self._down.value(incline < 0)

    def duty(self) -> int:
        # The counter of the PWM is coarser than 16 bits: what is read is a little off.
        near = abs(self._read_duty - self._asked_duty) <= 64
        return self._asked_duty if near else self._read_duty

    def k1(self) -> bool:
        return self._k1.value() == 1

    def feed(self) -> None:
        self._watchdog.feed()

    def read(self) -> bytes:
        waiting = self._uart.any()
        return self._uart.read(min(waiting, MOST_BYTES)) if waiting else b""

    def write(self, data: bytes) -> None:
        self._uart.write(data)

    def tidy(self, at_rest: bool) -> bool:
        if gc.mem_free() > (2 * SPARE_BYTES if at_rest else SPARE_BYTES):
            return False
        gc.collect()
        return True

    def off(self) -> None:
        self.drive(0, False, False, 0)


def main() -> None:
    """Start the bridge. Settings that are missing or damaged are a fault nobody can clear."""
    micropython.kbd_intr(-1)  # byte 03 is data, not Ctrl-C
    settings, faults = Settings(), F_CONFIG
    try:
        with open("settings.json") as file:
            settings, faults = load(file.read()), 0
    except (OSError, ValueError):
        pass  # F_CONFIG says so
    board = Pico(settings.pwm_hz)
    boot_id = int.from_bytes(os.urandom(4), "little") & LAST or 1
    bridge = Bridge(settings, boot_id, board.now_ms(), machine.reset_cause(), faults)
    board.watch(bridge)
    run(bridge, board)
