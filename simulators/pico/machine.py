"""What MicroPython's `machine` is on a Pico, for its Unix port: pins with a treadmill behind them.

Runs on MicroPython. The treadmill moves as the duty is set, which the firmware does each step: a
belt with a lag of 0.5 s, a tach, a K1 that needs its beat. Prints `MS DUTY K1` at each change of
an output and obeys a line on stdin at each step: `pain`, `key` (press, pull), `raise` (an error
within the control step), `mark` (prints `mark MS STOLEN_US`: the clock and what it left out).
"""

import os
import select
import sys
import termios
import time

WDT_RESET = 3
_LAG_MS = 500
_COAST_CKMH_S = 360
_BEAT_MS = 100
_STAND_CKMH = 5
_PINS = {}
_OUTPUTS = {"duty": 0, "told": None}
_K1_PIN = 3  # as in board_pico


def _tell():
    now = (_OUTPUTS["duty"], _PINS[_K1_PIN].level)
    if now != _OUTPUTS["told"]:
        _OUTPUTS["told"] = now
        print(time.ticks_ms(), *now)


def reset_cause():
    """Return that of a power-on."""
    return 1


class Pin:
    """A pin that keeps its level; `handler` is its interrupt's."""

    IN, OUT, PULL_UP, IRQ_RISING = 0, 1, 1, 1

    def __init__(self, number, mode=0, pull=None, value=None):
        self.level = value or 0
        self.handler = None
        self.changed_ms = 0
        _PINS[number] = self

    def value(self, level=None):
        """Return the level, or set it."""
        if level is None:
            return self.level
        if self.level != level:
            self.level = 1 if level else 0
            self.changed_ms = time.ticks_ms()
            _tell()
        return None

    def irq(self, handler, trigger, hard):
        """Call `handler` at rising edges."""
        self.handler = handler

    def rise(self):
        """Be 1, and interrupt."""
        self.level = 1
        if self.handler:
            self.handler(self)


class PWM:
    """An output; setting it lets time pass on the treadmill."""

    def __init__(self, pin, freq, duty_u16):
        self._duty = duty_u16
        self._treadmill = None

    def duty_u16(self, duty=None):
        """Return the duty, or set it."""
        if duty is None:
            return self._duty
        self._duty = duty
        _OUTPUTS["duty"] = duty
        _tell()
        if self._treadmill is None:
            self._treadmill = Treadmill()
        self._treadmill.step(duty)
        return None


class WDT:
    """A watchdog that only notes when it would have bitten."""

    def __init__(self, timeout):
        self._timeout_ms = timeout
        self._fed_ms = time.ticks_ms()

    def feed(self):
        """Be fed."""
        now_ms = time.ticks_ms()
        if time.ticks_diff(now_ms, self._fed_ms) > self._timeout_ms:
            print("watchdog")
        self._fed_ms = now_ms


class UART:
    """The pty named in $BRIDGE_TTY."""

    def __init__(self, number, baud, tx, rx, txbuf, rxbuf, timeout):
        self._file = open(os.getenv("BRIDGE_TTY"), "r+b", 0)
        termios.setraw(self._file.fileno())
        self._poll = select.poll()
        self._poll.register(self._file, select.POLLIN)

    def any(self):
        """Return whether something came: 1 byte is known of, no more."""
        return 1 if self._poll.poll(0) else 0

    def read(self, size):
        """Return up to `size` bytes."""
        data = self._file.read(size)
        while data and len(data) < 128 and self.any():
            data += self._file.read(1)
        return data

    def write(self, data):
        """Hand over all bytes."""
        self._file.write(data)


class Treadmill:
    """What hangs on the pins."""

    def __init__(self):
        from firmware_bridge import board_pico
        from firmware_bridge.settings import Settings, load

        try:
            with open("settings.json") as file:
                self._settings = load(file.read())
        except ValueError:
            self._settings = Settings()
        pins = _PINS
        self._k1, self._alive = pins[board_pico.K1_PIN], pins[board_pico.ALIVE_PIN]
        self._key, self._pain = pins[board_pico.KEY_PIN], pins[board_pico.PAIN_PIN]
        self._feedback, self._tach = pins[board_pico.K1_FEEDBACK_PIN], pins[board_pico.TACH_PIN]
        for number in (board_pico.CONSOLE_PIN, board_pico.HOME_PIN):
            pins[number].level = 1
        self._poll = select.poll()
        self._poll.register(sys.stdin, select.POLLIN)
        self._at_ms = time.ticks_ms()
        self._speed_ckmh = self._way_um = 0

    def step(self, duty):
        """Let the time pass that has passed."""
        now_ms = time.ticks_ms()
        dt_ms = time.ticks_diff(now_ms, self._at_ms)
        self._at_ms = now_ms
        self._obey()
        beats = time.ticks_diff(now_ms, self._alive.changed_ms) < _BEAT_MS
        closed = self._k1.level and beats and not self._key.level
        self._feedback.level = 1 if closed else 0
        self._move(duty, closed, dt_ms)

    def _obey(self):
        if self._poll.poll(0):
            word = sys.stdin.readline().strip()
            if word == "pain":
                self._pain.rise()
            elif word == "key":
                self._key.rise()
            elif word == "mark":
                print("mark", time.ticks_ms(), time.stolen_us)
            elif word == "raise":
                raise RuntimeError("asked for")

    def _move(self, duty, closed, dt_ms):
        settings = self._settings
        if closed:
            aim = max(duty - settings.dead_zone_duty, 0) * 100 / settings.duty_per_kmh
            self._speed_ckmh += (aim - self._speed_ckmh) * min(dt_ms / _LAG_MS, 1)
            stands = aim == 0
        else:
            self._speed_ckmh -= _COAST_CKMH_S * dt_ms / 1000
            stands = True
        if stands and self._speed_ckmh < _STAND_CKMH:
            self._speed_ckmh = 0
        self._way_um += self._speed_ckmh * dt_ms * 1000 / 360
        if settings.um_per_pulse and self._way_um >= settings.um_per_pulse:
            self._way_um -= settings.um_per_pulse
            self._tach.rise()
