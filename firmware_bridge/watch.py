"""Whether the belt does what the duty should make it do. Each rule gives a fault bit or nothing."""

from firmware_bridge.motor import STOP_DECEL
from firmware_bridge.settings import DRIVE, Settings
from firmware_bridge.tach import Tach
from firmware_bridge.ticks import longer
from firmware_bridge.wire import F_OVERSPEED, F_TACH, F_TRACKING

OVER_CKMH, OVER_MS = 50, 200
OFF_CKMH, OFF_PART, OFF_MS = 80, 5, 3000
TACH_LEAST_MS, TACH_MOST_MS = 300, 2000
NATIVE_DECEL = 72  # 0.2 m/s2: what a treadmill's own stop does at least
LAG_CKMH, LAG_MS = 100, 1000
CAP_MS = 2000


class Watch:
    """Holds the stopwatches of the rules; `settings` and `tach` are the bridge's own."""

    def __init__(self, settings: Settings, tach: Tach) -> None:
        self._settings = settings
        self._tach = tach
        self._over_ms = self._off_ms = self._ramp_ms = 0
        self._driven_ms = self._steady_ms = 0
        self._from_ckmh = 0

    def overspeed(self, limit_ckmh: int, dt_ms: int) -> int:
        """Return the fault of a belt that is too fast for too long."""
        if self._tach.speed_ckmh <= limit_ckmh + OVER_CKMH:
            self._over_ms = 0
            return 0
        self._over_ms += dt_ms
        return F_OVERSPEED if self._over_ms >= OVER_MS else 0

    def tracking(self, command_ckmh: int, steady: bool, dt_ms: int) -> int:
        """Return the fault of a belt that does not keep a speed that does not change."""
        off_ckmh = abs(self._tach.speed_ckmh - command_ckmh)
        if not steady or off_ckmh <= max(OFF_CKMH, command_ckmh // OFF_PART):
            self._off_ms = 0
            return 0
        self._off_ms += dt_ms
        return F_TRACKING if self._off_ms >= OFF_MS else 0

    def tach_lost(self, command_ckmh: int, steady: bool, dt_ms: int) -> int:
        """Return the fault of a belt that is driven and gives no pulse."""
        self._steady_ms = longer(self._steady_ms, dt_ms) if steady else 0
        if command_ckmh < self._settings.min_ckmh:
            self._driven_ms = 0
            return 0
        self._driven_ms = longer(self._driven_ms, dt_ms)
        limit_ms = self._longest_period_ms(command_ckmh)
        return F_TACH if min(self._driven_ms, self._tach.quiet_ms) >= limit_ms else 0

    def _longest_period_ms(self, command_ckmh: int) -> int:
        if self._steady_ms < TACH_MOST_MS:  # a belt that is still to follow is slower
            return TACH_MOST_MS
        # 1.5 periods: 1.5 * um * 360 / ckmh us
        late_ms = self._settings.um_per_pulse * 54 // (command_ckmh * 100)
        return max(TACH_LEAST_MS, min(late_ms, TACH_MOST_MS))

    def begin_stop(self, command_ckmh: int) -> None:
        """Plan the way to 0 from the speed the belt has now."""
        self._ramp_ms = 0
        self._from_ckmh = max(command_ckmh, self._tach.speed_ckmh)
        if not self._settings.um_per_pulse:
            self._from_ckmh = self._settings.max_ckmh

    def lags(self, dt_ms: int) -> int:
        """Return the fault of a belt that does not slow as planned."""
        self._ramp_ms = longer(self._ramp_ms, dt_ms)
        if self._tach.quiet_ms:  # only a pulse proves a speed; between two it is the most it can be
            return 0
        # A belt is late by nature: the plan is held against it LAG_MS later.
        fallen_ckmh = self._decel * max(self._ramp_ms - LAG_MS, 0) // 1000
        planned_ckmh = max(self._from_ckmh - fallen_ckmh, 0)
        return F_TRACKING if self._tach.speed_ckmh > planned_ckmh + LAG_CKMH else 0

    def ramp_over(self) -> bool:
        """Return whether the time planned for a stop is over, and CAP_MS with it."""
        return self._ramp_ms > self._from_ckmh * 1000 // self._decel + CAP_MS

    @property
    def _decel(self) -> int:
        return STOP_DECEL if self._settings.role == DRIVE else NATIVE_DECEL
