import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.golden import Row, rows
from treadctl.errors import BadInput, DecodeError
from treadctl.protocols import woodway
from treadctl.protocols.unframed import Message


@pytest.mark.parametrize(
    ("deci_mph", "sent"), [(35, "a330303335"), (299, "a330323939"), (100, "a330313030")]
)
def test_a_speed_is_a_direction_and_three_digits(deci_mph: int, sent: str) -> None:
    assert woodway.encode_target_speed(deci_mph).hex() == sent


def test_speed_0_is_forward() -> None:
    assert woodway.encode_target_speed(0) == b"\xa30000"


@pytest.mark.parametrize("deci_mph", [-1, 300])
def test_a_speed_the_machine_would_clamp_without_a_word_is_refused(deci_mph: int) -> None:
    with pytest.raises(BadInput, match=r"0 to 29\.9 mph"):
        woodway.encode_target_speed(deci_mph)


def test_an_elevation_is_four_digits_up_to_29_9_percent() -> None:
    assert woodway.encode_target_inclination(50) == b"\xa40050"
    with pytest.raises(BadInput, match=r"0 to 29\.9 %"):
        woodway.encode_target_inclination(300)


def test_the_belt_starts_with_the_machine_s_own_timer_only() -> None:
    assert woodway.START == b"\xa0"
    assert b"\xa9" not in [value for value in vars(woodway).values()]


@given(st.integers(0, 299))
def test_every_speed_is_read_back_as_it_was_set(deci_mph: int) -> None:
    sent = woodway.encode_target_speed(deci_mph)
    assert woodway.deci_mph(sent[1:]) == deci_mph


def test_a_belt_that_runs_backwards_has_a_speed_below_0() -> None:
    assert woodway.deci_mph(b"3035") == -35


def test_a_direction_that_is_none_is_refused() -> None:
    with pytest.raises(DecodeError, match="0 or 3, not 1"):
        woodway.deci_mph(b"1035")


@pytest.mark.parametrize(
    "row", [row for row in rows("woodway") if row.frames[0][0] in woodway.REPLIES], ids=str
)
def test_replies_are_there_with_their_last_byte(row: Row) -> None:
    (frame,) = row.frames
    assert woodway.take_reply(frame) == Message(frame[0], frame[1:])
    assert not any(woodway.take_reply(frame[:end]) for end in range(len(frame)))


def test_firmware_and_state_may_be_any_bytes() -> None:
    assert woodway.take_reply(b"\xd3\xd1\xb0\x00\xff") == Message(0xD3, b"\xd1\xb0\x00\xff")
    assert woodway.take_reply(b"\xd0\xbd") == Message(0xD0, b"\xbd")


def test_the_timer_s_word_is_taken_too() -> None:
    assert woodway.take_reply(bytes([woodway.TIMED_OUT])) == Message(0xBD)
