import pytest

from treadctl.errors import DecodeError
from treadctl.protocols import csafe_frame
from treadctl.protocols.inspect_csafe import decode_csafe


def decoded(contents: str) -> dict[str, object]:
    return decode_csafe(csafe_frame.encode(bytes.fromhex(contents)))


def test_a_frame_that_may_be_either_is_read_both_ways() -> None:
    assert decoded("85") == {
        "direction": "either",
        "commands": ["go_in_use"],
        "state": "in_use",
        "state_code": 5,
        "toggle": True,
        "previous_frame": "ok",
    }


@pytest.mark.parametrize(
    ("contents", "direction"),
    [
        ("", "request"),  # no command at all asks for the status
        ("80a5", "request"),
        ("2503320031", "request"),
        ("aa", "request"),  # there is no state 10
        ("d2", "request"),  # bit 6 of a status is never set
        ("01", "response"),  # a command with data, without data
        ("89", "response"),  # no command that anybody knows
        ("85a503320031", "response"),
        ("859c03000000", "response"),  # as a request it would hold unknown commands
    ],
)
def test_who_sent_a_frame_is_told_where_the_bytes_tell(contents: str, direction: str) -> None:
    assert decoded(contents)["direction"] == direction


def test_an_extended_frame_tells_its_addresses() -> None:
    said = decode_csafe(bytes.fromhex("F000FD01FCF2"))
    assert (said["destination"], said["source"], said["state"]) == (0x00, 0xFD, "ready")


def test_a_frame_that_is_neither_says_why_for_both() -> None:
    with pytest.raises(DecodeError, match=r"As a request: The data of 25.*As a response: .*03"):
        decoded("2503")


def test_a_value_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(DecodeError, match="The answer to A5: Too many"):
        decoded("85a50432003100")
