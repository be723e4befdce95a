"""One belt that we set in motion: what was asked of it, and whether it does that. Pure."""

from dataclasses import dataclass, field

from treadctl.model import Command, SetTargetInclination, SetTargetSpeed, StopCause
from treadctl.safety.known import Known
from treadctl.safety.speed_watch import SpeedWatch
from treadctl.safety.targets import Targets

RETURN_FASTER_KMH = 0.3
GO_ON_LIMIT_S = 30.0


@dataclass(slots=True)
class Drive:
    """From Start to the stop. `returned_at`: a lost link came back, and nobody said "Go on" yet."""

    targets: Targets
    started_at: float
    returned_at: float | None = None
    _watch: SpeedWatch = field(default_factory=SpeedWatch)

    def __post_init__(self) -> None:
        self._watch.commanded(self.targets.speed_kmh, self.started_at)

    def aim(self, command: Command, now: float) -> None:
        """Take a wish, cut to the limits."""
        self.targets.aim(command, now, unit_confirmed=self._watch.unit_confirmed)

    def next(self, now: float, *, may_rise: bool) -> Command | None:
        """The next write on the way to the targets, if it is time for one."""
        command = self.targets.next(now, may_rise=may_rise and self.returned_at is None)
        if isinstance(command, SetTargetSpeed):
            self._watch.commanded(command.speed_kmh, now)
        return command

    def not_taken(self, command: Command, *, known: bool, now: float) -> None:
        """The machine did not take `command`, or (not `known`) nobody can say whether it did.

        It is tried again, unless it may have been taken and would raise something twice.
        """
        if known or self._falls(command):
            self.targets.take_back(command, now)

    def _falls(self, command: Command) -> bool:
        match command:
            case SetTargetSpeed():
                return self.targets.speed.falling
            case SetTargetInclination():
                return self.targets.inclination.falling
        return False

    def heard(self, speed_kmh: float, at: float, known: Known) -> StopCause | None:
        """One believed speed of the moving belt; the cause to stop for, if any."""
        allowed_kmh = known.speed_when_lost_kmh + RETURN_FASTER_KMH
        if self.returned_at is not None and speed_kmh > allowed_kmh:
            return StopCause.LINK_LOST
        return self._watch.heard(speed_kmh, at, known.freshness.period_s)

    def unanswered(self, now: float) -> bool:
        """Nobody said "Go on" for too long after a lost link came back."""
        return self.returned_at is not None and now - self.returned_at > GO_ON_LIMIT_S
