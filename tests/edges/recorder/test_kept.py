import pytest

from treadctl.edges.recorder.kept import columns, entry_id, ms, sample, utc

NOON_MS = 1_772_366_400_123


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"speed_kmh": 0.0},
        {"speed_kmh": 2.83, "target_speed_kmh": 3.0, "distance_m": 412, "heart_rate_bpm": 96},
        {"inclination_percent": -1.5, "target_inclination_percent": 0.5, "elapsed_s": 12.3},
    ],
)
def test_a_sample_comes_back_as_it_was_and_what_was_not_reported_stays_absent(
    data: dict[str, float],
) -> None:
    assert sample(columns(data)) == data


def test_whole_metres_stay_whole_numbers() -> None:
    assert isinstance(sample(columns({"distance_m": 412}))["distance_m"], int)


def test_every_speed_of_a_treadmill_is_kept_exactly() -> None:
    for speed_kmh in (hundredths / 100 for hundredths in range(2500)):
        assert sample(columns({"speed_kmh": speed_kmh})) == {"speed_kmh": speed_kmh}


def test_an_id_is_the_same_each_time_and_sorts_as_its_number() -> None:
    numbers = [NOON_MS * 1000 + more for more in (5, 6, 999, 1000, 70_000, 70_001)]
    ids = [entry_id(number) for number in numbers]
    assert ids == sorted(set(ids)) == [entry_id(number) for number in numbers]
    assert len(ids[0]) == 26


def test_a_moment_goes_to_a_date_and_back() -> None:
    assert ms(utc(NOON_MS)) == NOON_MS
