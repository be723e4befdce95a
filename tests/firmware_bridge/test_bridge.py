"""The bridge as a whole: when its watchdog may be fed, and what start-up makes of a reset."""

import pytest

from firmware_bridge import wire
from tests.firmware_bridge.rig import Rig, running_rig


def test_the_watchdog_is_fed_once_after_each_step() -> None:
    rig = Rig()
    assert not rig.bridge.may_feed(0, False, 100)
    rig.step()
    assert rig.bridge.may_feed(0, False, 100)
    assert not rig.bridge.may_feed(0, False, 100)


def test_a_step_of_50_ms_is_too_long() -> None:
    rig = Rig()
    rig.step()
    assert rig.bridge.may_feed(0, False, 49_999)
    rig.step()
    assert not rig.bridge.may_feed(0, False, 50_000)


def test_outputs_that_are_not_as_meant_starve_the_watchdog() -> None:
    rig = running_rig(600)
    duty = rig.step().duty
    assert rig.bridge.may_feed(duty, True, 100)
    rig.step()
    assert not rig.bridge.may_feed(duty + 1000, True, 100)
    rig.step()
    assert not rig.bridge.may_feed(rig.out().duty, False, 100)


@pytest.mark.parametrize(("cause", "faults"), [(1, 0), (3, wire.F_WATCHDOG), (2, 0)])
def test_a_reset_by_the_watchdog_is_a_fault(cause: int, faults: int) -> None:
    rig = Rig(reset_cause=cause)
    rig.steps(101)
    assert rig.control.faults == faults


def test_what_start_up_found_stays_beside_a_watchdog_s_reset() -> None:
    rig = Rig(reset_cause=3, start_faults=wire.F_CONFIG)
    rig.steps(101)
    assert rig.control.faults == wire.F_WATCHDOG | wire.F_CONFIG


def test_a_cold_start_is_told_as_such() -> None:
    rig = Rig()
    rig.hello()
    rig.step()
    assert rig.last(wire.HELLO_ACK)[1] == 1
