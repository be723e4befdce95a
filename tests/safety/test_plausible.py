"""One record that no belt could have produced is set aside; a second that agrees is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.model import Telemetry
from treadctl.safety.plausible import Plausibility


def record(speed_kmh: float | None = None, distance_m: int | None = None) -> Telemetry:
    return Telemetry(0.0, speed_kmh=speed_kmh, distance_m=distance_m)


def believing(*records: Telemetry) -> Plausibility:
    plausibility = Plausibility()
    for one in records:
        assert plausibility.accepts(one)
    return plausibility


@pytest.mark.parametrize("speed_kmh", [0.0, 3.0, 655.0])
def test_the_first_record_is_believed(speed_kmh: float) -> None:
    believing(record(speed_kmh))


@pytest.mark.parametrize(
    ("speed_kmh", "believed"),
    [(3.0, True), (4.99, True), (5.0, True), (5.01, False), (1.0, True), (0.99, False)],
)
def test_a_speed_may_change_by_2_kmh_between_two_records(speed_kmh: float, believed: bool) -> None:
    assert believing(record(3.0)).accepts(record(speed_kmh)) is believed


@pytest.mark.parametrize(
    ("distance_m", "believed"), [(100, True), (270, True), (271, False), (99, False), (0, True)]
)
def test_a_distance_grows_by_170_m_at_most_or_starts_anew(distance_m: int, believed: bool) -> None:
    assert believing(record(3.0, 100)).accepts(record(3.0, distance_m)) is believed


@pytest.mark.parametrize(("second_kmh", "believed"), [(8.0, True), (7.5, True), (7.46, False)])
def test_a_second_record_that_agrees_with_the_suspect_is_believed(
    second_kmh: float, believed: bool
) -> None:
    plausibility = believing(record(3.0))
    assert not plausibility.accepts(record(8.0))
    assert plausibility.accepts(record(second_kmh)) is believed


def test_a_distance_in_coarser_steps_costs_one_record_even_while_the_belt_brakes() -> None:
    plausibility = believing(record(3.0, 0))
    assert not plausibility.accepts(record(2.4, 200))
    assert plausibility.accepts(record(1.6, 200))
    assert plausibility.accepts(record(0.8, 200))


def test_noise_between_two_good_records_leaves_nothing_behind() -> None:
    plausibility = believing(record(3.0, 100))
    assert not plausibility.accepts(record(200.0, 100))
    assert plausibility.accepts(record(3.1, 101))
    assert not plausibility.accepts(record(200.0, 101))
    assert plausibility.set_aside == 2


@pytest.mark.parametrize("distance_m", [None, 100, 500_000])
def test_a_record_without_a_speed_does_not_make_the_suspect_forgotten(
    distance_m: int | None,
) -> None:
    plausibility = believing(record(6.0, 100))
    assert not plausibility.accepts(record(0.0, 100))
    plausibility.accepts(record(None, distance_m))
    assert plausibility.accepts(record(0.0, 100))


@given(st.lists(st.floats(0, 655), max_size=30))
def test_a_belt_that_holds_any_speed_is_believed_from_its_second_record_on(
    before: list[float],
) -> None:
    plausibility = Plausibility()
    for speed_kmh in before:
        plausibility.accepts(record(speed_kmh))
    plausibility.accepts(record(2.0))
    assert plausibility.accepts(record(2.0))


@pytest.mark.parametrize(("second_kmh", "believed"), [(8.6, True), (13.0, True), (13.1, False)])
def test_a_suspect_that_goes_on_the_same_way_is_a_runaway(
    second_kmh: float, believed: bool
) -> None:
    plausibility = believing(record(3.0))
    assert not plausibility.accepts(record(8.0))
    assert plausibility.accepts(record(second_kmh)) is believed


def test_a_belt_that_brakes_harder_than_any_is_believed_from_its_second_record_on() -> None:
    plausibility = believing(record(9.0))
    assert not plausibility.accepts(record(6.0))
    assert plausibility.accepts(record(3.0))


@pytest.mark.parametrize(
    ("speeds_kmh", "believed"),
    [
        ((6.0, 6.0, 2.0), True),
        ((6.0, 6.0, 10.0), False),
        ((3.0, 3.5, 5.5), True),
        ((3.0, 3.5, 0.9), False),
        ((3.0, 2.5, 0.9), True),
        ((3.0, 2.5, 5.5), False),
    ],
)
def test_behind_a_record_set_aside_for_its_distance_a_belt_may_go_on_as_it_went_or_brake(
    speeds_kmh: tuple[float, float, float], believed: bool
) -> None:
    before, aside, after = speeds_kmh
    plausibility = believing(record(before, 100))
    assert not plausibility.accepts(record(aside, 900))
    assert plausibility.accepts(record(after, 100)) is believed
