"""A slice of `python -m tests.proof.twins`: 40 stops on the twin of each measured machine."""

import pytest

from tests.proof.twins import MEASURED_KMH, count


@pytest.mark.parametrize("twin", MEASURED_KMH)
def test_no_stop_of_a_normal_machine_raises_the_alarm(twin: str) -> None:
    found = count(twin, stops=40, seed=7)
    assert (found.stops, found.alarms, found.false_stands) == (40, 0, 0)
    assert 0.0 < found.slowest_s < 10.0  # it did walk
