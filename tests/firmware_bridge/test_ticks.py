"""Time that begins again at 0."""

import pytest

from firmware_bridge.ticks import LAST, PERIOD, longer, since


@pytest.mark.parametrize(
    ("then", "now", "passed"),
    [(0, 10, 10), (LAST, 0, 1), (PERIOD - 5, 5, 10), (7, 7, 0), (1, 0, LAST)],
)
def test_time_that_passed_is_right_where_the_ticks_begin_again(
    then: int, now: int, passed: int
) -> None:
    assert since(then, now) == passed


def test_the_period_is_that_of_a_32_bit_board() -> None:
    assert (PERIOD, LAST) == (1_073_741_824, 1_073_741_823)


def test_a_stopwatch_stands_at_its_end() -> None:
    assert longer(20, 10) == 30
    assert longer(LAST - 5, 10) == LAST
