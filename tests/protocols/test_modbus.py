import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.golden import Row, rows
from treadctl.errors import BadInput, DecodeError
from treadctl.protocols import modbus
from treadctl.protocols.modbus import Frame

NUMBER = st.integers(0, 0xFFFF)
READ_TWO = modbus.encode_read(1, 0x000F, 2)


def framed(body: str) -> bytes:
    data = bytes.fromhex(body)
    return data + modbus.crc(data)


def test_the_crc_is_that_of_modbus() -> None:
    assert modbus.crc(b"123456789") == bytes.fromhex("374b")


@pytest.mark.parametrize("row", rows("lifespan"), ids=str)
def test_captured_frames_have_a_sound_crc(row: Row) -> None:
    (frame,) = row.frames
    found = modbus.decode(frame)
    assert bytes([found.slave, found.function]) + found.data == frame[:-2]


def test_requests_are_those_of_the_standard() -> None:
    assert modbus.encode_read(1, 0x000F).hex() == "0103000f0001b409"
    assert modbus.encode_write(1, 0x000A, 94).hex() == "0106000a005e2830"


@given(NUMBER, NUMBER)
def test_a_write_reads_as_it_was_made(register: int, value: int) -> None:
    frame = modbus.encode_write(1, register, value)
    data = register.to_bytes(2, "big") + value.to_bytes(2, "big")
    assert modbus.decode(frame) == Frame(1, modbus.WRITE, data)


@given(st.lists(NUMBER, min_size=1, max_size=125))
def test_registers_read_as_they_were_sent(values: list[int]) -> None:
    data = b"".join(value.to_bytes(2, "big") for value in values)
    answer = framed(f"0103{len(data):02x}{data.hex()}")
    found = modbus.take_answer(modbus.encode_read(1, 0, len(values)), answer)
    assert found is not None and modbus.registers(found) == tuple(values)


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (READ_TWO, framed("010304000100 02")),
        (READ_TWO, framed("018302")),
        (modbus.encode_write(1, 10, 94), modbus.encode_write(1, 10, 94)),
        (modbus.encode_write(1, 10, 94), framed("018603")),
    ],
)
def test_an_answer_is_there_with_its_last_byte_and_not_before(
    request_: bytes, answer: bytes
) -> None:
    pieces = [modbus.take_answer(request_, answer[:end]) for end in range(len(answer))]
    assert pieces == [None] * len(answer)
    assert modbus.take_answer(request_, answer) == modbus.decode(answer)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("02", "02 does not answer 0103"),
        ("0106", "0106 does not answer 0103"),
        ("010302", "4 data bytes were asked for; 2 are to come"),
        ("010304000100020000", "should be"),
        (framed("01030400010002").hex() + "00", "1 bytes stand behind"),
    ],
)
def test_bytes_that_do_not_answer_are_refused_at_once(answer: str, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        modbus.take_answer(READ_TWO, bytes.fromhex(answer))


@pytest.mark.parametrize("body", ["010300", "01030102", "0103020102 03"])
def test_a_count_that_is_not_the_data_s_is_refused(body: str) -> None:
    with pytest.raises(DecodeError, match="says it has"):
        modbus.registers(modbus.decode(framed(body)))


def test_a_frame_that_is_too_short_is_refused() -> None:
    with pytest.raises(DecodeError, match="5 bytes or more here; 4 came"):
        modbus.decode(bytes(4))


@pytest.mark.parametrize(
    ("slave", "register", "value"), [(0, 1, 1), (248, 1, 1), (1, -1, 1), (1, 1, 0x10000)]
)
def test_what_modbus_cannot_say_is_refused(slave: int, register: int, value: int) -> None:
    with pytest.raises(BadInput, match="slaves 1 to 247"):
        modbus.encode_write(slave, register, value)


@pytest.mark.parametrize("count", [0, 126])
def test_a_read_has_1_to_125_registers(count: int) -> None:
    with pytest.raises(BadInput, match="1 to 125"):
        modbus.encode_read(1, 0, count)
