"""A walk as the exports get it."""

from collections.abc import Mapping

from treadctl.edges.history import PastSample, PastWalk
from treadctl.edges.recorder.kept import utc

START_MS = 1_772_366_400_000  # 2026-03-01, 12:00 UTC
WALK = PastWalk(
    "01KJM8MTG0000000000000TEST",
    "guest",
    "gentle-start",
    True,
    50_000,
    START_MS,
    {"outcome": "finished", "duration_s": 60.0, "distance_m": 48, "peak_speed_kmh": 3.6},
)


def measured(t_s: float, data: Mapping[str, float]) -> PastSample:
    return PastSample(t_s, utc(START_MS + round(t_s * 1000)), data)


def samples() -> list[PastSample]:
    """A minute at 1 Hz; the heart is not heard at first."""
    return [
        measured(
            float(n),
            {
                "speed_kmh": 3.6 if n > 10 else 1.8,
                "distance_m": 1000 + n,
                "inclination_percent": 1.5,
            }
            | ({"heart_rate_bpm": 90 + n // 10} if n > 20 else {}),
        )
        for n in range(60)
    ]
