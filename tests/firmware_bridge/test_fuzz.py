"""A slice of the fuzzing."""

from tests.firmware_bridge.fuzz import fuzz


def test_a_hundred_thousand_bytes_that_are_no_frame_change_nothing() -> None:
    assert fuzz(100_000, seed=7) > 1000
