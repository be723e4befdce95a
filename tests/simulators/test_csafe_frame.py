import pytest
from hypothesis import given
from hypothesis.strategies import binary

from simulators.csafe_frame import MAX_FRAME, Frames, contents_of, framed


def cut(data: str) -> list[str | None]:
    frames = Frames()
    found = [one for byte in bytes.fromhex(data) for one in frames.take(byte)]
    return [None if one is None else one.hex() for one in found]


@pytest.mark.parametrize(
    ("contents", "frame"),
    [
        ("80", "f18080f2"),
        ("2103f10024", "f12103f3010024f7f2"),
        ("2503f20031", "f12503f3020031e5f2"),
        ("", "f100f2"),
    ],
)
def test_contents_are_framed_and_stuffed(contents: str, frame: str) -> None:
    assert framed(bytes.fromhex(contents)).hex() == frame
    assert cut(frame) == [contents]


@given(contents=binary(max_size=40))
def test_what_was_framed_is_found_again(contents: bytes) -> None:
    assert cut(framed(contents).hex()) == [contents.hex()]


def test_what_is_between_frames_is_ignored_and_a_start_begins_anew() -> None:
    assert cut("8080f180 f18080f2 80 f18181f2") == ["80", "81"]


@pytest.mark.parametrize("frame", ["f18081f2", "f1f304f2", "f180f3f2"])
def test_a_wrong_check_byte_or_a_wrong_escape_is_bad(frame: str) -> None:
    assert cut(frame) == [None]


def test_a_frame_without_anything_in_it_is_an_empty_one() -> None:
    assert contents_of(b"") == b""


def test_a_frame_that_does_not_end_is_bad() -> None:
    assert cut("f1" + "80" * MAX_FRAME) == [None]
