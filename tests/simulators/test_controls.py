import pytest

from simulators.controls import Controls
from simulators.physics import Drive


@pytest.fixture
def controls() -> Controls:
    """A belt that has been at 2.0 km/h and 3.0 % for a while."""
    controls = Controls(Drive(countdown_s=0.0), 0.0)
    controls.belt.start(0.0, 2.0)
    controls.belt.tilt(0.0, 3.0)
    controls.belt.advance(30.0)
    return controls


def test_a_stop_stops_the_belt_and_leaves_the_incline(controls: Controls) -> None:
    assert controls.stop(30.0)
    assert controls.shown_kmh(40.0) == 0.0
    assert controls.belt.inclination_percent == 3.0


def test_an_auto_stop_lowers_the_incline_too(controls: Controls) -> None:
    assert controls.auto_stop(30.0)
    controls.belt.advance(60.0)
    assert (controls.belt.speed_kmh, controls.belt.inclination_percent) == (0.0, 0.0)


def test_an_ignored_stop_is_accepted_and_not_done(controls: Controls) -> None:
    controls.ignores_stop = True
    assert controls.auto_stop(30.0)
    assert (controls.shown_kmh(60.0), controls.belt.inclination_percent) == (2.0, 3.0)


def test_a_rejected_stop_is_not_accepted(controls: Controls) -> None:
    controls.rejects_stop = True
    assert not controls.stop(30.0)
    assert controls.shown_kmh(60.0) == 2.0


def test_a_frozen_speed_is_told_whatever_the_belt_does(controls: Controls) -> None:
    controls.freeze(30.0)
    assert controls.frozen
    controls.stop(30.0)
    assert (controls.shown_kmh(60.0), controls.belt.speed_kmh) == (2.0, 0.0)


def test_a_machine_in_miles_tells_them_as_if_they_were_kilometres(controls: Controls) -> None:
    controls.in_miles = True
    assert controls.shown_kmh(30.0) == pytest.approx(1.243, abs=0.001)
    assert not controls.frozen


def test_without_power_the_belt_stops_whatever_else_is_wrong(controls: Controls) -> None:
    controls.ignores_stop = True
    controls.cut_power(30.0)
    assert (controls.powered, controls.shown_kmh(40.0)) == (False, 0.0)


def test_the_console_starts_a_belt_and_changes_its_speed() -> None:
    controls = Controls(Drive(), 0.0)
    controls.console_speed(0.0, 3.0)
    assert controls.shown_kmh(20.0) == 3.0
    controls.console_speed(20.0, 4.0)
    assert controls.shown_kmh(40.0) == 4.0
