"""What the bridge says, in the words of the host."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge import wire
from treadctl.errors import DecodeError
from treadctl.model import Notice, NoticeKind
from treadctl.protocols.bridge_status import Status, decode_status, fault_words, notice, refusal

GOOD = wire.KEY | wire.PAIN_OK


def status(state: int = wire.SAFE, inputs: int = GOOD, faults: int = 0) -> Status:
    return Status(0.0, state, inputs, faults, arm_id=1)


def payload(**values: int) -> bytes:
    told = {name: 0 for name in wire.MESSAGES[wire.STATUS][1]} | values
    return wire.pack(wire.STATUS, *told.values())


def test_a_status_tells_speed_inclination_and_duty_in_the_field_s_units() -> None:
    told = {"state": wire.RUNNING, "inputs": 0x27, "speed_ckmh": 498, "command_ckmh": 500}
    found = decode_status(payload(**told, duty=21800, incline_permille=10, arm_id=1), 7.0)
    assert (found.at, found.speed_kmh, found.command_kmh, found.inclination_percent) == (
        *(7.0, 4.98, 5.00, 1.0),
    )
    assert found.duty_percent == pytest.approx(33.26, abs=0.01)
    assert found.under_control and found.key_in and found.k1_closed and not found.pain_pressed


def test_what_the_bridge_does_not_measure_is_none_and_not_0() -> None:
    unknown = {"speed_ckmh": wire.NO_SPEED, "incline_permille": wire.NO_INCLINE}
    found = decode_status(payload(**unknown), 0.0)
    assert (found.speed_kmh, found.inclination_percent) == (None, None)


@given(st.binary(max_size=45))
def test_any_bytes_are_a_status_or_a_decode_error(data: bytes) -> None:
    if len(data) == len(payload()):
        decode_status(data, 0.0)
    else:
        with pytest.raises(DecodeError, match="No STATUS"):
            decode_status(data, 0.0)


RUNS = status(wire.RUNNING)


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        (RUNS, status(wire.FAULT, wire.PAIN_OK), NoticeKind.STOPPED_BY_SAFETY_KEY),
        (RUNS, status(wire.FAULT, GOOD, wire.F_KEY), NoticeKind.STOPPED_BY_SAFETY_KEY),
        (RUNS, status(wire.FAULT, GOOD, wire.F_PAIN), NoticeKind.STOPPED_BY_SAFETY_KEY),
        (RUNS, status(wire.STOPPING, GOOD | wire.CONSOLE), NoticeKind.STOPPED_BY_USER),
        (RUNS, status(wire.FAULT, GOOD, wire.F_TACH), NoticeKind.CONTROL_LOST),
        (RUNS, status(wire.STOPPING, GOOD, wire.F_LINK), NoticeKind.CONTROL_LOST),
        (status(wire.ARMED), status(wire.SAFE), NoticeKind.CONTROL_LOST),
    ],
)
def test_what_befell_the_belt_is_noticed(before: Status, now: Status, kind: NoticeKind) -> None:
    assert notice(before, now, stopping=False) == Notice(kind)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (RUNS, RUNS),
        (status(wire.ARMED), RUNS),
        (status(), status(wire.ARMED)),
        (status(wire.STOPPING), status()),
        (status(wire.FAULT, wire.PAIN_OK, wire.F_KEY), status(wire.FAULT, GOOD, wire.F_KEY)),
        (status(wire.RUNNING, GOOD | wire.CONSOLE), status(wire.RUNNING, GOOD | wire.CONSOLE)),
    ],
)
def test_what_is_no_news_is_not_noticed(before: Status, now: Status) -> None:
    assert notice(before, now, stopping=False) is None


def test_our_own_stop_is_no_news_but_a_key_pulled_during_it_is() -> None:
    assert notice(RUNS, status(wire.STOPPING), stopping=True) is None
    pulled = notice(RUNS, status(wire.FAULT, wire.PAIN_OK, wire.F_KEY), stopping=True)
    assert pulled == Notice(NoticeKind.STOPPED_BY_SAFETY_KEY)


def test_every_fault_has_words() -> None:
    assert all(fault_words(1 << bit) for bit in range(12))
    assert fault_words(wire.F_KEY | wire.F_TACH) == (
        "the safety key was pulled, the tachometer gave no pulses"
    )
    assert fault_words(0) == ""


@pytest.mark.parametrize(
    ("result", "now", "words"),
    [
        (wire.INPUT_NOT_SAFE, status(inputs=wire.PAIN_OK), "The safety key is out. Put it in."),
        (wire.INPUT_NOT_SAFE, status(inputs=wire.KEY), "pain button at the bridge is pressed"),
        (wire.FAULT_LATCHED, status(faults=wire.F_WELD), "relay does not open"),
        (wire.BAD_STATE, status(), "Wait until the belt stands"),
        (wire.NOT_CONTROLLER, status(), "Another program has the bridge"),
        (99, status(), "said no (99)"),
    ],
)
def test_a_refusal_names_the_next_step(result: int, now: Status, words: str) -> None:
    assert words in refusal(result, now)
