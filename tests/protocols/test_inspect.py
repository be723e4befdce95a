import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.golden import Row, rows
from treadctl.errors import BadInput, DecodeError
from treadctl.protocols.inspect import KINDS, decode


@pytest.mark.parametrize("row", rows(), ids=str)
def test_frames_print_as_their_golden_row(row: Row) -> None:
    # As text: so 2.57 may not be 2.5700000000000003, nor a count a float.
    printed = json.dumps(decode(row.kind, row.frames), sort_keys=True)
    assert printed == json.dumps(row.decoded, sort_keys=True)


def test_every_kind_has_a_golden_row() -> None:
    assert {row.kind for row in rows()} == set(KINDS)


def test_a_later_notification_of_a_record_says_if_more_is_to_come() -> None:
    speed, steps = bytes.fromhex("0000e803"), bytes.fromhex("0120070000")
    assert decode("2acd", [speed, steps]) == {
        "speed_kmh": 10.0,
        "steps": 7,
        "more_data": True,
        "truncated": False,
    }
    assert decode("2acd", [steps, speed])["more_data"] is False


def test_one_cut_notification_makes_a_record_truncated() -> None:
    assert decode("2acd", [bytes.fromhex("05001e"), bytes.fromhex("0000e803")]) == {
        "speed_kmh": 10.0,
        "more_data": False,
        "truncated": True,
    }


def test_kinds_may_be_written_in_capitals() -> None:
    assert decode("2ADA", [b"\x03"]) == decode("2ada", [b"\x03"])


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(BadInput, match=r"no kind 'fff1'.*2a37, 2acc, .*2ada, bridge, csafe"):
        decode("fff1", [b"\xf1\xf2"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_without_a_frame_is_refused(kind: str) -> None:
    with pytest.raises(BadInput, match=f"Give a frame of {kind}"):
        decode(kind, [])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "2acd"])
def test_only_a_record_may_have_several_frames(kind: str) -> None:
    with pytest.raises(BadInput, match=f"{kind} takes one frame; 2 were given"):
        decode(kind, [bytes(8), bytes(8)])


CHECKED = rows("bridge", "csafe", "lifespan")


@pytest.mark.parametrize("row", CHECKED, ids=str)
def test_no_frame_with_a_check_is_taken_if_one_of_its_bytes_is_wrong(row: Row) -> None:
    (frame,) = row.frames
    ends = 1 if row.kind == "bridge" else 0  # its last byte only marks the end
    for at in range(len(frame) - ends):
        for wrong in set(range(256)) - {frame[at]}:
            with pytest.raises(DecodeError):
                decode(row.kind, [frame[:at] + bytes([wrong]) + frame[at + 1 :]])


@pytest.mark.parametrize("row", CHECKED, ids=str)
def test_no_frame_with_a_check_is_taken_if_it_is_cut_or_has_bytes_too_many(row: Row) -> None:
    (frame,) = row.frames
    for end in range(len(frame) - (row.kind == "bridge")):
        with pytest.raises(DecodeError):
            decode(row.kind, [frame[:end]])
    with pytest.raises(DecodeError):
        decode(row.kind, [frame + b"\x01"])


@given(st.sampled_from(KINDS), st.binary(max_size=40))
def test_any_bytes_give_json_or_a_decode_error(kind: str, data: bytes) -> None:
    with contextlib.suppress(DecodeError):
        json.dumps(decode(kind, [data]), allow_nan=False)
