"""Which frames count, and what each is answered."""

import pytest

from firmware_bridge import wire
from firmware_bridge.link import FIRMWARE
from firmware_bridge.settings import Settings
from tests.firmware_bridge.rig import BOOT_ID, Rig, armed_rig, running_rig, safe_rig


def waiting() -> Rig:
    """A bridge that has booted and heard nobody."""
    rig = Rig()
    rig.steps(220)
    return rig


def test_a_bridge_is_silent_until_somebody_says_hello() -> None:
    rig = waiting()
    rig.steps(100)
    assert rig.heard == []


def test_hello_is_answered_with_what_the_bridge_is() -> None:
    rig = Rig(Settings(max_ckmh=900), reset_cause=5)
    rig.boot_id = 0
    rig.hello(nonce=0xA1B2C3D4)
    rig.step()
    crc = Settings(max_ckmh=900).crc()
    assert rig.all(wire.HELLO_ACK) == [(1, 5, FIRMWARE, 0xA1B2C3D4, crc, 900, 500)]
    assert (rig.heard[0].kind, rig.heard[0].seq, rig.heard[0].ack) == (wire.HELLO_ACK, 1, 1)
    assert rig.heard[0].boot_id == BOOT_ID
    assert FIRMWARE == 1
    assert rig.all(wire.ACK) == []


def test_hello_with_the_boot_id_of_another_life_is_refused() -> None:
    rig = waiting()
    rig.boot_id = 99
    assert rig.ask(wire.HELLO, 1, 0, 7) == (wire.WRONG_BOOT, 0)
    rig.steps(20)
    assert rig.all(wire.HELLO_ACK) == rig.all(wire.STATUS) == []


@pytest.mark.parametrize(
    ("values", "detail"), [((2, 0, 7), 0), ((0, 0, 7), 0), ((1, 2, 7), 1), ((2, 2, 7), 0)]
)
def test_hello_of_another_protocol_or_role_is_refused(values: tuple[int, ...], detail: int) -> None:
    rig = waiting()
    assert rig.ask(wire.HELLO, *values) == (wire.OUT_OF_RANGE, detail)
    assert rig.all(wire.HELLO_ACK) == []


@pytest.mark.parametrize("kind", [wire.HELLO, wire.SETPOINT, wire.ARM, wire.TIME])
def test_a_message_of_the_wrong_length_is_refused_and_answered(kind: int) -> None:
    rig = armed_rig()
    rig.tell(kind, payload=bytes(3))
    rig.step()
    assert rig.last(wire.ACK) == (rig.seq, wire.OUT_OF_RANGE, 0xFF)
    assert rig.control.state == wire.ARMED


@pytest.mark.parametrize("payload", [b"", b"\2", b"\2" + bytes(20)])
def test_a_stop_of_any_length_stops(payload: bytes) -> None:
    rig = running_rig(600)
    rig.tell(wire.STOP, payload=payload)
    out = rig.step()
    assert rig.control.state == wire.STOPPING
    assert out.k1 == (not payload)
    assert rig.last(wire.ACK) == (rig.seq, wire.OK, 0)


def test_a_setpoint_for_another_life_of_the_bridge_is_refused() -> None:
    rig = armed_rig()
    rig.boot_id = 99
    assert rig.ask(wire.SETPOINT, 1, 100, 0, 500, 1) == (wire.WRONG_BOOT, 0)
    rig.boot_id = BOOT_ID
    rig.seq -= 1  # that frame was not accepted: its number is still to be had
    assert rig.ask(wire.SETPOINT, 1, 100, 0, 500, 1) == (wire.OK, 0)


def test_hello_alone_may_be_without_a_boot_id() -> None:
    rig = armed_rig()
    rig.boot_id = 0
    assert rig.ask(wire.SETPOINT, 1, 100, 0, 500, 1) == (wire.WRONG_BOOT, 0)


@pytest.mark.parametrize("kind", [0x00, 0x08, 0x7F, 0x81, 0xFF])
def test_a_message_of_no_known_type_is_refused(kind: int) -> None:
    rig = armed_rig()
    rig.tell(kind, payload=b"")
    rig.step()
    assert rig.last(wire.ACK) == (rig.seq, wire.UNKNOWN_TYPE, 0)


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


def test_a_hello_said_twice_is_answered_twice_and_stops_nothing() -> None:
    rig = armed_rig()
    rig.seq = 500
    rig.hello(nonce=3)
    rig.steps(2)
    rig.ask(wire.ARM, rig.control.arm_id)
    rig.seq = 499
    rig.hello(nonce=3)
    assert rig.control.state == wire.SAFE  # other frames came since: it is somebody new
    rig.seq = 499
    rig.control.arm()
    rig.hello(nonce=3)
    rig.step()
    assert rig.control.state == wire.ARMED
    assert len(rig.all(wire.HELLO_ACK)) == 4
    rig.seq = 499
    rig.hello(nonce=4)
    assert rig.control.state == wire.SAFE


def test_after_a_hello_its_number_counts_as_done() -> None:
    rig = safe_rig()
    rig.ask(wire.ARM, 9)
    rig.hello(nonce=8)
    rig.seq -= 1
    assert rig.ask(wire.TIME, 0) == (wire.OK, 0)
    assert rig.all(wire.TIME_ACK) == []


def test_an_observer_gets_status_and_decides_nothing() -> None:
    rig = waiting()
    rig.hello(role=wire.OBSERVER)
    rig.steps(20)
    assert len(rig.all(wire.STATUS)) >= 2
    assert rig.ask(wire.ARM, 1) == (wire.NOT_CONTROLLER, 0)
    assert rig.ask(wire.TIME, 5) == (wire.OK, 0)
    assert rig.control.state == wire.SAFE


def test_nobody_decides_before_hello() -> None:
    assert waiting().ask(wire.ARM, 1) == (wire.NOT_CONTROLLER, 0)


def test_an_observer_s_stop_counts() -> None:
    rig = armed_rig()
    rig.bridge._link._controls = False
    rig.stop()
    assert rig.control.state == wire.SAFE


def test_time_is_told_beside_the_host_s_own() -> None:
    rig = safe_rig()
    rig.ask(wire.TIME, 0xFEDCBA98)
    assert rig.last(wire.TIME_ACK) == (0xFEDCBA98, rig.now_ms)


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


def test_noise_changes_nothing_and_is_counted() -> None:
    rig = running_rig(600)
    before = rig.out()
    rig.raw(b"\0\7noise\0")
    assert rig.out() == before
    assert rig.bridge._link.receiver.bad == 1
