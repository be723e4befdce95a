"""Which setpoints are followed in which state, and which are refused."""

import pytest

from firmware_bridge import wire
from firmware_bridge.settings import KEYLOOP
from tests.firmware_bridge.orders import BAD_STATE, OK, faulty_rig, inclined
from tests.firmware_bridge.rig import (
    Made,
    armed_rig,
    guarding_rig,
    running_rig,
    safe_rig,
    stopping_rig,
)


@pytest.mark.parametrize("made", [safe_rig, stopping_rig, faulty_rig])
def test_a_setpoint_is_for_armed_and_running_only(made: Made) -> None:
    rig = made()
    assert rig.ask(wire.SETPOINT, 1, 100, 0, 500, rig.control.arm_id) == BAD_STATE
    assert rig.control.state not in (wire.ARMED, wire.RUNNING)


def test_a_setpoint_of_before_the_stop_starts_nothing() -> None:
    rig = running_rig(200)
    rig.stop()
    rig.steps(1000)
    assert rig.ask(wire.ARM, rig.control.arm_id) == OK
    assert rig.ask(wire.SETPOINT, 1, 100, 0, 500, 1) == (wire.STALE_ARM, 0)
    assert rig.control.state == wire.ARMED


@pytest.mark.parametrize(
    ("values", "detail"),
    [
        ((2, 100, 0, 500), 0),
        ((1, 1201, 0, 500), 1),
        ((1, 100, -31, 500), 2),
        ((1, 100, 151, 500), 2),
        ((1, 100, 0, 199), 3),
        ((1, 100, 0, 501), 3),
    ],
)
def test_a_setpoint_out_of_range_is_refused_not_clamped(
    values: tuple[int, ...], detail: int
) -> None:
    rig = inclined()
    rig.ask(wire.ARM, 1)
    rig.walk(0.1, 100)
    assert rig.ask(wire.SETPOINT, *values, 1) == (wire.OUT_OF_RANGE, detail)
    assert rig.control.motor.target_ckmh == 100
    assert rig.control.lease_left_ms == 400


@pytest.mark.parametrize(
    "values", [(1, 1200, -30, 200), (1, 0, 150, 500), (1, 80, 0, 300), (1, 79, 0, 300)]
)
def test_a_setpoint_within_the_range_is_followed(values: tuple[int, int, int, int]) -> None:
    rig = inclined()
    rig.ask(wire.ARM, 1)
    rig.walk(0.1, 100)
    assert rig.ask(wire.SETPOINT, *values, 1) == OK
    assert rig.control.motor.target_ckmh == (values[1] if values[1] >= 80 else 0)
    assert rig.control.target_permille == values[2]
    assert rig.control.lease_left_ms == values[3]
    assert rig.control.silent_ms == 0
    assert rig.control.state == wire.RUNNING


def test_limits_hold_for_setpoints() -> None:
    rig = inclined()
    rig.ask(wire.LIMITS, 90, -10, 20, 10, 10)
    rig.ask(wire.ARM, 1)
    assert rig.ask(wire.SETPOINT, 1, 91, 0, 500, 1) == (wire.OUT_OF_RANGE, 1)
    assert rig.ask(wire.SETPOINT, 1, 90, 21, 500, 1) == (wire.OUT_OF_RANGE, 2)
    assert rig.ask(wire.SETPOINT, 1, 90, -11, 500, 1) == (wire.OUT_OF_RANGE, 2)
    assert rig.ask(wire.SETPOINT, 1, 90, 20, 500, 1) == OK
    assert rig.ask(wire.SETPOINT, 1, 91, 0, 500, 1) == (wire.OUT_OF_RANGE, 1)


def test_the_first_setpoint_after_arm_is_slow() -> None:
    rig = armed_rig()
    assert rig.ask(wire.SETPOINT, 1, 101, 0, 500, 1) == (wire.OUT_OF_RANGE, 1)
    assert rig.control.state == wire.ARMED
    assert rig.ask(wire.SETPOINT, 1, 100, 0, 500, 1) == OK
    assert rig.ask(wire.SETPOINT, 1, 101, 0, 500, 1) == OK


def test_a_setpoint_without_run_keeps_an_armed_bridge_armed() -> None:
    rig = armed_rig()
    assert rig.ask(wire.SETPOINT, 0, 100, 0, 500, 1) == OK
    assert rig.control.state == wire.ARMED
    assert rig.control.motor.target_ckmh == 0


def test_in_the_key_loop_a_setpoint_has_no_speed() -> None:
    rig = armed_rig(role=KEYLOOP, um_per_pulse=0)
    assert rig.ask(wire.SETPOINT, 1, 1, 0, 500, 1) == (wire.OUT_OF_RANGE, 1)
    assert rig.ask(wire.SETPOINT, 1, 0, 0, 500, 1) == OK
    assert rig.control.state == wire.RUNNING


@pytest.mark.parametrize("run", [0, 1])
def test_in_the_key_loop_a_setpoint_keeps_a_stop_s_lease_and_never_ends_the_stop(run: int) -> None:
    rig = guarding_rig()
    rig.stop()
    rig.steps(10)
    assert rig.ask(wire.SETPOINT, run, 0, 0, 400, 1) == OK
    assert rig.control.lease_left_ms == 400
    assert rig.control.state == wire.STOPPING
    assert rig.ask(wire.SETPOINT, run, 0, 0, 400, 2) == (wire.STALE_ARM, 0)


def test_a_start_tries_the_incline_again() -> None:
    rig = inclined()
    rig.ask(wire.ARM, 1)
    rig.walk(4.3, 100, 100)
    assert rig.out().incline == 0  # jammed, given up
    rig.stop()
    rig.steps(500)
    rig.ask(wire.ARM, rig.control.arm_id)
    rig.walk(0.1, 100, 100)
    assert rig.out().incline == -1
