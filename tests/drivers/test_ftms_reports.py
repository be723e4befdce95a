"""What a machine reports of its belt, in km/h and only as far as it can be believed."""

import pytest

from treadctl.drivers.ftms_reports import Reports, in_kmh, in_percent
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


# -- a machine that goes on telling its last speed ----------------------------------------------

KEEPS = Quirk(machine="m", source="s", model="m", frozen_when_stopped=True)


def at_1_kmh(elapsed_s: int) -> bytes:
    return bytes.fromhex("0004 6400") + elapsed_s.to_bytes(2, "little")


def heard(
    quirk: Quirk, *elapsed_s: int, stop_at: float | None, start_at: float | None = None
) -> list[float | None]:
    """What is told of 1 km/h, a record each second from 1 s on."""
    reports = Reports(quirk)
    if start_at is not None:
        reports.started(start_at)
    speeds = []
    for at, elapsed in enumerate(elapsed_s, 1):
        if stop_at is not None and at > stop_at:
            reports.stopped(stop_at)
        record = reports.feed(at_1_kmh(elapsed), float(at))
        assert record is not None
        speeds.append(record.speed_kmh)
    return speeds


def test_a_speed_behind_a_stop_whose_time_stands_is_0_after_two_seconds() -> None:
    assert heard(KEEPS, 7, 8, 9, 9, 9, 9, stop_at=2.5) == [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("quirk", "stop_at", "start_at"),
    [(STANDARD, 2.5, None), (KEEPS, None, None), (KEEPS, 0.5, 0.9)],
    ids=["no such machine", "no stop was written", "it was started since"],
)
def test_otherwise_a_speed_is_believed(
    quirk: Quirk, stop_at: float | None, start_at: float | None
) -> None:
    assert heard(quirk, 9, 9, 9, 9, 9, stop_at=stop_at, start_at=start_at) == [1.0] * 5


def test_a_belt_that_is_seen_to_slow_still_moves_though_its_time_stands() -> None:
    reports = Reports(KEEPS)
    reports.stopped(0.0)
    told = []
    for at, centi in enumerate((400, 300, 200, 150, 100, 100, 100), 1):
        record = reports.feed(b"\x00\x04" + centi.to_bytes(2, "little") + bytes(2), float(at))
        told.append(record.speed_kmh if record else None)
    assert told == [4.0, 3.0, 2.0, 1.5, 1.0, 1.0, 0.0]


def test_stops_that_repeat_the_first_do_not_begin_anew() -> None:
    reports = Reports(KEEPS)
    for at in (1.0, 2.0, 3.0, 4.0):
        reports.stopped(at)
        reports.feed(at_1_kmh(9), at)
    record = reports.feed(at_1_kmh(9), 5.0)
    assert record is not None and record.speed_kmh == 0.0


def test_a_belt_that_runs_long_after_a_stop_was_started_by_somebody_else() -> None:
    told = heard(KEEPS, *range(40), 39, 39, 39, 39, stop_at=1.5)
    assert told == [1.0] * 44


def test_a_belt_is_slowing_for_two_seconds_after_it_was_slower_and_once_it_stands() -> None:
    reports = Reports(STANDARD)
    for at, centi in ((1.0, 150), (2.0, 100)):
        reports.feed(bytes(2) + centi.to_bytes(2, "little"), at)
    assert reports.slowing(4.0) and not reports.slowing(4.1)
    reports.feed(bytes(4), 5.0)
    assert reports.slowing(100.0)


# -- slopes -------------------------------------------------------------------------------------

HALF = Quirk(machine="m", source="s", model="m", inclination_scale=0.5)
LEVELS = Quirk(machine="m", source="s", model="m", inclinations=((0.0, 0), (0.6, 60), (1.3, 130)))


@pytest.mark.parametrize(
    ("quirk", "told", "percent"),
    [(STANDARD, 3.0, 3.0), (HALF, 1.5, 3.0), (LEVELS, 6.0, 0.6), (LEVELS, 99.0, 1.3)],
)
def test_a_slope_that_changed_is_told_in_percent(quirk: Quirk, told: float, percent: float) -> None:
    notice = Notice(NoticeKind.TARGET_INCLINATION_CHANGED, told)
    assert in_percent(notice, quirk).value == pytest.approx(percent)


def test_what_is_no_slope_stays_as_it_is() -> None:
    speed = Notice(NoticeKind.TARGET_SPEED_CHANGED, 1.0)
    assert in_percent(speed, HALF) is speed
