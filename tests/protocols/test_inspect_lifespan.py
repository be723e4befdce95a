import pytest

from treadctl.errors import DecodeError
from treadctl.protocols import modbus
from treadctl.protocols.inspect_lifespan import decode_lifespan


def framed(body: str) -> bytes:
    data = bytes.fromhex(body)
    return data + modbus.crc(data)


def test_a_write_and_its_answer_are_the_same_bytes() -> None:
    assert decode_lifespan(framed("0106000a005e"))["direction"] == "either"


def test_only_a_machine_answers_a_reset_of_the_steps_with_another_number() -> None:
    assert decode_lifespan(framed("0106000f0f00"))["direction"] == "response"
    assert decode_lifespan(framed("0106000f0000"))["direction"] == "either"


def test_a_belt_that_shall_stand_has_no_target() -> None:
    said = decode_lifespan(framed("0106000a0032"))
    assert said["idle"] is True and "speed_kmh" not in said


def test_a_register_that_nobody_knows_has_its_number() -> None:
    assert decode_lifespan(framed("010600990007"))["name"] == "write_register"
    said = decode_lifespan(framed("010300990002"))
    assert (said["name"], said["register"], said["count"]) == ("read_registers", 0x99, 2)


@pytest.mark.parametrize(("code", "name"), [(2, "illegal_data_address"), (0x33, "unknown")])
def test_a_failure_tells_what_failed_and_why(code: int, name: str) -> None:
    assert decode_lifespan(framed(f"0183{code:02x}")) == {
        "direction": "response",
        "slave": 1,
        "function": 3,
        "result": name,
        "result_code": code,
    }


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("0104000f0001", "Function 04"),
        ("018401", "Function 84"),
        ("01830102", "A failure has 1 data byte; 2 came"),
        ("0106000a00", "A write has 4 data bytes; 3 came"),
        ("0103000f0000", "1 to 125 registers, not 0"),
        ("0103000f007e", "1 to 125 registers, not 126"),
        ("01030300", "says it has 3"),
        ("0106 00", "A write has 4 data bytes; 1 came"),
    ],
)
def test_a_sound_frame_of_the_wrong_shape_is_refused(body: str, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        decode_lifespan(framed(body))
