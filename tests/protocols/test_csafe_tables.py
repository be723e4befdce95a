import pytest

from treadctl.errors import DecodeError
from treadctl.protocols.csafe_tables import ANSWERS, LONG, SHORT, read


@pytest.mark.parametrize(
    ("command", "data", "said"),
    [
        (
            0x91,
            "0902060900 0b00",
            {"manufacturer": 9, "class_id": 2, "model": 6, "version": 9, "release": 11},
        ),
        (
            0x91,
            "090206010203",
            {"manufacturer": 9, "class_id": 2, "model": 6, "version_bytes": "010203"},
        ),
        (0x92, "3132333435", {"id": "12345"}),
        (0x93, "00", {"units": "metric"}),
        (0x93, "01", {"units": "english"}),
        (0x93, "02", {"units": "unknown 2"}),
        (0x99, "d21100", {"utilization_h": 4562}),
        (0x9B, "1027000021", {"odometer_m": 10_000_000}),
        (0xA0, "011e0f", {"elapsed_s": 5415}),
        (0xA4, "0102", {"program": 1, "level": 2}),
        (0xAB, "960007 2d 01", {"weight_kg": 68.0388555, "age_years": 45, "gender": 1}),
    ],
)
def test_an_answer_is_read_by_its_command(command: int, data: str, said: object) -> None:
    assert read(ANSWERS[command], bytes.fromhex(data)) == said


@pytest.mark.parametrize(
    ("command", "data", "said"),
    [
        (0x11, "0a1e00", {"time": "10:30:00"}),
        (0x12, "78011f", {"date": "2020-01-31"}),
        (0x13, "0a", {"timeout_s": 10}),
        (0x20, "001e00", {"workout_s": 1800}),
        (0x35, "5a78", {"min_heart_rate_bpm": 90, "max_heart_rate_bpm": 120}),
    ],
)
def test_a_command_is_read_by_its_number(command: int, data: str, said: object) -> None:
    assert read(LONG[command][1], bytes.fromhex(data)) == said


@pytest.mark.parametrize(("data", "says"), [("3200", "Too few"), ("32003100", "Too many")])
def test_data_of_the_wrong_length_are_refused(data: str, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        read(ANSWERS[0xA5], bytes.fromhex(data))


def test_a_version_has_three_bytes_at_least() -> None:
    with pytest.raises(DecodeError, match="3 bytes or more; 2 came"):
        read(ANSWERS[0x91], b"\x09\x02")


def test_commands_with_data_and_without_are_told_apart_by_their_number() -> None:
    assert all(command >= 0x80 for command in (*SHORT, *ANSWERS))
    assert all(command < 0x80 for command in LONG)
