"""What the host may ask for in which state, and what it is told if not."""

import pytest

from firmware_bridge import wire
from firmware_bridge.settings import KEYLOOP
from tests.firmware_bridge.orders import BAD_STATE, OK, faulty_rig, inclined
from tests.firmware_bridge.rig import Made, Rig, armed_rig, running_rig, safe_rig, stopping_rig

# -- LIMITS ----------------------------------------------------------------------------------


LIMITS = (600, -10, 100, 40, 45)


def test_limits_are_taken_as_they_are() -> None:
    rig = inclined()
    assert rig.ask(wire.LIMITS, *LIMITS) == OK
    control = rig.control
    assert (control.max_ckmh, control.accel, control.decel) == (600, 40, 45)
    assert (control.min_permille, control.max_permille) == (-10, 100)


@pytest.mark.parametrize(
    ("index", "least", "most"),
    [(0, 1, 1200), (1, -30, 100), (2, -10, 150), (3, 1, 50), (4, 1, 50)],
)
def test_limits_may_narrow_and_never_widen(index: int, least: int, most: int) -> None:
    def asked(value: int) -> tuple[int, int]:
        return inclined().ask(wire.LIMITS, *LIMITS[:index], value, *LIMITS[index + 1 :])

    assert asked(least) == asked(most) == OK
    lower = {1: 1, 2: 2}.get(index, index)
    assert asked(least - 1) == (wire.OUT_OF_RANGE, lower)
    # A least incline above the greatest is the greatest's fault: it is below the least.
    assert asked(most + 1) == (wire.OUT_OF_RANGE, 2 if index == 1 else index)


def test_limits_that_are_refused_change_nothing() -> None:
    rig = inclined()
    rig.ask(wire.LIMITS, 600, -10, 100, 40, 51)
    assert (rig.control.max_ckmh, rig.control.accel) == (1200, 50)


def test_limits_may_be_set_anew_up_to_the_settings() -> None:
    rig = inclined()
    assert rig.ask(wire.LIMITS, 300, 0, 0, 10, 10) == OK
    assert rig.ask(wire.LIMITS, 1200, -30, 150, 50, 50) == OK


@pytest.mark.parametrize("made", [armed_rig, running_rig, stopping_rig, faulty_rig])
def test_limits_are_for_safe_only(made: Made) -> None:
    assert made().ask(wire.LIMITS, 600, 0, 0, 10, 10) == BAD_STATE


# -- ARM -------------------------------------------------------------------------------------


def test_arm_needs_the_arm_id_of_now() -> None:
    rig = safe_rig()
    assert rig.ask(wire.ARM, 2) == (wire.STALE_ARM, 0)
    assert rig.ask(wire.ARM, 1) == OK
    assert rig.control.state == wire.ARMED


@pytest.mark.parametrize("made", [armed_rig, running_rig, stopping_rig])
def test_arm_is_for_safe_only(made: Made) -> None:
    rig = made()
    assert rig.ask(wire.ARM, rig.control.arm_id) == BAD_STATE


def test_arm_needs_a_belt_that_stands() -> None:
    rig = safe_rig()
    rig.plant.pushed_ckmh = 100
    rig.steps(100)
    assert rig.ask(wire.ARM, 1) == BAD_STATE
    rig.plant.pushed_ckmh = 0
    rig.steps(100)
    assert rig.ask(wire.ARM, 1) == BAD_STATE
    rig.steps(200)
    assert rig.ask(wire.ARM, 1) == OK


def test_arm_is_refused_while_a_fault_is_latched() -> None:
    rig = faulty_rig()
    assert rig.ask(wire.ARM, rig.control.arm_id) == (wire.FAULT_LATCHED, 0)
    rig = running_rig()
    rig.steps(1000)
    assert (rig.control.state, rig.control.faults) == (wire.SAFE, wire.F_LINK)
    assert rig.ask(wire.ARM, rig.control.arm_id) == (wire.FAULT_LATCHED, 0)


@pytest.mark.parametrize("contact", ["console", "k1"])
def test_arm_needs_a_console_at_rest_and_k1_open(contact: str) -> None:
    rig = safe_rig()
    setattr(rig, contact, True)
    rig.step()
    assert rig.ask(wire.ARM, 1) == (wire.INPUT_NOT_SAFE, 0)
    assert not rig.out().k1


def test_arm_in_the_key_loop_needs_no_tach() -> None:
    rig = safe_rig(role=KEYLOOP, um_per_pulse=0)
    assert rig.ask(wire.ARM, 1) == OK


# -- HELLO -----------------------------------------------------------------------------------


def test_a_new_host_stops_what_ran_for_the_one_before() -> None:
    rig = running_rig(600)
    rig.hello(nonce=8)
    assert (rig.control.state, rig.control.faults) == (wire.STOPPING, wire.F_LINK)
    rig = armed_rig()
    rig.hello(nonce=8)
    assert (rig.control.state, rig.control.faults) == (wire.SAFE, 0)


@pytest.mark.parametrize("made", [Rig, safe_rig, stopping_rig, faulty_rig])
def test_a_new_host_changes_nothing_else(made: Made) -> None:
    rig = made()
    before = (rig.control.state, rig.control.faults, rig.control.arm_id, rig.out())
    rig.hello(nonce=8)
    assert (rig.control.state, rig.control.faults, rig.control.arm_id, rig.out()) == before


# -- CLEAR -----------------------------------------------------------------------------------


def test_clear_leaves_fault_with_a_new_arm_id() -> None:
    rig = faulty_rig()
    assert rig.ask(wire.CLEAR, wire.F_KEY) == OK
    assert (rig.control.state, rig.control.faults, rig.control.arm_id) == (wire.SAFE, 0, 2)


def test_clear_in_safe_takes_latched_bits_and_no_arm_id() -> None:
    rig = running_rig()
    rig.steps(1000)
    assert rig.control.faults == wire.F_LINK
    assert rig.ask(wire.CLEAR, wire.F_LINK) == OK
    assert (rig.control.state, rig.control.faults, rig.control.arm_id) == (wire.SAFE, 0, 2)


def test_clear_takes_the_bits_that_are_named_and_no_other() -> None:
    rig = faulty_rig()
    rig.control.faults |= wire.F_LINK
    assert rig.ask(wire.CLEAR, wire.F_KEY) == OK
    assert (rig.control.state, rig.control.faults) == (wire.FAULT, wire.F_LINK)
    assert rig.ask(wire.CLEAR, 0xFFFF) == OK
    assert rig.control.state == wire.SAFE


@pytest.mark.parametrize("made", [Rig, armed_rig, running_rig, stopping_rig])
def test_clear_is_for_fault_and_safe_only(made: Made) -> None:
    rig = made()
    rig.hello(nonce=9)
    if made is not Rig:
        rig = made()
    assert rig.ask(wire.CLEAR, 0xFFFF) == BAD_STATE


def test_clear_needs_a_belt_that_stands() -> None:
    rig = running_rig(600)
    rig.key = False
    rig.step()
    rig.key = True
    rig.steps(10)
    assert rig.ask(wire.CLEAR, wire.F_KEY) == BAD_STATE
    rig.steps(500)
    assert rig.ask(wire.CLEAR, wire.F_KEY) == OK


@pytest.mark.parametrize(
    ("contact", "level", "faults"),
    [
        ("key", False, (wire.F_KEY, wire.F_INPUT)),
        ("pain", False, (wire.F_PAIN, wire.F_INPUT)),
        ("k1", True, (wire.F_WELD, wire.F_NO_CLOSE)),
    ],
)
def test_a_fault_whose_cause_is_there_is_not_cleared(
    contact: str, level: bool, faults: tuple[int, ...]
) -> None:
    rig = faulty_rig()
    setattr(rig, contact, level)
    rig.steps(20)
    for fault in faults:
        rig.control.faults |= fault
        assert rig.ask(wire.CLEAR, fault) == (wire.INPUT_NOT_SAFE, 0)
        assert rig.control.faults & fault
    setattr(rig, contact, None if contact == "k1" else not level)
    rig.steps(20)
    assert rig.ask(wire.CLEAR, 0xFFFF) == OK
    assert rig.control.state == wire.SAFE


def test_a_cause_that_is_there_does_not_keep_other_faults() -> None:
    rig = faulty_rig()
    rig.key = False
    rig.control.faults |= wire.F_LINK
    rig.step()
    assert rig.ask(wire.CLEAR, wire.F_LINK) == OK
    assert rig.control.faults == wire.F_KEY
    assert rig.ask(wire.CLEAR, wire.F_PAIN) == OK


def test_wrong_settings_are_never_cleared() -> None:
    rig = Rig(start_faults=wire.F_CONFIG)
    rig.steps(220)
    rig.hello()
    assert rig.ask(wire.CLEAR, wire.F_CONFIG) == (wire.INPUT_NOT_SAFE, 0)
    assert rig.control.state == wire.FAULT


def test_a_reset_by_the_watchdog_is_cleared() -> None:
    rig = Rig(reset_cause=3)
    rig.steps(220)
    rig.hello()
    assert rig.control.faults == wire.F_WATCHDOG
    assert rig.ask(wire.CLEAR, wire.F_WATCHDOG) == OK
    assert rig.control.state == wire.SAFE
