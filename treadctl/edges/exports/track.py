"""A walk as export files see it: one point for each measurement, distances from the start. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from treadctl.edges.history import PastSample, PastWalk
from treadctl.edges.recorder.kept import utc
from treadctl.edges.recorder.tally import Tally

KMH_IN_M_S = 3.6


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement. `distance_m` is from the start of the walk."""

    when: datetime
    speed_m_s: float | None
    distance_m: float | None
    inclination_percent: float | None
    heart_rate_bpm: int | None


@dataclass(frozen=True, slots=True)
class Track:
    """A walk and its points, in order; there may be none. What was never measured is None."""

    started: datetime
    ended: datetime
    points: tuple[Point, ...]
    distance_m: float | None
    peak_speed_m_s: float | None

    @property
    def duration_s(self) -> float:
        """From the start to the end."""
        return (self.ended - self.started).total_seconds()


def track(walk: PastWalk, samples: Sequence[PastSample]) -> Track:
    """The track of a walk with these samples."""
    points, tally = [], Tally()
    for one in samples:
        tally = tally.with_sample(one.data)
        points.append(_point(one, tally.distance_m))
    measured_ms = round(1000 * max((one.t_s for one in samples), default=0.0))
    told_ms = round(1000 * walk.summary.get("duration_s", 0.0))
    peak_kmh = walk.summary.get("peak_speed_kmh", tally.peak_speed_kmh)
    return Track(
        started=walk.started,
        ended=utc(walk.started_utc_ms + max(measured_ms, told_ms)),
        points=tuple(points),
        distance_m=walk.summary.get("distance_m", tally.distance_m),
        peak_speed_m_s=None if peak_kmh is None else peak_kmh / KMH_IN_M_S,
    )


def _point(sample: PastSample, distance_m: float | None) -> Point:
    speed_kmh, heart_rate_bpm = sample.data.get("speed_kmh"), sample.data.get("heart_rate_bpm")
    return Point(
        when=sample.when,
        speed_m_s=None if speed_kmh is None else speed_kmh / KMH_IN_M_S,
        distance_m=distance_m,
        inclination_percent=sample.data.get("inclination_percent"),
        heart_rate_bpm=None if heart_rate_bpm is None else int(heart_rate_bpm),
    )
