"""The state machine: start-up, the walk, what STATUS shows."""

import itertools

import pytest

from firmware_bridge import wire
from firmware_bridge.control import WATCHDOG_RESET, Control
from firmware_bridge.settings import Settings
from tests.firmware_bridge.rig import (
    OFF,
    Out,
    Rig,
    armed_rig,
    running_rig,
    safe_rig,
)

LEVEL = 25_011  # duty of 6 km/h on the measured line


# -- start-up --------------------------------------------------------------------------------


def test_a_new_control_has_nothing_of_anything() -> None:
    control = Control(Settings(), 0)
    assert (control.state, control.faults, control.arm_id) == (wire.BOOTING, 0, 1)
    assert (control.lease_left_ms, control.silent_ms, control.target_permille) == (0, 0, 0)
    control.step(500, wire.KEY | wire.PAIN_OK)
    control.step(999, wire.KEY | wire.PAIN_OK)
    assert control.state == wire.BOOTING
    control.step(1000, wire.KEY | wire.PAIN_OK)
    assert control.state == wire.SELFTEST
    control.step(1010, wire.KEY | wire.PAIN_OK)
    assert (control.state, control.faults) == (wire.SAFE, 0)
    assert WATCHDOG_RESET == 3


def test_the_lease_of_arm_and_the_time_of_late_are_to_the_millisecond() -> None:
    control = Control(Settings(), 0)
    control.arm()
    assert (control.lease_left_ms, control.silent_ms) == (10_000, 0)
    control.run()
    control.silent_ms = 249
    assert not control.late
    control.silent_ms = 250
    assert control.late


def test_for_a_second_after_power_on_all_outputs_are_off() -> None:
    rig = Rig()
    for _ in range(99):
        assert rig.step() == OFF
        assert rig.control.state == wire.BOOTING
    rig.step()
    assert rig.control.state == wire.SELFTEST
    assert rig.step() == OFF
    assert (rig.control.state, rig.control.faults, rig.control.arm_id) == (wire.SAFE, 0, 1)


@pytest.mark.parametrize(
    ("contact", "level", "fault"),
    [("key", False, wire.F_KEY), ("pain", False, wire.F_PAIN), ("k1", True, wire.F_WELD)],
)
def test_an_input_that_is_not_safe_at_start_up_is_a_fault(
    contact: str, level: bool, fault: int
) -> None:
    rig = Rig()
    setattr(rig, contact, level)
    rig.steps(101)
    assert (rig.control.state, rig.control.faults) == (wire.FAULT, fault)
    assert rig.out() == OFF


@pytest.mark.parametrize("fault", [wire.F_CONFIG, wire.F_WATCHDOG])
def test_what_start_up_found_wrong_is_a_fault(fault: int) -> None:
    rig = Rig(start_faults=fault)
    rig.steps(101)
    assert (rig.control.state, rig.control.faults) == (wire.FAULT, fault)


# -- the walk --------------------------------------------------------------------------------


def test_arm_closes_k1_and_drives_nothing() -> None:
    rig = armed_rig()
    assert rig.out() == Out(duty=0, k1=True, alive=True, incline=0)
    assert rig.step() == Out(duty=0, k1=True, alive=False, incline=0)


def test_nothing_is_driven_before_k1_says_that_it_has_closed() -> None:
    rig = armed_rig()
    rig.k1 = False
    assert rig.walk(0.05, 100).duty == 0
    rig.k1 = True
    assert rig.walk(0.05, 100).duty > 0


def test_a_belt_is_brought_to_its_speed_and_kept_there_against_a_load() -> None:
    rig = running_rig(600)
    assert 580 < rig.plant.speed_ckmh < 620
    rig.plant.load = 0.9
    rig.walk(20.0, 600)
    assert 590 < rig.plant.speed_ckmh < 610
    assert rig.control.motor.duty > LEVEL + 1500


def test_the_duty_is_not_corrected_before_a_speed_was_measured() -> None:
    rig = armed_rig(accel=100)
    rig.walk(1.0, 100)
    waited = 0
    while not rig.control.tach.speed_ckmh:
        assert rig.out().duty == 11_776
        rig.walk(0.01, 100)
        waited += 1
    assert waited > 30
    assert rig.walk(0.5, 100).duty != 11_776


def test_speed_rises_no_faster_than_allowed() -> None:
    rig = armed_rig()
    rig.walk(1.0, 100)
    commands = []
    for _ in range(40):
        rig.walk(0.1, 600)
        commands.append(rig.control.motor.command_ckmh)
    assert all(later - before == 5 for before, later in itertools.pairwise(commands))


def test_speed_falls_no_faster_than_allowed() -> None:
    rig = running_rig(600, decel=70)
    rig.walk(1.0, 100)
    assert rig.control.motor.command_ckmh == 530
    rig.walk(9.0, 100)
    assert rig.control.motor.command_ckmh == 100


def test_k1_beats_with_every_step_of_a_walk() -> None:
    rig = running_rig()
    beats = [rig.walk(0.01, 600).alive for _ in range(50)]
    assert beats in ([True, False] * 25, [False, True] * 25)


def test_a_belt_at_hold_stands_still_and_k1_stays_closed() -> None:
    rig = running_rig(200)
    rig.walk(10.0, 79)
    assert rig.out().duty == 0
    assert rig.out().k1
    assert rig.control.state == wire.RUNNING
    assert rig.plant.speed_ckmh == 0


def test_the_incline_moves_in_a_walk_and_not_in_a_stop() -> None:
    rig = armed_rig(incline_pulses=54, min_permille=-30, max_permille=150)
    rig.walk(1.0, 100, 50)
    assert rig.out().incline == -1  # home first
    rig.stop()
    assert rig.step().incline == 0


def test_the_incline_stops_with_the_key() -> None:
    rig = armed_rig(incline_pulses=54, min_permille=-30, max_permille=150)
    assert rig.walk(1.0, 100, 50).incline == -1
    rig.key = False
    assert rig.step() == OFF


# -- what STATUS shows -----------------------------------------------------------------------


def test_the_inputs_are_shown_as_they_are() -> None:
    rig = safe_rig()
    assert rig.control.inputs == wire.KEY | wire.PAIN_OK
    rig.home = True
    rig.step()
    assert rig.control.inputs == wire.KEY | wire.PAIN_OK | wire.HOME
    rig.key = False
    rig.step()
    assert rig.control.inputs == wire.PAIN_OK | wire.HOME
    rig = running_rig()
    assert rig.control.inputs == 0x27
    rig.key = False
    rig.step()
    assert not rig.control.inputs & wire.KEY


def test_a_belt_stands_once_it_gave_no_pulse_for_2_s_and_is_not_driven() -> None:
    rig = armed_rig()
    assert rig.control.still
    rig.walk(0.1, 100)
    assert not rig.control.still
    rig = Rig(Settings())
    rig.steps(199)
    assert not rig.control.still
    rig.step()
    assert rig.control.still


def test_limits_begin_as_the_settings_say() -> None:
    settings = Settings(
        max_ckmh=900, incline_pulses=5, min_permille=-20, max_permille=70, accel=33, decel=44
    )
    control = Rig(settings).control
    assert (control.max_ckmh, control.accel, control.decel) == (900, 33, 44)
    assert (control.min_permille, control.max_permille) == (-20, 70)
