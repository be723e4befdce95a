"""TB1 on the wire: worked frames, COBS, checks, sequence numbers."""

import csv
import itertools
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge import wire

GOLDEN = Path(__file__).parents[1] / "golden" / "tb1.csv"
ROWS = list(csv.DictReader(GOLDEN.read_text().splitlines()))
SETPOINT = next(row for row in ROWS if row["message"] == "SETPOINT")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["message"])
def test_a_worked_frame_is_made_and_read(row: dict[str, str]) -> None:
    kind, values = getattr(wire, row["message"]), json.loads(row["values"])
    seq, ack, boot_id = int(row["seq"]), int(row["ack"]), int(row["boot_id"], 16)

    made = wire.encode(kind, seq, ack, boot_id, wire.pack(kind, *values.values()))
    (frame,) = wire.Receiver().feed(bytes.fromhex(row["wire"]))

    assert made.hex() == row["wire"]
    assert wire.unstuff(made[:-1]).hex() == row["raw"]
    assert (frame.kind, frame.seq, frame.ack, frame.boot_id) == (kind, seq, ack, boot_id)
    assert wire.MESSAGES[kind][1] == tuple(values)
    assert wire.unpack(kind, frame.payload) == tuple(values.values())


def test_no_name_of_a_number_has_moved() -> None:
    assert (wire.HELLO, wire.LIMITS, wire.ARM, wire.SETPOINT, wire.STOP) == (1, 2, 3, 4, 5)
    assert (wire.CLEAR, wire.TIME) == (6, 7)
    assert (wire.HELLO_ACK, wire.STATUS, wire.EVENT) == (0x81, 0x82, 0x83)
    assert (wire.ACK, wire.TIME_ACK) == (0x84, 0x85)
    states = (wire.BOOTING, wire.SELFTEST, wire.SAFE, wire.ARMED, wire.RUNNING, wire.STOPPING)
    assert (*states, wire.FAULT) == (0, 1, 2, 3, 4, 5, 6)
    inputs = (wire.KEY, wire.PAIN_OK, wire.K1_CLOSED, wire.CONSOLE, wire.PUMP, wire.PULSES)
    assert (*inputs, wire.HOME, wire.LATE) == (1, 2, 4, 8, 16, 32, 64, 128)
    low = (wire.F_PAIN, wire.F_KEY, wire.F_WELD, wire.F_NO_CLOSE, wire.F_OVERSPEED, wire.F_TACH)
    assert low == (1, 2, 4, 8, 16, 32)
    high = (wire.F_TRACKING, wire.F_OVERRUN, wire.F_WATCHDOG, wire.F_CONFIG, wire.F_INPUT)
    assert (*high, wire.F_LINK) == (64, 128, 256, 512, 1024, 2048)
    results = (wire.OK, wire.BAD_STATE, wire.WRONG_BOOT, wire.STALE_ARM, wire.OUT_OF_RANGE)
    assert results == (0, 1, 2, 3, 4)
    more = (wire.INPUT_NOT_SAFE, wire.FAULT_LATCHED, wire.UNKNOWN_TYPE, wire.NOT_CONTROLLER)
    assert more == (5, 6, 7, 8)
    assert (wire.CONTROLLER, wire.OBSERVER, wire.RUN) == (0, 1, 1)
    assert (wire.STOP_RAMP, wire.STOP_OPEN) == (1, 2)
    assert (wire.NO_SPEED, wire.NO_INCLINE, wire.VERSION) == (0xFFFF, 0x7FFF, 1)
    events = (wire.E_STATE, wire.E_FAULTS, wire.E_INPUTS, wire.E_STEP, wire.E_LINK)
    assert events == (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("kind", "names", "size"),
    [
        (wire.LIMITS, "max_ckmh min_permille max_permille accel decel", 10),
        (wire.CLEAR, "faults", 4),
        (wire.TIME, "host_ms", 4),
        (wire.EVENT, "number code arg value mcu_ms", 12),
        (wire.TIME_ACK, "host_ms mcu_ms", 8),
    ],
)
def test_a_message_without_a_worked_frame_has_its_values_in_order(
    kind: int, names: str, size: int
) -> None:
    values = tuple(range(1, 1 + len(names.split())))
    payload = wire.pack(kind, *values)
    assert wire.MESSAGES[kind][1] == tuple(names.split())
    assert len(payload) == size
    assert wire.unpack(kind, payload) == values


def test_incline_can_be_below_zero() -> None:
    payload = wire.pack(wire.LIMITS, 600, -30, -10, 50, 50)
    assert payload.hex() == "5802e2fff6ff32003200"
    assert wire.unpack(wire.LIMITS, payload) == (600, -30, -10, 50, 50)


@pytest.mark.parametrize(
    ("data", "stuffed"),
    [
        ("", "01"),
        ("00", "0101"),
        ("0000", "010101"),
        ("11220033", "0311220233"),
        ("11223344", "0511223344"),
        ("11000000", "0211010101"),
    ],
)
def test_cobs_makes_what_its_authors_say(data: str, stuffed: str) -> None:
    assert wire.stuff(bytes.fromhex(data)).hex() == stuffed
    assert wire.unstuff(bytes.fromhex(stuffed)).hex() == data


@pytest.mark.parametrize("length", [253, 254, 255, 508, 600])
def test_cobs_begins_a_new_block_after_254_bytes(length: int) -> None:
    data = bytes([7]) * length
    stuffed = wire.stuff(data)
    assert stuffed[0] == min(length + 1, 0xFF)
    assert len(stuffed) == length + (length + 253) // 254
    assert wire.unstuff(stuffed) == data


@given(st.binary(max_size=700))
def test_cobs_hides_every_zero_and_loses_nothing(data: bytes) -> None:
    stuffed = wire.stuff(data)
    assert 0 not in stuffed
    assert wire.unstuff(stuffed) == data


@pytest.mark.parametrize("stuffed", ["00", "03 01", "02 01 00", "01 05 01"])
def test_bytes_that_cobs_does_not_make_are_refused(stuffed: str) -> None:
    with pytest.raises(ValueError, match="no COBS"):
        wire.unstuff(bytes.fromhex(stuffed))


@pytest.mark.parametrize("length", [0, 40])
def test_a_payload_has_0_to_40_bytes(length: int) -> None:
    payload = bytes(range(1, length + 1))
    made = wire.encode(9, 0xFFFE, 3, 0xFFFFFFFF, payload)
    (frame,) = wire.Receiver().feed(made)
    assert (frame.seq, frame.ack, frame.boot_id) == (0xFFFE, 3, 0xFFFFFFFF)
    assert frame.payload == payload


def test_the_longest_frame_has_56_bytes_on_the_wire() -> None:
    assert wire.MAX_PAYLOAD_BYTES == 40
    assert len(wire.encode(9, 0xFFFF, 0xFFFF, 0xFFFFFFFF, bytes([1] * 40))) == 56


@pytest.mark.parametrize(
    ("stuffed", "why"),
    [
        (wire.encode(9, 1, 1, 1, bytes(41))[:-1], "wrong length"),
        (wire.stuff(bytes(13)), "wrong length"),
        (wire.encode(9, 1, 1, 1, b"")[:-2] + b"\1", "wrong CRC"),
    ],
)
def test_a_frame_that_fails_its_check_is_refused(stuffed: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        wire.decode(stuffed)


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(wire, "VERSION", 2)
        newer = wire.encode(wire.STOP, 1, 1, 1, wire.pack(wire.STOP, 1, 0))
    with pytest.raises(ValueError, match="wrong version"):
        wire.decode(newer[:-1])


def _flipped(data: bytes, *bits: int) -> bytes:
    changed = bytearray(data)
    for bit in bits:
        changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize(("wrong_bits", "all_of_them"), [(1, 208), (2, 21_528)])
def test_every_wrong_bit_in_a_setpoint_s_wire_is_found_out(
    wrong_bits: int, all_of_them: int
) -> None:
    line = bytes.fromhex(SETPOINT["wire"])
    tried = 0
    for bits in itertools.combinations(range(len(line) * 8), wrong_bits):
        assert wire.Receiver().feed(_flipped(line, *bits) + b"\0") == []
        tried += 1
    assert tried == all_of_them


def test_a_frame_may_come_in_any_pieces_and_after_noise() -> None:
    line = bytes.fromhex(SETPOINT["wire"])
    receiver = wire.Receiver()
    assert receiver.feed(b"\x05noise\0\0") == []
    assert [frame for byte in line[:-1] for frame in receiver.feed(bytes([byte]))] == []
    assert [frame.kind for frame in receiver.feed(line[-1:] + line)] == [wire.SETPOINT] * 2
    assert receiver.bad == 1


def test_an_empty_line_is_no_bad_frame() -> None:
    receiver = wire.Receiver()
    assert receiver.feed(bytes(5)) == []
    assert receiver.bad == 0


def test_a_frame_that_is_too_long_is_dropped_up_to_its_end() -> None:
    line = bytes.fromhex(SETPOINT["wire"])
    receiver = wire.Receiver()
    longest = wire.stuff(bytes([1] * 54))
    assert receiver.feed(longest + bytes([9]) + line) == []
    assert receiver.bad == 1
    assert [frame.kind for frame in receiver.feed(line)] == [wire.SETPOINT]
    assert receiver.bad == 1


def test_a_frame_that_begins_well_and_is_too_long_does_not_count() -> None:
    made = wire.encode(9, 0xFFFF, 0xFFFF, 0xFFFFFFFF, bytes([1] * 40))
    receiver = wire.Receiver()
    assert receiver.feed(made[:-1] + b"\x01\x01\0") == []
    assert len(receiver.feed(made)) == 1


def test_a_payload_of_no_known_type_or_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown type"):
        wire.unpack(0x33, b"")
    for payload in (bytes(3), bytes(5)):
        with pytest.raises(ValueError, match="wrong length"):
            wire.unpack(wire.STOP, payload)


@pytest.mark.parametrize(
    ("seq", "last", "ahead"),
    [(1, 0, 1), (0, 0xFFFF, 1), (5, 5, 0), (4, 5, -1), (0xFFFF, 0, -1), (0x7FFF, 0, 0x7FFF)],
)
def test_a_sequence_number_is_new_the_same_or_old(seq: int, last: int, ahead: int) -> None:
    assert wire.steps_ahead(seq, last) == ahead


def test_half_the_circle_away_is_old() -> None:
    assert wire.steps_ahead(0x8000, 0) == -0x8000


def test_any_bytes_give_frames_or_are_counted() -> None:
    dice = random.Random(1)  # noqa: S311 - noise to repeat, not a secret
    receiver = wire.Receiver()
    assert receiver.feed(dice.randbytes(20_000)) == []
    assert receiver.bad > 10
