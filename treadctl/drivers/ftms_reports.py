"""What a machine reports of its belt, and what is to be believed of that."""

from dataclasses import replace

from treadctl.drivers.quirks import Quirk
from treadctl.model import Notice, NoticeKind, Telemetry
from treadctl.protocols.ftms import RecordAssembler
from treadctl.protocols.miles import kmh

KMH_PER_MPH = kmh(10)


class Reports:
    """The records of one connection. `moving`: the last speed that was told was not 0."""

    def __init__(self, quirk: Quirk) -> None:
        self._quirk = quirk
        self._records = RecordAssembler()
        self.moving = False

    def feed(self, data: bytes, at: float) -> Telemetry | None:
        """Take one notification (2ACD); return the record it completes, in km/h. Never raises."""
        record = self._records.feed(data, at)
        if record is None or record.speed_kmh is None:
            return record
        was_moving, self.moving = self.moving, record.speed_kmh > 0
        if self._quirk.lone_zeros and was_moving and not self.moving:
            return replace(record, speed_kmh=None)
        return _from_mph(record) if self._quirk.reports_in_mph else record


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


def _from_mph(record: Telemetry) -> Telemetry:
    speed, average = record.speed_kmh, record.average_speed_kmh
    return replace(
        record,
        speed_kmh=None if speed is None else speed * KMH_PER_MPH,
        average_speed_kmh=None if average is None else average * KMH_PER_MPH,
    )
