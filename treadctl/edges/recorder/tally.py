"""What a walk came to, counted along with it, in the words of the session summary. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from treadctl.model import BeltState, StopCause

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """The totals so far. `distance_m` adds up what the machine counted, also across a reset."""

    samples: int = 0
    peak_speed_kmh: float | None = None
    peak_inclination_percent: float | None = None
    distance_m: float | None = None
    odometer_m: float | None = None
    stopped_by: str | None = None
    latched: bool = False
    stood: bool = False

    def with_sample(self, data: Mapping[str, Any]) -> "Tally":
        """One measured sample more."""
        odometer_m, distance_m = data.get("distance_m"), self.distance_m
        if odometer_m is not None:
            further_m = 0 if self.odometer_m is None else max(0, odometer_m - self.odometer_m)
            distance_m = (distance_m or 0) + further_m
        return replace(
            self,
            samples=self.samples + 1,
            peak_speed_kmh=_peak(self.peak_speed_kmh, data.get("speed_kmh")),
            peak_inclination_percent=_peak(
                self.peak_inclination_percent, data.get("inclination_percent")
            ),
            distance_m=distance_m,
            odometer_m=self.odometer_m if odometer_m is None else odometer_m,
        )

    def with_event(self, data: Mapping[str, Any]) -> "Tally":
        """One event more. The first cause counts: later ones only follow from it."""
        match data["event"]:
            case "stop_requested":
                return replace(self, stopped_by=self.stopped_by or str(data["cause"]), stood=False)
            case "handed_over":
                return replace(self, stopped_by=self.stopped_by or StopCause.CONSOLE.value)
            case "latched":
                return replace(self, latched=True)
            case "standing":
                return replace(self, stood=True)
        return self

    def summary(self, duration_s: float, belt: str | None) -> Json:
        """The totals of a walk that is over, the belt being as `belt` says; None: nobody knows."""
        stands = self.stood or belt == BeltState.STANDING
        found = {
            "outcome": _outcome(self.stopped_by, stands=stands),
            "stopped_by": self.stopped_by,
            "latched": self.latched,
            "duration_s": round(duration_s, 1),
            "distance_m": self.distance_m,
            "peak_speed_kmh": self.peak_speed_kmh,
            "peak_inclination_percent": self.peak_inclination_percent,
            "samples": self.samples,
        }
        return {key: value for key, value in found.items() if value is not None}


def _peak(before: float | None, value: float | None) -> float | None:
    if before is None or value is None:
        return value if before is None else before
    return max(before, value)


def _outcome(cause: str | None, *, stands: bool) -> str:
    if cause in (None, StopCause.NOT_STARTED, StopCause.INTERRUPTED) or not stands:
        return "failed"
    return "finished" if cause == StopCause.FINISHED else "stopped"
