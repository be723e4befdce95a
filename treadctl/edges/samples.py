"""Which snapshots carry a new measurement, and what it says. Pure."""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

_SAME_SAMPLE_S = 0.005  # ages are rounded
_MEASURED = (
    "speed_kmh",
    "target_speed_kmh",
    "inclination_percent",
    "target_inclination_percent",
    "distance_m",
    "heart_rate_bpm",
)
_OF_WALK = ("elapsed_s", "remaining_s")


class Samples:
    """Looks at one snapshot after the other, and finds each measured sample once."""

    def __init__(self) -> None:
        self._measured_at = float("-inf")

    def take(self, snapshot: Json) -> tuple[float, dict[str, Any]] | None:
        """(loop time of the measurement, what it says); None if nothing new was measured.

        What is not known is absent.
        """
        at = measured_at(snapshot)
        if at is None or at <= self._measured_at + _SAME_SAMPLE_S:
            return None
        self._measured_at = at
        walk = snapshot.get("walk", {})
        sample = {key: snapshot[key] for key in _MEASURED if key in snapshot}
        return at, sample | {key: walk[key] for key in _OF_WALK if key in walk}


def measured_at(snapshot: Json) -> float | None:
    """Loop time of the sample in `snapshot`, good to a millisecond; None without one."""
    return snapshot["at"] - snapshot["age_s"] if "age_s" in snapshot else None
