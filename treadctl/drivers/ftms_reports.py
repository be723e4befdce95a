"""What a machine reports of its belt, and what is to be believed of that."""

import math
from dataclasses import replace

from treadctl.drivers.quirks import Quirk
from treadctl.model import Notice, NoticeKind, Telemetry
from treadctl.protocols.ftms import RecordAssembler
from treadctl.protocols.miles import kmh

KMH_PER_MPH = kmh(10)
STOP_COUNTS_S = 30.0
HALTED_S = 2.0  # what stands this long is no pause between two seconds
SLOWING_S = 2.0  # so long after a speed that was lower than the one before


class Reports:
    """The records of one connection. `moving`: the last speed that was told was not 0."""

    def __init__(self, quirk: Quirk) -> None:
        self.moving = False
        self._quirk = quirk
        self._records = RecordAssembler()
        self._last_kmh: float | None = None
        self._fell_at = self._started_at = self._stop_at = -math.inf
        self._elapsed_s: float | None = None
        self._told_kmh: float | None = None
        self._ticked_at = math.inf

    def feed(self, data: bytes, at: float) -> Telemetry | None:
        """Take one notification (2ACD); return the record it completes, in km/h. Never raises."""
        record = self._records.feed(data, at)
        if record is None or record.speed_kmh is None:
            return record
        record = self._as_it_stands(record)
        was_moving, self.moving = self.moving, record.speed_kmh != 0
        self._look(record)
        if self._quirk.lone_zeros and was_moving and not self.moving:
            return replace(record, speed_kmh=None)
        return _from_mph(record) if self._quirk.reports_in_mph else record

    def started(self, at: float) -> None:
        """A Start is written; a stop before it counts no more."""
        self._started_at = at

    def stopped(self, at: float) -> None:
        """The last stop was written then; those that repeat it change nothing."""
        if self._stop_at <= self._started_at:
            self._stop_at = at

    def slowing(self, now: float) -> bool:
        """True while the belt is seen to stand, or to slow."""
        return not self.moving or now - self._fell_at <= SLOWING_S

    def _look(self, record: Telemetry) -> None:
        last_kmh, self._last_kmh = self._last_kmh, record.speed_kmh
        if last_kmh is not None and record.speed_kmh is not None and record.speed_kmh < last_kmh:
            self._fell_at = record.at

    def _as_it_stands(self, record: Telemetry) -> Telemetry:
        """A speed that stays as it is behind a stop, and so does the clock of the walk, is 0.

        Never before a stop was written here: a machine that freezes in a walk looks the same. A
        speed that still falls is that of a belt that still moves.
        """
        if not self._quirk.frozen_when_stopped or record.elapsed_s is None:
            return record
        if record.speed_kmh != self._told_kmh:
            self._told_kmh, self._ticked_at = record.speed_kmh, record.at
        if record.elapsed_s != self._elapsed_s:
            self._elapsed_s, self._ticked_at = record.elapsed_s, record.at
            if record.at - self._stop_at > STOP_COUNTS_S:  # somebody started it at the console
                self.started(record.at)
        halted_s = record.at - max(self._ticked_at, self._stop_at)
        stands = self._stop_at > self._started_at and halted_s >= HALTED_S
        return replace(record, speed_kmh=0.0) if stands else record


def in_kmh(notice: Notice, quirk: Quirk, written: bytes | None = None) -> Notice:
    """Return what a machine says of a target in the unit that we speak.

    `written`: the target that was asked for last (2AD9). A machine that takes miles may tell
    either unit, so what it says is read in the one that is nearer to that.
    """
    told = notice.value
    if notice.kind is not NoticeKind.TARGET_SPEED_CHANGED or told is None:
        return notice
    if not quirk.targets_in_mph:
        return notice
    from_miles = told * KMH_PER_MPH
    if written is not None:
        asked = int.from_bytes(written[1:3], "little") / 100 * KMH_PER_MPH
        if abs(told - asked) < abs(from_miles - asked):
            return notice
    return replace(notice, value=from_miles)


def in_percent(notice: Notice, quirk: Quirk) -> Notice:
    """Return what a machine says of a target inclination in percent."""
    told = notice.value
    if notice.kind is not NoticeKind.TARGET_INCLINATION_CHANGED or told is None:
        return notice
    if not quirk.inclinations:
        return replace(notice, value=told / quirk.inclination_scale)
    nearest = min(quirk.inclinations, key=lambda one: abs(one[1] - told * 10))
    return replace(notice, value=nearest[0])


def _from_mph(record: Telemetry) -> Telemetry:
    speed, average = record.speed_kmh, record.average_speed_kmh
    return replace(
        record,
        speed_kmh=None if speed is None else speed * KMH_PER_MPH,
        average_speed_kmh=None if average is None else average * KMH_PER_MPH,
    )
