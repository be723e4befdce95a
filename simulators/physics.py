"""A belt, its incline motor and a walker's heart, as numbers over time. Pure: `now` is given.

Every change of speed is a straight line between two moments, so distance and peaks are exact
however rarely `advance` is called.
"""

import math
from collections import deque
from dataclasses import dataclass

KMH_PER_MPH = 1.609344
_M_S_PER_KMH = 1 / 3.6
_KCAL_PER_M = 0.055  # a walking adult of 75 kg spends about 55 kcal on a flat kilometre
_STEP_M = 0.55


@dataclass(frozen=True, slots=True)
class Drive:
    """What one machine's motors do. `dead_time_s` passes before the belt follows any order."""

    min_speed_kmh: float = 0.5
    max_speed_kmh: float = 12.0
    accel_kmh_s: float = 0.5
    decel_kmh_s: float = 0.5
    stop_kmh_s: float = 1.8  # 0.5 m/s2
    key_kmh_s: float = 3.6  # 1.0 m/s2: power is cut, only friction brakes
    dead_time_s: float = 0.3
    countdown_s: float = 3.0
    incline_percent_s: float = 0.25


class Heart:
    """A walker's heart: it nears 75 bpm plus a share for speed and incline, slowly, and wanders.

    The share is a design choice: some 110 bpm at 5 km/h on the flat. A healthy heart is never
    still: it goes with the breath and with waves of 10 s (Julien, Cardiovasc Res 2006;70:12).
    `asked_bpm` is a rate that a story asks for; `held_bpm` is what a frozen sensor shows.
    """

    TIME_CONSTANT_S = 40.0
    WAVE_S, WAVE_SHARE = 10.0, 0.02
    BREATH_S, BREATH_SHARE = 4.0, 0.01

    def __init__(self) -> None:
        self.rate_bpm = 75.0
        self.asked_bpm: float | None = None
        self.held_bpm: float | None = None
        self._beaten_s = 0.0

    @property
    def bpm(self) -> int:
        """Return what a sensor shows, in whole beats per minute, at most 255."""
        if self.held_bpm is not None:
            return round(self.held_bpm)
        rate_bpm = self.rate_bpm if self.asked_bpm is None else self.asked_bpm
        turn = 2 * math.pi * self._beaten_s
        wander = self.WAVE_SHARE * math.sin(turn / self.WAVE_S)
        wander += self.BREATH_SHARE * math.sin(turn / self.BREATH_S)
        return min(255, round(rate_bpm * (1.0 + wander)))

    def advance(self, dt_s: float, speed_kmh: float, inclination_percent: float) -> None:
        """Let `dt_s` pass at this speed and inclination."""
        self._beaten_s += dt_s
        aim_bpm = 75.0 + speed_kmh * (7.0 + 1.5 * max(inclination_percent, 0.0))
        self.rate_bpm = aim_bpm + (self.rate_bpm - aim_bpm) * math.exp(-dt_s / self.TIME_CONSTANT_S)


class Belt:
    """One belt's own truth: what it does, not what anybody asked for or was told.

    Orders (`start`, `follow`, `stop`) take effect after the drive's delays. Faults are plain
    attributes: `runaway_kmh_s` (the belt gains this while it should hold or follow),
    `stuck`, `late_stop_s` (added to the dead time of a stop).

    `corners` has (time, km/h) wherever the speed begins or ends to change: between two of them it
    is a straight line, and two at one time are a jump.
    """

    def __init__(self, drive: Drive, now: float) -> None:
        self.drive = drive
        self.speed_kmh = 0.0
        self.corners: list[tuple[float, float]] = [(now, 0.0)]
        self.inclination_percent = 0.0
        self.distance_m = 0.0
        self.elapsed_s = 0.0
        self.peak_speed_kmh = 0.0
        self.peak_inclination_percent = 0.0
        self.heart = Heart()
        self.started = False
        self.runaway_kmh_s = 0.0
        self.late_stop_s = 0.0
        self.stuck = False
        self._at = now
        self._orders: deque[tuple[float, float, float]] = deque()  # at, aim km/h, fall km/h/s
        self._aim_kmh = 0.0
        self._fall_kmh_s = drive.decel_kmh_s
        self._incline_aim_percent = 0.0

    @property
    def standing(self) -> bool:
        """Return whether the belt stands with no order to move left."""
        return self.speed_kmh == 0.0 and not self.started and not self._orders

    @property
    def energy_kcal(self) -> float:
        """Return what the walk has cost so far."""
        return self.distance_m * _KCAL_PER_M

    @property
    def steps(self) -> int:
        """Return the steps taken so far."""
        return int(self.distance_m / _STEP_M)

    def start(self, now: float, target_kmh: float | None = None) -> None:
        """Count down, then move: to `target_kmh`, or at the drive's lowest speed."""
        self.advance(now)
        self.started = True
        aim_kmh = self.drive.min_speed_kmh if target_kmh is None else target_kmh
        self._orders.append((now + self.drive.countdown_s, aim_kmh, self.drive.decel_kmh_s))

    def follow(self, now: float, target_kmh: float) -> None:
        """Change a started belt's speed; during the countdown, the speed it will start with."""
        self.advance(now)
        at = now + self.drive.dead_time_s
        if self._orders:  # an order overtakes none before it: the countdown is counted out
            at = max(at, self._orders[-1][0])
        self._orders.append((at, target_kmh, self.drive.decel_kmh_s))

    def stop(self, now: float) -> None:
        """Stop as the machine's own stop does; orders still waiting are dropped.

        A stop that is already under way goes on as it was: asking twice delays nothing.
        """
        if self.started:
            self._halt(now, self.drive.dead_time_s + self.late_stop_s, self.drive.stop_kmh_s)

    def cut(self, now: float) -> None:
        """Stop as a pulled safety key does: at once, whatever else is wrong with the belt."""
        self._halt(now, 0.0, self.drive.key_kmh_s)

    def tilt(self, now: float, target_percent: float) -> None:
        """Send the incline motor to `target_percent`."""
        self.advance(now)
        self._incline_aim_percent = target_percent

    def jump(self, now: float, by_kmh: float) -> None:
        """Make the belt faster by `by_kmh` in no time, and hold that until the next order."""
        self.advance(now)
        if self.speed_kmh > 0.0:
            self._aim_kmh += by_kmh
            self._turn(now, now, self.speed_kmh + by_kmh)
            self.peak_speed_kmh = max(self.peak_speed_kmh, self.speed_kmh)

    def advance(self, now: float) -> None:
        """Let time pass up to `now`."""
        dt_s = now - self._at
        if dt_s <= 0.0:
            return
        while self._orders and self._orders[0][0] <= now:
            at, aim_kmh, fall_kmh_s = self._orders.popleft()
            self._run(at)
            self._aim_kmh, self._fall_kmh_s = aim_kmh, fall_kmh_s
        self._run(now)
        self._tilt(dt_s)
        self.heart.advance(dt_s, self.speed_kmh, self.inclination_percent)

    def _halt(self, now: float, delay_s: float, fall_kmh_s: float) -> None:
        self.advance(now)
        self.started = False
        self._orders.clear()
        self._incline_aim_percent = self.inclination_percent
        if self.speed_kmh > 0.0 and delay_s > 0.0:
            self._orders.append((now + delay_s, 0.0, fall_kmh_s))
        else:
            self._aim_kmh, self._fall_kmh_s = 0.0, fall_kmh_s

    def _run(self, until: float) -> None:
        """Move the belt in a straight line to its aim, then hold, up to `until`."""
        left_s = until - self._at
        self._at = until
        if left_s <= 0.0 or (self._aim_kmh == 0.0 and self.speed_kmh == 0.0):
            return
        if self.stuck:
            self._turn(until - left_s, until - left_s, 0.0)
            self.elapsed_s += left_s
            return
        aim_kmh, rate_kmh_s = self._course()
        gap_kmh = aim_kmh - self.speed_kmh
        ramp_s = min(left_s, abs(gap_kmh) / rate_kmh_s)
        before_kmh = self.speed_kmh
        arrives = ramp_s < left_s
        reached_kmh = (
            aim_kmh if arrives else before_kmh + math.copysign(rate_kmh_s, gap_kmh) * ramp_s
        )
        hold_s = left_s - ramp_s
        self._turn(until - left_s, until - hold_s, reached_kmh)
        ramp_m = (before_kmh + self.speed_kmh) / 2 * ramp_s * _M_S_PER_KMH
        self.distance_m += ramp_m + self.speed_kmh * hold_s * _M_S_PER_KMH
        self.elapsed_s += left_s if aim_kmh else ramp_s
        self.peak_speed_kmh = max(self.peak_speed_kmh, self.speed_kmh)

    def _turn(self, begins: float, ends: float, reached_kmh: float) -> None:
        """Be at another speed after a straight line between two moments."""
        if reached_kmh == self.speed_kmh:
            return
        if self.corners[-1] != (begins, self.speed_kmh):
            self.corners.append((begins, self.speed_kmh))
        self.corners.append((ends, reached_kmh))
        self.speed_kmh = reached_kmh

    def _course(self) -> tuple[float, float]:
        """Return the speed the belt heads for and how fast it changes, in km/h and km/h/s."""
        if self.runaway_kmh_s > 0.0 and self._aim_kmh > 0.0:
            return self.drive.max_speed_kmh, self.runaway_kmh_s
        rising = self._aim_kmh > self.speed_kmh
        return self._aim_kmh, self.drive.accel_kmh_s if rising else self._fall_kmh_s

    def _tilt(self, dt_s: float) -> None:
        gap_percent = self._incline_aim_percent - self.inclination_percent
        if gap_percent:
            reach_percent = min(abs(gap_percent), self.drive.incline_percent_s * dt_s)
            self.inclination_percent += math.copysign(reach_percent, gap_percent)
            self.peak_inclination_percent = max(
                self.peak_inclination_percent, self.inclination_percent
            )
