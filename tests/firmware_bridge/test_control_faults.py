"""The state machine: what the belt and its relay can do wrong."""

import pytest

from firmware_bridge import wire
from firmware_bridge.ticks import PERIOD
from tests.firmware_bridge.rig import (
    OFF,
    Made,
    Rig,
    armed_rig,
    faulty_rig,
    guarding_rig,
    running_rig,
    safe_rig,
    until,
)


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
