import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.golden import Row, rows
from treadctl.errors import BadInput, DecodeError
from treadctl.protocols.csafe_frame import MAX_CONTENTS, Frame, Parser, decode, encode

CONTENTS = st.binary(max_size=MAX_CONTENTS)
MARKS = st.binary(max_size=8).map(lambda data: bytes(0xF0 + byte % 4 for byte in data))


@pytest.mark.parametrize("row", rows("csafe"), ids=str)
def test_each_captured_frame_is_made_again_from_its_contents(row: Row) -> None:
    (frame,) = row.frames
    assert encode(decode(frame).contents) == frame


@given(CONTENTS | MARKS)
def test_what_is_sent_is_what_arrives(contents: bytes) -> None:
    frame = encode(contents)
    assert decode(frame) == Frame(contents)
    assert not set(frame[1:-1]) & {0xF0, 0xF1, 0xF2}


@given(st.lists(CONTENTS | MARKS, max_size=4), st.data())
def test_frames_are_found_however_they_are_cut(sent: list[bytes], data: st.DataObject) -> None:
    line, parser, found = b"".join(map(encode, sent)), Parser(), []
    while line:
        size = data.draw(st.integers(1, len(line)))
        found += parser.feed(line[:size])
        line = line[size:]
    assert (found, parser.bad) == (sent, 0)


def test_an_extended_frame_names_its_two_ends() -> None:
    assert decode(bytes.fromhex("F0 FD 00 80 7D F2")) == Frame(b"\x80", 0xFD, 0x00)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("F1F2", "3 bytes or more; 2 came"),
        ("8080F2", "begins with F1"),
        ("F18080", "ends with F2"),
        ("F18081F2", "check is 81 and should be 80"),
        ("F1F304F2", "F3 stands before"),
        ("F180F3F2", "F3 stands before"),
        ("F1F1F2F2", "F1 stands inside"),
        ("F08080F2", "goes from or to the host"),
        ("F000000000F2", "goes from or to the host"),
    ],
)
def test_what_is_no_frame_is_refused(data: str, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        decode(bytes.fromhex(data))


def test_contents_too_long_for_a_frame_are_refused_on_both_ends() -> None:
    with pytest.raises(BadInput, match="holds 96 bytes, not 97"):
        encode(bytes(97))
    with pytest.raises(DecodeError, match="holds 96 bytes; 98 came"):
        decode(bytes([0xF1, *bytes(99), 0xF2]))


def test_a_frame_that_broke_off_is_counted_and_the_next_one_taken() -> None:
    parser = Parser()
    assert parser.feed(bytes.fromhex("F180 F18080F2 55 F18081F2 F10101F2")) == [b"\x80", b"\x01"]
    assert parser.bad == 2


def test_noise_without_an_end_is_dropped() -> None:
    parser = Parser()
    assert parser.feed(b"\xf1" + bytes(1000) + encode(b"\x01")) == [b"\x01"]
    assert parser.bad == 1


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_without_an_error(data: bytes) -> None:
    parser = Parser()
    assert all(len(contents) <= MAX_CONTENTS for contents in parser.feed(data))
