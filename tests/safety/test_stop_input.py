"""Is there a way to press stop?"""

import pytest

from treadctl.errors import Refused
from treadctl.model import StopCause
from treadctl.safety.stop_input import StopInput

E = 0.01


def startable(stop_input: StopInput, now: float) -> bool:
    try:
        stop_input.check(now)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    ("silent_s", "at_hand", "lost"),
    [
        (0.0, True, None),
        (2.0, True, None),
        (2.0 + E, False, None),
        (5.0, False, None),
        (5.0 + E, False, StopCause.SCREEN_LOST),
    ],
)
def test_a_page_is_a_stop_input_for_as_long_as_it_shows_that_it_lives(
    silent_s: float, at_hand: bool, lost: StopCause | None
) -> None:
    stop_input = StopInput()
    stop_input.screen_alive(10.0)
    assert startable(stop_input, 10.0 + silent_s) is at_hand
    assert stop_input.may_rise(10.0 + silent_s) is at_hand
    assert stop_input.lost(10.0 + silent_s) is lost


def test_a_page_whose_process_is_gone_is_lost_under_another_name() -> None:
    stop_input = StopInput()
    stop_input.screen_alive(10.0)
    stop_input.edges_gone()
    assert stop_input.lost(15.0) is None
    assert stop_input.lost(15.0 + E) is StopCause.EDGES_LOST
    stop_input.screen_alive(16.0)
    assert stop_input.lost(21.0 + E) is StopCause.SCREEN_LOST


def test_without_a_page_there_never_was_one() -> None:
    alone = StopInput()
    assert not startable(alone, 0.0) and not alone.may_rise(0.0)
    assert alone.lost(0.0) is StopCause.SCREEN_LOST


def test_with_a_wired_button_a_walk_needs_no_page() -> None:
    wired = StopInput(wired=True)
    wired.walk_begins(0.0)
    assert startable(wired, 99.0) and wired.may_rise(99.0) and wired.lost(99.0) is None


@pytest.mark.parametrize(("silent_s", "rises"), [(2.0, True), (2.0 + E, False), (60.0, False)])
def test_a_page_that_a_walk_began_with_is_missed_though_a_button_is_wired(
    silent_s: float, rises: bool
) -> None:
    wired = StopInput(wired=True)
    wired.screen_alive(9.0)
    wired.walk_begins(10.0)
    assert wired.may_rise(9.0 + silent_s) is rises
    assert wired.lost(9.0 + silent_s) is None


def test_a_page_of_an_earlier_walk_is_not_missed() -> None:
    wired = StopInput(wired=True)
    wired.screen_alive(9.0)
    wired.walk_begins(100.0)
    assert wired.may_rise(100.0)


def test_a_wired_button_that_cannot_be_read_is_no_stop() -> None:
    wired = StopInput(wired=True)
    wired.gone("the cable is cut.")
    assert wired.lost(0.0) is StopCause.BUTTON_LOST
    with pytest.raises(Refused, match="the cable is cut"):
        wired.check(0.0)
    wired.found()
    assert wired.lost(0.0) is None and startable(wired, 0.0)


@pytest.mark.parametrize(("ago_s", "good"), [(0.0, True), (40.0, True), (40.0 + E, False)])
def test_a_start_asks_for_a_press_and_a_release(ago_s: float, good: bool) -> None:
    wired = StopInput(wired=True, needs_test=True)
    assert not startable(wired, 0.0)
    wired.pressed(as_test=True)
    assert not startable(wired, 1.0)
    wired.released(2.0)
    assert startable(wired, 2.0 + ago_s) is good


def test_a_button_that_was_lost_has_to_be_tested_again() -> None:
    wired = StopInput(wired=True, needs_test=True)
    wired.pressed(as_test=True)
    wired.released(2.0)
    wired.gone("unplugged.")
    wired.found()
    assert not startable(wired, 2.0)
    wired.released(3.0)
    assert not startable(wired, 3.0)


def test_a_button_that_is_held_down_is_no_stop() -> None:
    wired = StopInput(wired=True, needs_test=True)
    wired.pressed(as_test=True)
    wired.released(2.0)
    wired.pressed(as_test=True)
    with pytest.raises(Refused, match="held down"):
        wired.check(3.0)


def test_a_press_for_pain_is_not_a_wish_to_start() -> None:
    wired = StopInput(wired=True, needs_test=True)
    wired.pressed(as_test=False)
    wired.released(2.0)
    assert not startable(wired, 2.0)


def test_a_test_is_good_for_one_start() -> None:
    wired = StopInput(wired=True, needs_test=True)
    wired.pressed(as_test=True)
    wired.released(2.0)
    assert startable(wired, 3.0)
    wired.walk_begins(3.0)
    assert not startable(wired, 4.0)
