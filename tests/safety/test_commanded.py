"""What was asked of a belt lately."""

import pytest

from treadctl.safety.commanded import Commanded


def asked() -> Commanded:
    commanded = Commanded()
    for at, speed_kmh in [(0.0, 1.0), (4.0, 2.0), (5.0, 1.5)]:
        commanded.add(speed_kmh, at)
    return commanded


@pytest.mark.parametrize(
    ("seconds", "found"),
    [(0.0, [1.5]), (0.5, [1.5]), (1.0, [1.5]), (1.5, [1.5, 2.0]), (2.5, [1.5, 2.0, 1.0])],
)
def test_what_held_before_the_span_counts_into_it(seconds: float, found: list[float]) -> None:
    assert asked().within(seconds, 6.0) == found


def test_the_newest_is_the_last() -> None:
    assert asked().last == (5.0, 1.5)


def test_only_the_last_10_s_and_what_held_before_them_are_remembered() -> None:
    commanded = asked()
    for n in range(1000):
        commanded.add(1.0, 6.0 + n)
    assert len(commanded.within(9999.0, 1006.0)) == 11
