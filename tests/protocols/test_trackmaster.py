import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.golden import Row, rows
from treadctl.errors import BadInput, DecodeError
from treadctl.protocols import trackmaster
from treadctl.protocols.unframed import Message


@pytest.mark.parametrize(
    ("deci_mph", "sent"), [(40, "a330303430"), (5, "a330303035"), (123, "a330313233")]
)
def test_a_speed_is_four_digits_of_a_tenth_of_a_mile(deci_mph: int, sent: str) -> None:
    assert trackmaster.encode_target_speed(deci_mph).hex() == sent


@pytest.mark.parametrize(("deci_percent", "sent"), [(25, "a430303235"), (150, "a430313530")])
def test_an_elevation_is_four_digits_of_a_tenth_of_a_percent(deci_percent: int, sent: str) -> None:
    assert trackmaster.encode_target_inclination(deci_percent).hex() == sent


def test_an_elevation_between_two_steps_is_refused_before_the_machine_refuses_it() -> None:
    with pytest.raises(BadInput, match=r"steps of 0\.5 %, not 2\.3 %"):
        trackmaster.encode_target_inclination(23)


def test_the_belt_starts_with_the_machine_s_own_timer_only() -> None:
    assert trackmaster.START == b"\xa0"
    assert b"\xa1" not in [value for value in vars(trackmaster).values()]


@given(st.integers(0, 9999))
def test_every_speed_is_read_back_as_it_was_set(deci_mph: int) -> None:
    told = b"\xd3" + trackmaster.encode_target_speed(deci_mph)[1:]
    assert trackmaster.take_reply(told) == Message(0xD3, b"%04d" % deci_mph)


@pytest.mark.parametrize(
    "row", [row for row in rows("trackmaster") if row.frames[0][0] in trackmaster.REPLIES], ids=str
)
def test_replies_of_the_manual_are_there_with_their_last_byte(row: Row) -> None:
    (frame,) = row.frames
    assert trackmaster.take_reply(frame) == Message(frame[0], frame[1:])
    assert not any(trackmaster.take_reply(frame[:end]) for end in range(len(frame)))


def test_a_belt_is_stopped_or_started_with_or_without_the_timer() -> None:
    words = [trackmaster.BELT[Message(0xD0, digit).number] for digit in (b"1", b"2", b"3")]
    assert words == ["stopped", "started", "started_without_timer"]


def test_what_only_the_other_dialect_says_is_no_reply() -> None:
    with pytest.raises(DecodeError, match="BD begins nothing"):
        trackmaster.take_reply(b"\xbd")
