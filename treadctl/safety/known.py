"""What is known of one belt, and how well. Pure; it outlives connections, trust does not."""

from dataclasses import dataclass, field

from treadctl.model import Machine, Telemetry
from treadctl.safety.freshness import Freshness
from treadctl.safety.plausible import Plausibility

ZEROS_TO_STAND = 2  # a Merach MRK-T sends isolated zeros while it runs (cagnulein/qdomyos-zwift)


@dataclass(slots=True)
class Known:
    """The believed measurements. A value is None from the moment nobody can vouch for it."""

    machine: Machine | None = None
    freshness: Freshness = field(default_factory=Freshness)
    speed_kmh: float | None = None
    inclination_percent: float | None = None
    distance_m: int | None = None
    heart_rate_bpm: int | None = None
    standing_since: float | None = None
    lost_at: float | None = None
    records: int = 0
    speed_when_lost_kmh: float = 0.0
    _plausibility: Plausibility = field(default_factory=Plausibility)
    _zeros: int = 0
    _told_speed: bool = False

    def lost(self, now: float) -> None:
        """The link is gone, and with it all that was known of the belt."""
        if self.lost_at is None:
            self.lost_at = now
            self.speed_when_lost_kmh = self.speed_kmh or 0.0
        self.freshness.heard_at = None
        self._plausibility = Plausibility()
        self.speed_kmh = self.inclination_percent = self.standing_since = None
        self.distance_m = self.heart_rate_bpm = None
        self._zeros = 0

    def heard(self, record: Telemetry) -> bool:
        """Take one record in; False if it is noise, which does not count as being heard.

        A field that `record` does not carry keeps its last value.
        """
        if not self._plausibility.accepts(record):
            return False
        self.records += 1
        if record.inclination_percent is not None:
            self.inclination_percent = record.inclination_percent
        if record.distance_m is not None:
            self.distance_m = record.distance_m
        if record.heart_rate_bpm is not None:
            self.heart_rate_bpm = record.heart_rate_bpm or None  # 0 is "no sensor" on consoles
        if record.speed_kmh is not None:
            self.freshness.heard(record.at)
            self._measured(record.speed_kmh, record.at)
        return True

    def stands(self, now: float, for_s: float = 0.0) -> bool:
        """True if the belt was measured standing that long, and the measurement is fresh."""
        since = self.standing_since
        return since is not None and now - since >= for_s and not self.freshness.in_doubt(now)

    def fastest_possible_kmh(self, target_kmh: float) -> float:
        """How fast a belt may be now that was last asked for `target_kmh`; 0 for none."""
        known_kmh = self.speed_when_lost_kmh if self.speed_kmh is None else self.speed_kmh
        return max(known_kmh, target_kmh)

    @property
    def linked(self) -> bool:
        """True while a described machine is connected."""
        return self.machine is not None and self.lost_at is None

    @property
    def tells_no_speed(self) -> bool:
        """True for a machine that was heard and has never said how fast the belt is."""
        return self.records > 0 and not self._told_speed

    @property
    def minimum_kmh(self) -> float:
        """The lowest speed the machine can be set to; 0 where it did not say."""
        given = self.machine.speed_kmh if self.machine else None
        return given.low if given else 0.0

    def _measured(self, speed_kmh: float, at: float) -> None:
        self.speed_kmh, self._told_speed = speed_kmh, True
        self._zeros = self._zeros + 1 if speed_kmh == 0 else 0
        if speed_kmh > 0:
            self.standing_since = None
        elif self._zeros >= ZEROS_TO_STAND and self.standing_since is None:
            self.standing_since = at
