"""What a machine reports of its belt, in km/h and only as far as it can be believed."""

import pytest

from treadctl.drivers.ftms_reports import Reports, in_kmh
from treadctl.drivers.quirks import STANDARD, Quirk
from treadctl.model import Notice, NoticeKind

LONE_ZEROS = Quirk(machine="m", source="s", model="m", lone_zeros=True)
IN_MPH = Quirk(machine="m", source="s", model="m", reports_in_mph=True, targets_in_mph=True)
NO_SPEED = bytes.fromhex("0104") + bytes.fromhex("0a00")  # more data follows


def told(quirk: Quirk, *centi: int) -> list[float | None]:
    reports = Reports(quirk)
    records = [reports.feed(bytes(2) + one.to_bytes(2, "little"), 0.0) for one in centi]
    return [record.speed_kmh for record in records if record is not None]


def test_a_speed_is_told_as_it_came() -> None:
    assert told(STANDARD, 150, 0, 0) == [1.5, 0.0, 0.0]


def test_a_lone_zero_is_no_speed_and_a_second_one_is() -> None:
    assert told(LONE_ZEROS, 0, 150, 0, 150, 0, 0, 0) == [0.0, 1.5, None, 1.5, None, 0.0, 0.0]


def test_a_speed_in_miles_is_told_in_km() -> None:
    assert told(IN_MPH, 100) == [pytest.approx(1.609344)]


def test_an_average_in_miles_is_told_in_km() -> None:
    record = Reports(IN_MPH).feed(bytes.fromhex("0200 6400 c800"), 0.0)
    assert record is not None and record.average_speed_kmh == pytest.approx(3.218688)


def test_whether_the_belt_moves_is_what_the_last_speed_said() -> None:
    reports = Reports(STANDARD)
    seen = []
    for data in (b"\0\0\x64\0", NO_SPEED, b"", bytes(4)):
        reports.feed(data, 0.0)
        seen.append(reports.moving)
    assert seen == [True, True, True, False]


@pytest.mark.parametrize(
    ("kind", "quirk", "value"),
    [
        (NoticeKind.TARGET_SPEED_CHANGED, IN_MPH, 1.609344),
        (NoticeKind.TARGET_SPEED_CHANGED, STANDARD, 1.0),
        (NoticeKind.TARGET_INCLINATION_CHANGED, IN_MPH, 1.0),
    ],
)
def test_a_target_that_changed_is_told_in_km(kind: NoticeKind, quirk: Quirk, value: float) -> None:
    assert in_kmh(Notice(kind, 1.0), quirk).value == pytest.approx(value)


def test_a_notice_without_a_value_stays_so() -> None:
    notice = Notice(NoticeKind.TARGET_SPEED_CHANGED)
    assert in_kmh(notice, IN_MPH) is notice


@pytest.mark.parametrize(("told", "value"), [(1.0, 1.609344), (1.6, 1.6), (1.5, 1.5), (3.0, 3.0)])
def test_a_machine_that_takes_miles_may_tell_its_target_in_km(told: float, value: float) -> None:
    one_mph = bytes.fromhex("02 64 00")
    notice = Notice(NoticeKind.TARGET_SPEED_CHANGED, told)
    assert in_kmh(notice, IN_MPH, one_mph).value == pytest.approx(value)
