"""The state machine where it holds nothing but K1."""

import pytest

from firmware_bridge import wire
from firmware_bridge.settings import KEYLOOP
from tests.firmware_bridge.rig import OFF, armed_rig, guarding_rig


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


def test_in_the_key_loop_a_new_host_opens_k1_at_once() -> None:
    rig = guarding_rig()
    rig.hello(nonce=8)
    assert not rig.out().k1


def test_in_the_key_loop_a_lease_that_ends_after_k1_was_opened_is_no_lost_link() -> None:
    rig = guarding_rig(um_per_pulse=165_000)
    rig.plant.pushed_ckmh = 300
    rig.walk(3.0, 0)
    rig.stop(wire.STOP_OPEN)
    rig.steps(100)
    assert (rig.control.state, rig.control.faults) == (wire.STOPPING, 0)


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
