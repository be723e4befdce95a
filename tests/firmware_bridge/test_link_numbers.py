"""The numbers of frames: what is new, what is said again, what was lost."""

import pytest

from firmware_bridge import wire
from tests.firmware_bridge.rig import BOOT_ID, Rig, armed_rig, running_rig, safe_rig
from tests.firmware_bridge.told import waiting


def test_a_duplicate_is_answered_again_and_not_applied() -> None:
    rig = armed_rig()
    rig.seq += 1
    values = wire.pack(wire.SETPOINT, 1, 101, 0, 500, 1)
    frame = wire.encode(wire.SETPOINT, rig.seq, 0, BOOT_ID, values)
    for _ in range(2):
        rig.raw(frame)
        rig.step()
    assert rig.all(wire.ACK)[-2:] == [(rig.seq, wire.OUT_OF_RANGE, 1)] * 2
    rig.setpoint(100)
    rig.steps(10)
    left_ms = rig.control.lease_left_ms
    rig.seq -= 1
    rig.setpoint(50)
    rig.step()
    assert rig.last(wire.ACK) == (rig.seq, wire.OK, 0)
    assert rig.control.lease_left_ms == left_ms - 10
    assert rig.control.motor.target_ckmh == 100


def test_an_old_frame_is_not_answered_nor_applied() -> None:
    rig = armed_rig()
    rig.setpoint(100)
    rig.step()
    answers = len(rig.all(wire.ACK))
    rig.seq -= 2
    rig.setpoint(50)
    rig.step()
    assert len(rig.all(wire.ACK)) == answers
    assert rig.control.motor.target_ckmh == 100


def test_numbers_that_begin_again_at_0_are_new() -> None:
    rig = Rig()
    rig.seq = 0xFFFD
    rig.hello()
    assert [rig.ask(wire.TIME, n) for n in range(4)] == [(wire.OK, 0)] * 4


def test_frames_that_never_came_are_counted() -> None:
    rig = safe_rig()
    rig.seq += 3
    assert rig.ask(wire.TIME, 0) == (wire.OK, 0)
    assert rig.bridge._link.lost == 3
    rig.ask(wire.TIME, 0)
    assert rig.bridge._link.lost == 3


def test_hello_begins_the_numbers_anew() -> None:
    rig = safe_rig()
    rig.seq = 20_000
    rig.hello(nonce=8)
    rig.seq = 4
    rig.hello(nonce=9)
    assert rig.ask(wire.TIME, 0) == (wire.OK, 0)
    assert rig.bridge._link.lost == 0


def test_the_first_hello_counts_whatever_its_number_and_nonce() -> None:
    rig = waiting()
    rig.seq = -1
    rig.hello(nonce=1)
    assert rig.ask(wire.ARM, 1) == (wire.OK, 0)


def test_before_any_other_a_frame_with_number_0_is_a_duplicate_of_nothing() -> None:
    rig = waiting()
    rig.seq = -1
    assert rig.ask(wire.TIME, 0) == (wire.OK, 0)
    assert rig.all(wire.TIME_ACK) == []


def test_after_a_hello_its_number_counts_as_done() -> None:
    rig = safe_rig()
    rig.ask(wire.ARM, 9)
    rig.hello(nonce=8)
    rig.seq -= 1
    assert rig.ask(wire.TIME, 0) == (wire.OK, 0)
    assert rig.all(wire.TIME_ACK) == []


def test_a_stop_in_turn_is_the_last_accepted_and_one_out_of_turn_is_not() -> None:
    rig = armed_rig()
    seq = rig.seq
    rig.tell(wire.STOP, 1, 0)
    rig.seq = seq
    assert rig.ask(wire.CLEAR, 0) == (wire.OK, 0)  # a duplicate by number: answered as the stop
    rig.seq = 3
    rig.tell(wire.STOP, 1, 0)
    rig.seq = seq + 1
    assert rig.ask(wire.CLEAR, 0) == (wire.OK, 0)
    rig.boot_id, rig.seq = 99, 10_000
    rig.tell(wire.STOP, 1, 0)
    rig.boot_id, rig.seq = BOOT_ID, seq + 2
    assert rig.ask(wire.ARM, 0) == (wire.STALE_ARM, 0)


@pytest.mark.parametrize(
    ("ahead", "boot_id", "counts"),
    [(1, BOOT_ID, 1), (3, BOOT_ID, 3), (0, BOOT_ID, 0), (-1, BOOT_ID, 0), (1, 99, 0)],
)
def test_only_a_stop_in_turn_moves_the_number_that_was_accepted_last(
    ahead: int, boot_id: int, counts: int
) -> None:
    rig = safe_rig()
    accepted = rig.seq
    rig.seq, rig.boot_id = accepted + ahead - 1, boot_id
    rig.stop()
    rig.step()
    assert rig.last(wire.ACK) == (accepted + ahead, wire.OK, 0)
    assert rig.heard[-1].ack == accepted + counts
    assert rig.bridge._link.lost == max(counts - 1, 0)


def test_an_event_counts_as_heard_by_a_stop_too() -> None:
    rig = safe_rig()
    rig.steps(10)
    told = rig.last(wire.EVENT)
    rig.stop()
    rig.heard.clear()
    rig.steps(100)
    assert told not in rig.all(wire.EVENT)


def test_a_refusal_before_a_stop_is_not_repeated_for_it() -> None:
    rig = armed_rig()
    rig.ask(wire.ARM, 1)
    rig.tell(wire.STOP, 1, 0)
    rig.seq -= 1
    assert rig.ask(wire.TIME, 0) == (wire.OK, 0)


def test_a_stop_with_the_number_of_the_last_frame_stops() -> None:
    rig = running_rig(600)
    rig.ask(wire.ARM, 1)
    rig.seq -= 1
    rig.stop()
    rig.step()
    assert rig.control.state == wire.STOPPING
    assert rig.last(wire.ACK) == (rig.seq, wire.OK, 0)
