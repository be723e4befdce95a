import pytest

from firmware_bridge import wire
from treadctl.errors import DecodeError
from treadctl.protocols.inspect_bridge import decode_bridge

ARM = "040103020201063412ed5e010101052dcf0496"
ARM_RAW = "010302000100 3412ed5e 01000000 2dcf0496"


def frame(kind: int, *values: int) -> bytes:
    return wire.encode(kind, 7, 6, 0x5EED1234, wire.pack(kind, *values))


@pytest.mark.parametrize("data", [ARM, ARM + "00", "00" + ARM + "00", ARM_RAW])
def test_a_frame_is_taken_from_the_wire_or_as_it_was_before_cobs(data: str) -> None:
    said = decode_bridge(bytes.fromhex(data))
    assert (said["type"], said["arm_id"], said["seq"]) == ("arm", 1, 2)


@pytest.mark.parametrize("kind", sorted(wire.MESSAGES))
def test_every_message_is_told_with_all_its_values(kind: int) -> None:
    said = decode_bridge(frame(kind, *range(1, len(wire.MESSAGES[kind][1]) + 1)))
    assert said["type_code"] == kind
    assert said["direction"] == ("to_host" if kind & 0x80 else "to_bridge")
    assert len(said) >= 6 + len(wire.MESSAGES[kind][1])
    assert not [key for key in said if key.endswith(("ckmh", "permille"))]


def test_what_the_bridge_does_not_measure_is_absent() -> None:
    told = {name: 0 for name in wire.MESSAGES[wire.STATUS][1]}
    told |= {"speed_ckmh": wire.NO_SPEED, "incline_permille": wire.NO_INCLINE}
    said = decode_bridge(frame(wire.STATUS, *told.values()))
    assert not {"speed_kmh", "inclination_percent"} & set(said)


def test_bits_are_told_by_name_and_the_nameless_by_number() -> None:
    said = decode_bridge(frame(wire.CLEAR, 1 | 1 << 11 | 1 << 15))
    assert said["faults"] == ["pain", "link_lost", "bit_15"]


def test_a_code_that_nobody_knows_is_unknown() -> None:
    said = decode_bridge(frame(wire.ACK, 9, 99, 0))
    assert (said["result"], said["result_code"]) == ("unknown", 99)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "wrong length"),
        (b"\0", "wrong length"),
        (bytes.fromhex(ARM)[:-1], "no COBS"),
        (bytes.fromhex(ARM)[:-1] + b"\x95", "wrong CRC"),
        (wire.encode(0x55, 1, 0, 0, b""), "unknown type"),
        (wire.encode(wire.ARM, 1, 0, 0, b""), "wrong length"),
    ],
)
def test_what_is_no_frame_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        decode_bridge(data)
