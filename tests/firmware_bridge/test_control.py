"""The state machine: every way down, and how the outputs go."""

import itertools
from collections.abc import Callable

import pytest

from firmware_bridge import wire
from firmware_bridge.control import WATCHDOG_RESET, Control
from firmware_bridge.settings import KEYLOOP, Settings
from firmware_bridge.ticks import PERIOD
from tests.firmware_bridge.rig import (
    Out,
    Rig,
    armed_rig,
    guarding_rig,
    running_rig,
    safe_rig,
)

OFF = Out(duty=0, k1=False, alive=False, incline=0)
LEVEL = 25_011  # duty of 6 km/h on the measured line


def until(rig: Rig, state: int, limit_s: float = 30.0) -> float:
    """Let time pass until this state; return how long it took, in s."""
    for n in range(round(limit_s * 100)):
        if rig.control.state == state:
            return n / 100
        rig.step()
    raise AssertionError(f"still in {rig.control.state}")


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


# -- the lease -------------------------------------------------------------------------------


def test_after_250_ms_without_a_setpoint_nothing_rises() -> None:
    rig = armed_rig(incline_pulses=54, max_permille=150)
    rig.walk(1.0, 100, 100)
    rig.setpoint(600, 100)
    outs = [rig.step() for _ in range(24)]
    assert outs[23].duty > outs[22].duty
    assert outs[23].incline == -1
    assert not rig.control.late
    duty = outs[23].duty
    for _ in range(25):
        out = rig.step()
        assert (out.duty, out.incline, rig.control.late) == (duty, 0, True)
        assert rig.control.inputs & wire.LATE
    rig.setpoint(600, 100)
    rig.step()
    assert not rig.control.inputs & wire.LATE
    assert rig.out().duty > duty


def test_a_belt_that_may_not_rise_may_still_fall() -> None:
    rig = running_rig(600)
    rig.setpoint(300)
    duties = [rig.step().duty for _ in range(49)]
    assert all(later < before for before, later in itertools.pairwise(duties))


def test_the_trim_rests_while_setpoints_stay_away() -> None:
    rig = running_rig(600)
    rig.plant.load = 0.9
    rig.walk(1.0, 600)
    rig.steps(25)
    duty = rig.out().duty
    assert {rig.step().duty for _ in range(10)} == {duty}


@pytest.mark.parametrize("lease_ms", [200, 500])
def test_the_lease_ends_to_the_step(lease_ms: int) -> None:
    rig = running_rig(600)
    rig.setpoint(600, lease_ms=lease_ms)
    before = rig.out().duty
    rig.steps(lease_ms // 10 - 1)
    assert rig.control.state == wire.RUNNING
    out = rig.step()
    assert rig.control.state == wire.STOPPING
    assert rig.control.faults == wire.F_LINK
    assert (out.k1, out.duty < before) == (True, True)
    until(rig, wire.SAFE)
    assert rig.control.faults == wire.F_LINK


def test_where_it_is_set_so_the_end_of_the_lease_opens_k1() -> None:
    rig = running_rig(600, open_on_link_loss=1)
    rig.steps(50)
    assert rig.out() == OFF
    assert rig.control.state == wire.STOPPING
    until(rig, wire.SAFE)


def test_an_armed_bridge_waits_10_s_for_its_first_setpoint() -> None:
    rig = armed_rig()
    rig.steps(998)
    assert rig.control.state == wire.ARMED
    rig.step()
    assert (rig.control.state, rig.control.faults, rig.control.arm_id) == (wire.SAFE, 0, 2)
    assert rig.out() == OFF


def test_from_its_first_setpoint_on_an_armed_bridge_is_leased() -> None:
    rig = armed_rig()
    rig.tell(wire.SETPOINT, 0, 0, 0, 300, rig.control.arm_id)
    rig.steps(29)
    assert rig.control.state == wire.ARMED
    rig.step()
    assert rig.control.state == wire.SAFE


# -- pain and key ----------------------------------------------------------------------------


def test_the_pain_button_ramps_from_the_very_step_and_ends_in_a_fault() -> None:
    rig = running_rig(600)
    before = rig.out().duty
    rig.pain = False
    out = rig.step()
    assert (out.k1, 0 < out.duty < before) == (True, True)
    assert (rig.control.state, rig.control.faults) == (wire.STOPPING, wire.F_PAIN)
    rig.pain = True
    duties = []
    while rig.control.state == wire.STOPPING:
        duties.append(rig.step().duty)
    assert duties == sorted(duties, reverse=True)
    assert 3.2 < duties.index(0) / 100 < 3.5
    assert (rig.control.state, rig.control.faults) == (wire.FAULT, wire.F_PAIN)
    assert rig.out() == OFF
    rig.steps(1000)
    assert rig.control.state == wire.FAULT


def test_the_button_s_own_off_delay_may_open_k1_in_the_ramp() -> None:
    rig = running_rig(600)
    rig.pain = False
    rig.step()
    rig.k1 = False
    rig.steps(100)
    assert rig.control.faults == wire.F_PAIN
    until(rig, wire.FAULT)
    assert rig.control.faults == wire.F_PAIN


def test_pain_in_a_plain_stop_is_latched_and_the_ramp_goes_on() -> None:
    rig = running_rig(600)
    rig.stop()
    before = rig.steps(50).duty
    rig.pain = False
    assert 0 < rig.step().duty < before
    until(rig, wire.FAULT)
    assert rig.control.faults == wire.F_PAIN


def test_where_the_coast_down_is_gentle_pain_opens_k1_at_once() -> None:
    rig = running_rig(600, open_on_pain=1, coast_mm_s2=900)
    rig.pain = False
    assert rig.step() == OFF
    assert (rig.control.state, rig.control.faults) == (wire.FAULT, wire.F_PAIN)


def test_a_press_shorter_than_a_step_counts() -> None:
    rig = running_rig(600)
    before = rig.out().duty
    rig.control.panel.pain.trip()
    out = rig.step()
    assert (out.k1, 0 < out.duty < before) == (True, True)
    assert rig.control.faults == wire.F_PAIN | wire.F_INPUT


def test_a_key_that_is_out_for_less_than_a_step_counts() -> None:
    rig = running_rig(600)
    rig.control.panel.key.trip()
    assert rig.step() == OFF
    assert rig.control.faults == wire.F_KEY | wire.F_INPUT


Made = Callable[[], Rig]


def stopping_rig() -> Rig:
    """A bridge on its ramp from 6 km/h."""
    rig = running_rig(600)
    rig.stop()
    rig.steps(10)
    return rig


def faulty_rig() -> Rig:
    """A bridge that was stopped by its key, which is back."""
    rig = running_rig(600)
    rig.key = False
    rig.step()
    rig.key = True
    rig.steps(10)
    return rig


@pytest.mark.parametrize("made", [safe_rig, armed_rig, running_rig, stopping_rig, guarding_rig])
def test_the_key_opens_k1_and_takes_the_duty_within_one_step_in_every_state(made: Made) -> None:
    rig = made()
    rig.key = False
    assert rig.step() == OFF
    assert (rig.control.state, rig.control.faults) == (wire.FAULT, wire.F_KEY)
    rig.key = True
    rig.steps(1000)
    assert rig.control.state == wire.FAULT


@pytest.mark.parametrize("made", [safe_rig, armed_rig, faulty_rig])
def test_the_pain_button_is_a_fault_within_one_step_where_nothing_is_driven(made: Made) -> None:
    rig = made()
    rig.pain = False
    assert rig.step() == OFF
    assert rig.control.state == wire.FAULT
    assert rig.control.faults & wire.F_PAIN


# -- stops -----------------------------------------------------------------------------------

EVERY = [safe_rig, armed_rig, running_rig, stopping_rig, faulty_rig, guarding_rig]


@pytest.mark.parametrize("mode", [wire.STOP_RAMP, wire.STOP_OPEN, 0, 77])
@pytest.mark.parametrize("made", [Rig, *EVERY])
def test_stop_is_obeyed_in_every_state_from_anybody_in_any_order(made: Made, mode: int) -> None:
    rig = made()
    rig.boot_id, rig.seq = 99, rig.seq - 3
    before = rig.out()
    rig.tell(wire.STOP, mode, 0)
    rig._listen(rig.bridge.talk(rig.now_ms))
    assert rig.last(wire.ACK) == (rig.seq & 0xFFFF, wire.OK, 0)
    assert rig.control.state not in (wire.ARMED, wire.RUNNING)
    out = rig.step()
    assert out.duty < before.duty or out.duty == 0
    if mode == wire.STOP_OPEN:
        assert out == OFF
    rig.steps(2500)
    assert rig.out() == OFF


def test_a_second_stop_does_not_delay_the_first() -> None:
    once, again = running_rig(600), running_rig(600)
    once.stop()
    again.stop()
    while once.control.state == wire.STOPPING:
        again.stop()
        assert once.step() == again.step()
    assert again.control.state == once.control.state == wire.SAFE


def test_a_ramp_ends_safe_once_the_belt_stood_for_2_s() -> None:
    rig = running_rig(600)
    rig.stop()
    seconds = until(rig, wire.SAFE)
    assert rig.plant.speed_ckmh == 0
    assert 5.0 < seconds < 6.0
    assert (rig.control.faults, rig.control.arm_id) == (0, 2)


def test_k1_opens_2_s_after_the_planned_end_of_the_ramp_though_nobody_knows_that_it_stands() -> (
    None
):
    rig = running_rig(600)
    rig.stop()
    rig.steps(300)
    rig.plant.pushed_ckmh = 90
    rig.steps(230)
    assert rig.out().k1
    rig.steps(10)
    assert rig.out() == OFF
    assert rig.control.state == wire.STOPPING


def test_stop_2_opens_k1_at_once_and_is_safe_after_standstill_without_a_fault() -> None:
    rig = running_rig(600)
    rig.stop(wire.STOP_OPEN)
    assert rig.step() == OFF
    assert rig.control.state == wire.STOPPING
    until(rig, wire.SAFE)
    assert rig.control.faults == 0


def test_stop_2_in_a_ramp_opens_k1() -> None:
    rig = stopping_rig()
    rig.stop(wire.STOP_OPEN)
    assert rig.step() == OFF


def test_a_setpoint_without_run_stops() -> None:
    rig = running_rig(600)
    rig.tell(wire.SETPOINT, 0, 600, 0, 500, rig.control.arm_id)
    rig.step()
    assert rig.control.state == wire.STOPPING


def test_a_hand_on_the_console_ends_the_host_s_authority() -> None:
    rig = running_rig(600)
    rig.console = True
    rig.step()
    assert rig.control.state == wire.STOPPING
    assert rig.control.inputs & wire.CONSOLE
    rig = armed_rig()
    rig.console = True
    assert rig.step() == OFF
    assert rig.control.state == wire.SAFE


def test_every_return_to_safe_has_a_new_arm_id_that_begins_again_at_0() -> None:
    rig = armed_rig()
    rig.control.arm_id = 0xFFFF
    rig.stop()
    assert rig.control.arm_id == 0


# -- what the belt does wrong ----------------------------------------------------------------


def test_a_belt_that_does_not_slow_in_a_stop_loses_k1() -> None:
    rig = running_rig(600)
    rig.plant.pushed_ckmh = 600
    rig.stop()
    seconds = until(rig, wire.FAULT)
    assert seconds < 2.0
    assert rig.control.faults == wire.F_TRACKING
    assert rig.out() == OFF


def test_a_belt_whose_k1_is_open_already_is_only_waited_for() -> None:
    rig = running_rig(600)
    rig.stop(wire.STOP_OPEN)
    rig.plant.pushed_ckmh = 600
    rig.steps(500)
    assert (rig.control.state, rig.control.faults) == (wire.STOPPING, 0)


@pytest.mark.parametrize("made", [running_rig, armed_rig])
def test_a_belt_that_is_too_fast_loses_k1_within_half_a_second(made: Made) -> None:
    rig = made()
    rig.plant.pushed_ckmh = 1300
    rig.walk(0.5, 100)
    assert (rig.control.state, rig.control.faults) == (wire.FAULT, wire.F_OVERSPEED)
    assert rig.out() == OFF


def test_too_fast_is_what_the_host_s_own_limit_says() -> None:
    rig = safe_rig()
    assert rig.ask(wire.LIMITS, 300, 0, 0, 50, 50) == (wire.OK, 0)
    rig.ask(wire.ARM, 1)
    rig.walk(2.0, 100)
    rig.plant.pushed_ckmh = 400
    rig.walk(1.0, 100)
    assert rig.control.faults == wire.F_OVERSPEED


def test_a_belt_that_moves_with_k1_open_is_no_overspeed() -> None:
    rig = safe_rig()
    rig.plant.pushed_ckmh = 1300
    rig.steps(100)
    assert rig.control.state == wire.SAFE


def test_a_driven_belt_without_pulses_loses_k1() -> None:
    rig = running_rig(600)
    rig.tach = False
    rig.walk(0.4, 600)
    assert (rig.control.state, rig.control.faults) == (wire.FAULT, wire.F_TACH)
    assert rig.out() == OFF


def test_a_belt_that_does_not_keep_its_speed_is_ramped_down() -> None:
    rig = running_rig(600)
    rig.plant.pushed_ckmh = 400
    rig.walk(3.3, 600)
    assert (rig.control.state, rig.control.faults) == (wire.STOPPING, wire.F_TRACKING)
    assert rig.out().k1
    rig.plant.pushed_ckmh = None
    until(rig, wire.SAFE)
    assert rig.control.faults == wire.F_TRACKING


@pytest.mark.parametrize(
    ("made", "feedback", "fault"),
    [
        (armed_rig, False, wire.F_NO_CLOSE),
        (running_rig, False, wire.F_NO_CLOSE),
        (safe_rig, True, wire.F_WELD),
        (faulty_rig, True, wire.F_WELD),
    ],
)
def test_a_relay_that_does_not_do_as_told_is_a_fault_after_100_ms(
    made: Made, feedback: bool, fault: int
) -> None:
    rig = made()
    rig.k1 = feedback
    rig.walk(0.1, 100)
    assert not rig.control.faults & fault
    rig.walk(0.01, 100)
    assert rig.control.faults & fault
    assert rig.control.state == wire.FAULT
    assert rig.out() == OFF


@pytest.mark.parametrize("made", [safe_rig, running_rig, guarding_rig])
def test_a_step_that_comes_more_than_50_ms_late_is_a_fault(made: Made) -> None:
    rig = made()
    rig.now_ms = (rig.now_ms + 40) % PERIOD
    rig.step()
    assert rig.control.faults == 0
    rig.now_ms = (rig.now_ms + 41) % PERIOD
    assert rig.step() == OFF
    assert (rig.control.state, rig.control.faults) == (wire.FAULT, wire.F_OVERRUN)


def test_the_slow_start_of_a_board_is_none() -> None:
    rig = Rig()
    rig.now_ms += 900
    rig.steps(20)
    assert (rig.control.state, rig.control.faults) == (wire.SAFE, 0)


# -- the key loop ----------------------------------------------------------------------------


def test_in_the_key_loop_k1_stays_closed_as_long_as_setpoints_come() -> None:
    rig = guarding_rig()
    out = rig.walk(60.0, 0)
    assert (out.duty, out.k1) == (0, True)
    assert rig.control.state == wire.RUNNING


def test_in_the_key_loop_the_end_of_the_lease_opens_k1() -> None:
    rig = guarding_rig()
    rig.steps(39)
    assert rig.out().k1
    assert rig.step() == OFF
    assert (rig.control.state, rig.control.faults) == (wire.SAFE, wire.F_LINK)


def test_in_the_key_loop_the_lease_begins_with_arm() -> None:
    rig = armed_rig(role=KEYLOOP, um_per_pulse=0)
    rig.steps(48)
    assert rig.out().k1
    assert rig.step() == OFF
    assert (rig.control.state, rig.control.faults) == (wire.SAFE, 0)


def test_in_the_key_loop_pain_leaves_the_treadmill_its_own_stop() -> None:
    rig = guarding_rig()
    rig.pain = False
    out = rig.walk(5.0, 0)
    assert out.k1
    assert (rig.control.state, rig.control.faults) == (wire.STOPPING, wire.F_PAIN)
    rig.stop(wire.STOP_OPEN)
    assert rig.step() == OFF
    assert (rig.control.state, rig.control.faults) == (wire.FAULT, wire.F_PAIN)


@pytest.mark.parametrize("pain", [True, False])
def test_in_the_key_loop_a_stop_whose_host_falls_silent_opens_k1(pain: bool) -> None:
    rig = guarding_rig()
    rig.pain = pain
    rig.stop()
    rig.walk(0.1, 0)
    assert rig.out().k1
    rig.steps(42)
    assert rig.out() == OFF
    assert rig.control.faults == wire.F_LINK | (0 if pain else wire.F_PAIN)
    assert rig.control.state == (wire.SAFE if pain else wire.FAULT)


def test_in_the_key_loop_a_stop_ends_by_itself() -> None:
    rig = guarding_rig()
    rig.stop()
    rig.walk(18.6, 0)
    assert rig.out().k1
    rig.walk(0.1, 0)
    assert rig.out() == OFF
    assert (rig.control.state, rig.control.faults) == (wire.SAFE, 0)


def test_in_the_key_loop_a_tach_shows_that_the_belt_does_not_slow() -> None:
    rig = guarding_rig(um_per_pulse=165_000)
    rig.plant.pushed_ckmh = 500
    rig.walk(3.0, 0)
    rig.pain = False
    rig.walk(2.0, 0)
    assert rig.out().k1
    rig.walk(1.0, 0)
    assert rig.out() == OFF
    assert rig.control.faults == wire.F_PAIN | wire.F_TRACKING


def test_in_the_key_loop_a_tach_shows_that_the_belt_stands() -> None:
    rig = guarding_rig(um_per_pulse=165_000)
    rig.plant.pushed_ckmh = 300
    rig.walk(3.0, 0)
    rig.stop()
    rig.plant.pushed_ckmh = 0
    rig.walk(1.8, 0)
    assert rig.out().k1
    rig.walk(0.3, 0)
    assert (rig.out(), rig.control.state, rig.control.faults) == (OFF, wire.SAFE, 0)


def test_in_the_key_loop_a_walk_is_as_fast_as_the_treadmill_wants_within_the_limit() -> None:
    rig = guarding_rig(um_per_pulse=165_000)
    rig.plant.pushed_ckmh = 1200
    rig.walk(10.0, 0)
    assert rig.control.state == wire.RUNNING
    rig.plant.pushed_ckmh = 1300
    rig.walk(1.0, 0)
    assert rig.control.faults == wire.F_OVERSPEED


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
