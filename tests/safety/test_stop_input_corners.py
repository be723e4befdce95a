"""Which stops a walk began with, and which test of the button counts."""

import pytest

from tests.safety.test_stop_input import E, startable
from treadctl.safety.stop_input import StopInput


def test_before_the_first_walk_no_page_is_missed() -> None:
    assert StopInput(wired=True).may_rise(99.0)


def test_a_page_that_comes_during_a_walk_is_missed_from_then_on() -> None:
    wired = StopInput(wired=True)
    wired.walk_begins(0.0)
    wired.screen_alive(10.0)
    assert wired.may_rise(12.0) and not wired.may_rise(12.0 + E)


@pytest.mark.parametrize(("ago_s", "missed"), [(2.0, True), (2.0 + E, False)])
def test_a_walk_begins_with_a_page_that_was_alive_2_s_ago(ago_s: float, missed: bool) -> None:
    wired = StopInput(wired=True)
    wired.screen_alive(10.0 - ago_s)
    wired.walk_begins(10.0)
    assert wired.may_rise(60.0) is not missed


def test_a_press_for_pain_undoes_an_earlier_test() -> None:
    wired = StopInput(wired=True, needs_test=True)
    wired.pressed(as_test=True)
    wired.released(2.0)
    wired.pressed(as_test=False)
    wired.released(3.0)
    assert not startable(wired, 3.0)


def test_a_button_that_is_not_asked_for_is_not_missed() -> None:
    page = StopInput(wired=False)
    page.gone("unplugged.")
    page.screen_alive(1.0)
    assert startable(page, 1.0)
