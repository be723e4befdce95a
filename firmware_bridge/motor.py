"""The duty that a speed needs, kept by the tach; how fast both may change.

Whole numbers alone, so that a step takes no memory.
"""

from firmware_bridge.settings import Settings

STOP_DECEL = 180  # 0.5 m/s2
_FINE = 1000  # 0.01 km/h/s for 1 ms is 0.01 km/h / 1000: nothing is rounded away
_TRIM_GAIN = 7  # 1/1000 duty for each ms that the belt is 0.01 km/h off: settles in some 4 s
_MOST_TRIM = 6_554 * _FINE  # 10 %: more than a walker's weight takes


class Motor:
    """`duty` of 65535 goes to the output. The commanded speed moves towards `target_ckmh`."""

    def __init__(self, settings: Settings) -> None:
        self.duty = 0
        self.target_ckmh = 0
        self._settings = settings
        self._command = 0  # 0.01 km/h / 1000
        self._trim = 0  # duty / 1000
        self._from_duty = self._from_ckmh = 0

    @property
    def command_ckmh(self) -> int:
        """Return the speed that the duty is meant for now."""
        return self._command // _FINE

    @property
    def steady(self) -> bool:
        """Return whether the commanded speed is the target."""
        return self._command == self.target_ckmh * _FINE

    def drive(self, dt_ms: int, accel: int, decel: int) -> None:
        """Move towards the target for `dt_ms`."""
        target = self.target_ckmh * _FINE
        if self._command < target:
            self._command = min(self._command + accel * dt_ms, target)
        else:
            self._command = max(self._command - decel * dt_ms, target)
        self._set_duty()

    def trim(self, dt_ms: int, speed_ckmh: int) -> None:
        """Correct the duty by what the belt is off. For a steady command and a belt that moves."""
        off_ckmh = self.command_ckmh - speed_ckmh
        trim = self._trim + off_ckmh * dt_ms * _TRIM_GAIN
        self._trim = max(-_MOST_TRIM, min(trim, _MOST_TRIM))

    def begin_stop(self) -> None:
        """Remember where the ramp to 0 begins."""
        self.target_ckmh = 0
        self._from_duty, self._from_ckmh = self.duty, self.command_ckmh

    def slow(self, dt_ms: int) -> None:
        """Go down the ramp to 0, whatever the tach says: the duty never rises here."""
        self._command = max(self._command - STOP_DECEL * dt_ms, 0)
        drive = self._from_duty - self._settings.dead_zone_duty
        if self._command and self._from_ckmh and drive > 0:
            fallen = drive * self.command_ckmh // self._from_ckmh
            self.duty = self._settings.dead_zone_duty + fallen
        else:
            self.duty = 0

    def off(self) -> None:
        """Take the duty away at once."""
        self.duty = self.target_ckmh = self._command = self._trim = 0

    def _set_duty(self) -> None:
        if not self._command:
            self.duty = self._trim = 0
            return
        # 0.001 km/h: finer would need numbers above 30 bits
        line = self._settings.duty_per_kmh * (self._command // 100) // 1000
        duty = self._settings.dead_zone_duty + line + self._trim // _FINE
        self.duty = max(0, min(duty, self._settings.max_duty))
