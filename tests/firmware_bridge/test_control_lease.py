"""The state machine: what the belt may do without a word of the host, and for how long."""

import itertools

import pytest

from firmware_bridge import wire
from tests.firmware_bridge.rig import OFF, armed_rig, running_rig, until


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
