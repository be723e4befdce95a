from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.errors import BadInput, DecodeError
from treadctl.protocols.unframed import Message, Shape, digits, take, whole

SHAPES = {0xB2: Shape(), 0xD0: Shape(1, b"123"), 0xD1: Shape(4)}
WHOLE = [Message(0xB2), Message(0xD0, b"2"), Message(0xD1, b"0040")]


def line(messages: list[Message]) -> bytes:
    return b"".join(bytes([one.code]) + one.data for one in messages)


@pytest.mark.parametrize("message", WHOLE, ids=str)
def test_a_message_is_there_with_its_last_byte_and_not_before(message: Message) -> None:
    data = line([message])
    assert [take(SHAPES, data[:end]) for end in range(len(data))] == [None] * len(data)
    assert take(SHAPES, data) == whole(SHAPES, data) == message


def test_digits_are_read_as_a_number() -> None:
    assert Message(0xD1, b"0040").number == 40


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("B3", "B3 begins nothing"),
        ("D034", "D0 may not be followed by 34"),
        ("D1304130", "D1 may not be followed by 41"),
        ("B2B2", "B2 has 0 data bytes; 1 came"),
        ("D13030343030", "D1 has 4 data bytes; 5 came"),
    ],
)
def test_bytes_that_are_no_message_are_refused(data: str, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        take(SHAPES, bytes.fromhex(data))


@pytest.mark.parametrize(("data", "says"), [("", "none came"), ("D13030", "4 data bytes; 2 came")])
def test_a_whole_message_may_not_be_cut(data: str, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        whole(SHAPES, bytes.fromhex(data))


@pytest.mark.parametrize("number", [-1, 10_000])
def test_a_number_that_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(BadInput, match=f"A speed must be 0 to 9999, not {number}"):
        digits(number, 4, "A speed")


@given(st.binary(max_size=8))
def test_any_bytes_are_one_message_or_none_yet_or_refused(data: bytes) -> None:
    with suppress(DecodeError):
        found = take(SHAPES, data)
        assert found is None or line([found]) == data
