"""One belt that we set in motion: what was asked of it, and whether it does that. Pure."""

from dataclasses import dataclass, field

from treadctl.model import (
    Command,
    Notice,
    NoticeKind,
    SetTargetInclination,
    SetTargetSpeed,
    StopCause,
    Telemetry,
)
from treadctl.safety.commanded import Commanded
from treadctl.safety.console import ConsoleWatch
from treadctl.safety.frozen import FrozenWatch
from treadctl.safety.known import Known
from treadctl.safety.odometer import Odometer
from treadctl.safety.speed_watch import SpeedWatch
from treadctl.safety.targets import CENTI, Targets

RETURN_FASTER_KMH = 0.3
GO_ON_LIMIT_S = 30.0


@dataclass(slots=True)
class Drive:
    """From Start to the stop.

    `returned_at`: a lost link came back, and nobody said "Go on" yet. `handed_over`: somebody at
    the console changed the speed; from then on the belt is theirs. `unit_known`: by its console,
    before this walk; whether that still holds is watched all the same.
    """

    targets: Targets
    started_at: float
    unit_known: bool = False
    returned_at: float | None = None
    handed_over: bool = False
    _commanded: Commanded = field(default_factory=Commanded)
    _speed: SpeedWatch = field(init=False)
    _console: ConsoleWatch = field(init=False)
    _frozen: FrozenWatch = field(default_factory=FrozenWatch)
    _odometer: Odometer = field(default_factory=Odometer)

    def __post_init__(self) -> None:
        self._speed = SpeedWatch(self._commanded)
        self._console = ConsoleWatch(self.targets.speed.step / CENTI)
        self._commanded.add(self.targets.speed_kmh, self.started_at)

    def aim(self, command: Command, now: float) -> None:
        """Take a wish, cut to the limits."""
        confirmed = self.unit_known or self._speed.unit_confirmed
        self.targets.aim(command, now, unit_confirmed=confirmed)

    def next(self, now: float, *, may_rise: bool) -> Command | None:
        """The next write on the way to the targets, if it is time for one.

        None while a target might be taken for miles.
        """
        if self._speed.unit_key.suspected:
            return None
        command = self.targets.next(now, may_rise=may_rise and self.returned_at is None)
        if isinstance(command, SetTargetSpeed):
            self._commanded.add(command.speed_kmh, now)
            self._console.lowered(command.speed_kmh)
        return command

    def not_taken(self, command: Command, *, known: bool, now: float) -> None:
        """The machine did not take `command`, or (not `known`) nobody can say whether it did.

        It is tried again, unless it may have been taken and would raise something twice.
        """
        if known:
            self.targets.take_back(command, now)
        elif self._falls(command):
            self.targets.say_again(command)

    def _falls(self, command: Command) -> bool:
        match command:
            case SetTargetSpeed():
                return self.targets.speed.falling
            case SetTargetInclination():
                return self.targets.inclination.falling
        return False

    def noticed(self, notice: Notice, now: float) -> None:
        """The machine tells of a target. One that is not ours was set at its console."""
        value = notice.value
        if value is None:
            return
        if notice.kind is NoticeKind.TARGET_SPEED_CHANGED:
            if not self._speed.explained_by_miles(value):
                self.handed_over |= self._console.told(value, self._commanded, now)
        elif notice.kind is NoticeKind.TARGET_INCLINATION_CHANGED:
            self.targets.inclination_told(value)

    def heard(self, record: Telemetry, known: Known) -> StopCause | None:
        """One believed record of the moving belt; the cause to stop for, if any."""
        speed_kmh, at, period_s = record.speed_kmh or 0.0, record.at, known.freshness.period_s
        allowed_kmh = known.speed_when_lost_kmh + RETURN_FASTER_KMH
        if self.returned_at is not None and speed_kmh > allowed_kmh:
            return StopCause.LINK_LOST
        if (cause := self._speed.heard(speed_kmh, at, period_s)) is not None:
            return cause
        if self._frozen.heard(record):
            return StopCause.TELEMETRY_FROZEN
        if self._odometer.heard(speed_kmh, record.distance_m, at):
            return StopCause.UNIT_MISMATCH
        self.handed_over |= self._console.slower(speed_kmh, self._commanded, at, period_s)
        return None

    def unanswered(self, now: float) -> bool:
        """Nobody said "Go on" for too long after a lost link came back."""
        return self.returned_at is not None and now - self.returned_at > GO_ON_LIMIT_S
