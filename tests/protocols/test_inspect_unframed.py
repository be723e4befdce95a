import pytest

from treadctl.errors import DecodeError
from treadctl.protocols.inspect_unframed import decode_trackmaster, decode_woodway


def test_the_same_byte_means_another_thing_in_the_other_dialect() -> None:
    assert decode_trackmaster(b"\xc3")["name"] == "read_target_speed"
    assert decode_woodway(b"\xc3")["name"] == "read_firmware"
    assert decode_trackmaster(b"\xa9" + b"0150")["name"] == "set_weight"
    assert decode_woodway(b"\xa9")["name"] == "start_without_timer"


def test_a_speed_set_and_a_speed_measured_have_other_keys() -> None:
    assert decode_trackmaster(b"\xd10040")["speed_mph"] == 4.0
    assert "speed_mph" not in decode_trackmaster(b"\xd30040")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "none came"),
        (b"\x00", "00 begins nothing"),
        (b"\xbd", "BD begins nothing"),
        (b"\xce", "CE begins nothing"),
        (b"\xa3", "A3 has 4 data bytes; 0 came"),
        (b"\xa3004", "A3 has 4 data bytes; 3 came"),
        (b"\xa300400", "A3 has 4 data bytes; 5 came"),
        (b"\xd0\x34", "D0 may not be followed by 34"),
        (b"\xb3\xb3", "B3 has 0 data bytes; 1 came"),
    ],
)
def test_what_a_trackmaster_never_says_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        decode_trackmaster(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "none came"),
        (b"\xa1", "A1 begins nothing"),
        (b"\xd4" + b"0040", "D4 begins nothing"),
        (b"\xa31035", "A direction is 0 or 3, not 1"),
        (b"\xd3\x00\x01", "D3 has 4 data bytes; 2 came"),
    ],
)
def test_what_a_woodway_never_says_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        decode_woodway(data)
