import pytest

from tests.edges.exports.walked import START_MS, WALK, measured, samples
from treadctl.edges.exports.track import track
from treadctl.edges.history import PastWalk
from treadctl.edges.recorder.kept import ms

UNDER_WAY = PastWalk("01", "guest", "gentle-start", None, 0, START_MS, {})


def test_distances_count_from_the_start_of_the_walk() -> None:
    points = track(WALK, samples()).points
    assert [point.distance_m for point in points[:3]] == [0, 1, 2]


def test_speeds_are_in_metres_a_second() -> None:
    found = track(WALK, samples())
    assert (found.points[0].speed_m_s, found.points[-1].speed_m_s) == (0.5, 1.0)
    assert found.peak_speed_m_s == 1.0


def test_what_was_not_measured_is_none_and_not_zero() -> None:
    (point,) = track(UNDER_WAY, [measured(1.0, {})]).points
    assert (point.speed_m_s, point.distance_m, point.heart_rate_bpm) == (None, None, None)
    assert point.inclination_percent is None


def test_it_lasts_as_long_as_the_walk_did() -> None:
    found = track(WALK, samples())
    assert (ms(found.started), found.duration_s) == (START_MS, 60.0)


def test_one_under_way_lasts_until_its_last_measurement() -> None:
    found = track(UNDER_WAY, [measured(2.5, {"speed_kmh": 7.2, "distance_m": 10})])
    assert found.duration_s == 2.5
    assert found.peak_speed_m_s == pytest.approx(2.0)
    assert found.distance_m == 0
