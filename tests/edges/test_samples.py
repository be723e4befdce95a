import pytest

from treadctl.edges.samples import Samples, measured_at


def test_a_sample_was_measured_before_it_was_shown() -> None:
    assert measured_at({"at": 100.0, "age_s": 0.4}) == pytest.approx(99.6)
    assert measured_at({"at": 100.0}) is None


def test_a_sample_is_what_was_measured_and_where_the_walk_was() -> None:
    snapshot = {
        "at": 10.0,
        "age_s": 0.25,
        "speed_kmh": 2.0,
        "heart_rate_bpm": 90,
        "start_token": "secret",
        "walk": {"elapsed_s": 61.0, "remaining_s": 540.0, "prompt": "Go on?"},
    }
    assert Samples().take(snapshot) == (
        9.75,
        {"speed_kmh": 2.0, "heart_rate_bpm": 90, "elapsed_s": 61.0, "remaining_s": 540.0},
    )


def test_without_a_measurement_there_is_no_sample() -> None:
    assert Samples().take({"at": 10.0, "target_speed_kmh": 2.0}) is None


def test_a_sample_that_is_only_older_is_not_taken_again() -> None:
    samples = Samples()
    samples.take({"at": 10.0, "age_s": 0.2})
    assert samples.take({"at": 10.25, "age_s": 0.451}) is None


def test_a_new_sample_with_the_same_speed_is_taken() -> None:
    samples = Samples()
    samples.take({"at": 10.0, "age_s": 0.2, "speed_kmh": 2.0})
    assert samples.take({"at": 11.0, "age_s": 0.1, "speed_kmh": 2.0}) is not None
