"""Lines out of bytes, however they are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.board.lines import ROOM_BYTES, Lines
from treadctl.board.requests import MAX_BYTES


def taken(lines: Lines) -> list[bytes]:
    """All lines that are whole."""
    found = []
    while (length := lines.next_bytes) is not None:
        found.append(lines.take(length))
    return found


@given(st.lists(st.binary(max_size=40)))
def test_lines_come_out_whole_however_they_came_in(pieces: list[bytes]) -> None:
    lines, found = Lines(), list[bytes]()
    for piece in pieces:
        lines.add(piece)
        found += taken(lines)
    lines.end()
    found += taken(lines)
    said = b"".join(pieces)
    assert b"\n".join(found) == said.removesuffix(b"\n")


def test_half_a_line_waits_for_its_end() -> None:
    lines = Lines()
    lines.add(b"half")
    assert lines.next_bytes is None
    lines.add(b" and half\n")
    assert taken(lines) == [b"half and half"]


def test_what_is_left_at_the_end_is_a_line() -> None:
    lines = Lines()
    lines.add(b"one\ntwo")
    lines.end()
    assert taken(lines) == [b"one", b"two"]
    assert lines.ended


@pytest.mark.parametrize(("length", "whole"), [(MAX_BYTES, False), (MAX_BYTES + 1, True)])
def test_a_line_that_is_too_long_is_not_waited_for(length: int, whole: bool) -> None:
    lines = Lines()
    lines.add(b"x" * length)
    assert (lines.next_bytes == length) is whole


def test_when_there_is_no_room_that_is_told_until_lines_are_taken() -> None:
    lines = Lines()
    lines.add(b"x" * (ROOM_BYTES - 1) + b"\n")
    assert lines.full
    taken(lines)
    assert not lines.full
