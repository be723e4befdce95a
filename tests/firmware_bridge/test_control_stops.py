"""The state machine: pain, the key and every stop."""

import pytest

from firmware_bridge import wire
from tests.firmware_bridge.rig import (
    OFF,
    Made,
    Rig,
    armed_rig,
    faulty_rig,
    guarding_rig,
    running_rig,
    safe_rig,
    stopping_rig,
    until,
)

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
