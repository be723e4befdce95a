"""Which messages count, and what each is answered."""

import pytest

from firmware_bridge import wire
from firmware_bridge.link import FIRMWARE
from firmware_bridge.settings import Settings
from tests.firmware_bridge.rig import BOOT_ID, Rig, armed_rig, running_rig, safe_rig
from tests.firmware_bridge.told import waiting


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


def test_noise_changes_nothing_and_is_counted() -> None:
    rig = running_rig(600)
    before = rig.out()
    rig.raw(b"\0\7noise\0")
    assert rig.out() == before
    assert rig.bridge._link.receiver.bad == 1
