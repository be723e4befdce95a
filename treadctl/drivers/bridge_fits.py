"""What the readings of a calibration say of one treadmill behind the bridge. Pure.

Distances between samples are taken by straight lines, which is what a belt under a ramp does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from treadctl.errors import BadInput

_M_S_PER_KMH = 1 / 3.6
HARDEST_COAST_DOWN_M_S2 = 1.0  # standing adults kept their feet (doi:10.3389/fbioe.2021.680883)
HARD_WINDOW_S = 0.5
LEAST_SPEEDS = 3
LEAST_FALLS = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """One reading: loop time in seconds, measured speed, and the duty that it was driven with."""

    at: float
    speed_kmh: float
    duty_percent: float = 0.0


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Duty = `dead_zone_percent` + `percent_per_kmh` * speed: nothing moves below the first."""

    dead_zone_percent: float
    percent_per_kmh: float


def mm_per_pulse(assumed_mm: float, samples: Sequence[Sample], belt_mm: float, turns: int) -> float:
    """Belt per pulse, from `turns` of a belt that is `belt_mm` long, while `samples` came.

    The bridge measured with `assumed_mm`, so its distance is wrong by the factor that is sought.
    Raises BadInput if it measured none.
    """
    told_mm = distance_m(samples) * 1000.0
    if told_mm <= 0.0:
        raise BadInput("No belt was measured. Check the wire of the tachometer.")
    return assumed_mm * turns * belt_mm / told_mm


def distance_m(samples: Sequence[Sample]) -> float:
    """How far the belt went between the first sample and the last."""
    legs = ((a.speed_kmh + b.speed_kmh) / 2 * (b.at - a.at) for a, b in pairwise(samples))
    return sum(legs) * _M_S_PER_KMH


def duty_line(samples: Sequence[Sample]) -> DutyLine:
    """The straight line nearest to samples at steady speeds, by least squares.

    Raises BadInput if there are too few speeds, or more duty does not make this belt faster.
    """
    moving = [one for one in samples if one.speed_kmh > 0.0]
    if len({one.speed_kmh for one in moving}) < LEAST_SPEEDS:
        raise BadInput(f"A line needs {LEAST_SPEEDS} speeds at least. Measure more of them.")
    slope, offset = _line([(one.speed_kmh, one.duty_percent) for one in moving])
    if slope <= 0.0:
        raise BadInput(
            "More duty makes this belt no faster. Check the wires of PWM and tachometer."
        )
    return DutyLine(max(0.0, offset), slope)


def coast_down_m_s2(samples: Sequence[Sample]) -> float:
    """How hard the belt brakes once its output is cut: the hardest HARD_WINDOW_S there was.

    `samples` begin with the cut. Readings of 0 are left out: a tachometer that sees no pulse says
    0 at once, whatever the belt does. Raises BadInput if too few are left.
    """
    falling = [one for one in samples if one.speed_kmh > 0.0]
    if len(falling) < LEAST_FALLS:
        raise BadInput("The belt stood before it could be measured. Cut it at a higher speed.")
    windows = (_from(falling, index) for index in range(len(falling)))
    falls = [_line(window)[0] for window in windows if len(window) >= LEAST_FALLS]
    return max(0.0, -min(falls)) * _M_S_PER_KMH


def _from(samples: Sequence[Sample], index: int) -> list[tuple[float, float]]:
    """Time and speed of the samples within one window; the last window is as long as any."""
    begin = min(samples[index].at, samples[-1].at - HARD_WINDOW_S)
    return [
        (one.at, one.speed_kmh) for one in samples if 0.0 <= one.at - begin <= HARD_WINDOW_S + 1e-9
    ]


def _line(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Slope and offset of the line nearest to (x, y) points with at least two different x."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    return slope, mean_y - slope * mean_x
