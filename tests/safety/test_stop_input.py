"""Is there a way to press stop?"""

import pytest

from treadctl.safety.stop_input import StopInput


@pytest.mark.parametrize(
    ("silent_s", "at_hand", "lost"),
    [
        (0.0, True, False),
        (2.0, True, False),
        (2.01, False, False),
        (5.0, False, False),
        (5.01, False, True),
    ],
)
def test_a_page_is_a_stop_input_for_as_long_as_it_shows_that_it_lives(
    silent_s: float, at_hand: bool, lost: bool
) -> None:
    stop_input = StopInput()
    stop_input.screen_alive(10.0)
    assert stop_input.at_hand(10.0 + silent_s) is at_hand
    assert stop_input.lost(10.0 + silent_s) is lost


def test_without_a_page_there_never_was_one() -> None:
    assert not StopInput().at_hand(0.0) and StopInput().lost(0.0)


def test_with_a_wired_button_the_page_may_come_and_go() -> None:
    wired = StopInput(wired=True)
    assert wired.at_hand(99.0) and not wired.lost(99.0)
