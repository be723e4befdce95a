import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.errors import BadInput, DecodeError
from treadctl.protocols import csafe
from treadctl.protocols.csafe import Reply, State, Status


def test_commands_share_a_frame() -> None:
    asked = csafe.request(
        csafe.GET_STATUS,
        csafe.GET_SPEED,
        csafe.GET_INCLINATION,
        csafe.GET_DISTANCE,
        csafe.GET_HEART_RATE,
    )
    assert asked.hex() == "f180a5a8a1b09cf2"


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (csafe.set_speed(50, 0x31), "f1250332003125f2"),
        (csafe.set_speed(30, 0x11), "f125031e001129f2"),
        (csafe.set_speed(242, 0x31), "f12503f3020031e5f2"),
        (csafe.set_inclination(25, 0x4C), "f1280319004c7ef2"),
        (csafe.set_inclination(250, 0x4B), "f12803fa004b9af2"),
    ],
)
def test_a_target_carries_its_unit(command: bytes, frame: str) -> None:
    assert csafe.request(command).hex() == frame


@pytest.mark.parametrize("number", [-1, 0x10000])
def test_a_target_that_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(BadInput, match="0 to 65535"):
        csafe.set_speed(number, 0x31)


@pytest.mark.parametrize(
    ("byte", "status"),
    [
        (0x01, Status(State.READY, "ok", False)),
        (0x85, Status(State.IN_USE, "ok", True)),
        (0x96, Status(State.PAUSED, "rejected", True)),
        (0x27, Status(State.FINISHED, "bad", False)),
        (0x39, Status(State.OFF_LINE, "not_ready", False)),
    ],
)
def test_a_status_tells_the_state_and_how_the_frame_before_was_taken(
    byte: int, status: Status
) -> None:
    assert csafe.decode_reply(bytes([byte])).status == status


@pytest.mark.parametrize("byte", [0x04, 0x0A, 0x0F, 0x41, 0xC1])
def test_a_status_that_the_standard_has_not_is_refused(byte: int) -> None:
    with pytest.raises(DecodeError):
        csafe.decode_reply(bytes([byte]))


def test_a_reply_keeps_the_unit_that_a_value_came_in() -> None:
    reply = csafe.decode_reply(bytes.fromhex("85 A503320031 B00184"))
    assert reply == Reply(
        Status(State.IN_USE, "ok", True),
        {"speed_kmh": 5.0, "heart_rate_bpm": 132},
        {0xA5: b"\x32\x00\x31", 0xB0: b"\x84"},
    )
    assert reply.unit(csafe.GET_SPEED) == 0x31
    assert reply.unit(csafe.GET_INCLINATION) is None


def test_one_byte_00_behind_the_last_answer_is_left_out() -> None:
    assert csafe.decode_reply(b"\x89\xd2\x01A\x00").values == {"command_d2": "41"}


@pytest.mark.parametrize(
    ("contents", "says"),
    [
        ("", "a status byte; none came"),
        ("85A5", "The data of A5 is cut off"),
        ("85A5033200", "The data of A5 is cut off"),
        ("85A5023200", "The answer to A5: Too few"),
        ("8500", "The data of 00 is cut off"),
    ],
)
def test_a_reply_of_the_wrong_length_is_refused(contents: str, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        csafe.decode_reply(bytes.fromhex(contents))


def test_a_request_is_a_list_of_commands_and_their_values() -> None:
    assert csafe.decode_request(bytes.fromhex("80 2503320031 8F 0602AABB")) == (
        ("get_status", "set_speed", "command_8f", "command_06"),
        {"speed_kmh": 5.0, "command_06": "aabb"},
    )


@pytest.mark.parametrize(
    ("contents", "says"),
    [("25", "data of 25"), ("25033200", "data of 25"), ("25023200", "command 25: Too few")],
)
def test_a_request_of_the_wrong_length_is_refused(contents: str, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        csafe.decode_request(bytes.fromhex(contents))


@given(st.integers(0, 0xFFFF), st.sampled_from([0x10, 0x11, 0x12, 0x30, 0x31, 0x32, 0x33]))
def test_a_target_is_read_as_it_was_written(number: int, unit: int) -> None:
    asked = csafe.decode_request(csafe.set_speed(number, unit))[1]
    told = csafe.decode_reply(b"\x05" + b"\xa5" + csafe.set_speed(number, unit)[1:]).values
    assert asked == told
